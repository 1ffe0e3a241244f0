package ui_test

import (
	"os"
	"testing"

	"riffle/source/kafka/kafkatest"
)

// playEnv makes this test binary a riffle whose source misbehaves: see broken_test.go.
const playEnv = "RIFFLE_UI_TEST"

// feedEnv makes it a riffle whose log is fed by the test: see feed_test.go.
const feedEnv = "RIFFLE_UI_FEED"

func TestMain(m *testing.M) {
	if where := os.Getenv(playEnv); where != "" {
		os.Exit(broken(where))
	}
	if feed := os.Getenv(feedEnv); feed != "" {
		os.Exit(fed(feed, os.Args[1:]))
	}
	kafkatest.Main(m)
}
