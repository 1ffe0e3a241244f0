package demo_test

import (
	"testing"
	"time"

	"riffle/source/kafka/demo"
)

func TestStart(t *testing.T) {
	began := time.Now()
	c, err := demo.Start(demo.Config{Seed: 1, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(began), c.Addr())
	c.Close()
}
