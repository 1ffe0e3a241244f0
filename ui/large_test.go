//go:build linux

package ui_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source/kafka/kafkatest"
	"riffle/ui/term/linktest"
)

// mostMemory is what riffle may ever take for records of 50 MB, those being a
// few times in memory: on the wire, and as what is shown.
const mostMemory = 400 << 20

// Records that are larger than all the memory meant for records are shown as what
// they are, at once, and nothing beside them suffers.
func TestEnormousRecordsOnARealKafka(t *testing.T) {
	c, bin := kafkatest.Shared(t), build(t)
	brackets := bytes.Repeat([]byte("["), 1_000_000)
	deep := append(append(brackets, '1'), bytes.Repeat([]byte("]"), 1_000_000)...)

	for _, x := range []struct {
		name  string
		make  func(topic string)
		row   string // what the row of the record says
		says  []string
		after string // a filter
		hits  string
	}{
		{
			"large", func(topic string) { kafkatest.Large(t, c, topic, 50_000_000) }, "a line of a very long value",
			[]string{"text, 50 MB", "a line of a very long value, number 20"}, "n = 2", "1 hit in 3 read",
		},
		{
			"deep", func(topic string) {
				c.Write(t, numbered(topic, 0), &kgo.Record{Topic: topic, Timestamp: kafkatest.Epoch().Add(time.Second), Value: deep}, numbered(topic, 2))
			}, "[[[[[[", []string{"json, 1 element", "▾ 0   [ 1 ]", "[ 2.0 MB ]"}, "n = 2", "1 hit in 3 read",
		},
		{
			"bomb", func(topic string) { kafkatest.Bomb(t, c, topic, 300<<20) }, "cannot be read: ",
			[]string{"cannot be read: ", "inflates to more than"}, "n = 2", "1 hit ",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			topic := "enormous-" + x.name
			if x.name == "deep" {
				c.CreateTopic(t, topic, 1)
			}
			x.make(topic)
			s := start(t, bin, "open", topic, "--from", "start", "-b", c.Bootstrap())
			s.Sees(x.row).Sees(`"n":2`)
			s.Press("\r")
			s.Sees("p0 @ 0 ")
			asked := s.Press("J")
			for _, said := range x.says {
				s.Sees(said)
			}
			t.Logf("%s: shown after %v, %d MB at most", x.name, time.Since(asked).Round(time.Millisecond), peak(t, s)>>20)
			for _, keys := range []string{"H", "G", "H", "r", "G", "r", "w", "z"} {
				s.Press(keys)
			}
			s.Press("J")
			s.Sees("p0 @ 2 ")
			s.Press("qf" + x.after + "\r")
			s.Sees(x.hits)
			if n := peak(t, s); n > mostMemory {
				t.Errorf("riffle took %d MB", n>>20)
			}
		})
	}
}

// Six partitions of 50 MB records took 770 MB when each kept its next record whole.
func TestManyLargeRecordsAreHeldInPart(t *testing.T) {
	c, bin := kafkatest.Shared(t), build(t)
	const topic, parts, size = "enormous-many", 6, 40_000_000
	c.CreateTopic(t, topic, parts)
	for p := range int32(parts) {
		r := numbered(topic, int(p))
		r.Partition, r.Value = p, append(fmt.Appendf(nil, `{"n":%d,"blob":"`, p), append(bytes.Repeat([]byte("x"), size), `"}`...)...)
		c.Write(t, r)
	}
	s := start(t, bin, "open", topic, "-b", c.Bootstrap())
	s.Sees(`"n":5,"blob":"xxx`).Sees(`"n":0,"blob":"xxx`)
	if n := peak(t, s); n > mostMemory {
		t.Errorf("riffle took %d MB", n>>20)
	} else {
		t.Logf("%d MB at most", n>>20)
	}
}

func numbered(topic string, n int) *kgo.Record {
	return &kgo.Record{Topic: topic, Timestamp: kafkatest.Epoch().Add(time.Duration(n) * time.Second), Key: []byte("k"), Value: fmt.Appendf(nil, `{"n":%d}`, n)}
}

// peak is the most memory that the program ever had in RAM, in bytes.
func peak(t *testing.T, s *linktest.Terminal) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Cmd.Process.Pid))
	_, rest, ok := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if err != nil || !ok || len(fields) == 0 {
		t.Fatalf("ask for the memory of riffle: %v %q", err, status)
	}
	kib, err := strconv.Atoi(fields[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib << 10
}
