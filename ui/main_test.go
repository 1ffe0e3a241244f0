package ui_test

import (
	"os"
	"testing"

	"riffle/source/kafka/kafkatest"
)

// playEnv makes this test binary a riffle whose source misbehaves: see broken_test.go.
const playEnv = "RIFFLE_UI_TEST"

func TestMain(m *testing.M) {
	if where := os.Getenv(playEnv); where != "" {
		os.Exit(broken(where))
	}
	kafkatest.Main(m)
}
