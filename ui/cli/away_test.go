package cli_test

import (
	"strings"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
	"riffle/ui/cli"
)

// A cluster that goes away while it is read was waited for in silence for a minute.
// Now it is said within seconds, and when it is back reading goes on where it was.
func TestCatSaysThatTheClusterWentAway(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.Plain(t, c, "away-plain", 3, 6000)
	for name, leave := range map[string]func(*kafkatest.Proxy){"hung up": (*kafkatest.Proxy).Cut, "mute": (*kafkatest.Proxy).Freeze} {
		t.Run(name, func(t *testing.T) {
			proxy := c.Proxy(t)
			out, said := &lines{more: make(chan struct{}, 1)}, &lines{more: make(chan struct{}, 1)}
			code := make(chan int, 1)
			source.Go(func() {
				code <- cli.Run(t.Context(), realApp(out, said), []string{"cat", "-b", proxy.Bootstrap(), topic.Name, "--max-rate", "100kB"})
			}, func(err error) { t.Error(err); code <- -1 })
			out.await(t, 1)
			left := time.Now()
			leave(proxy)
			first := said.await(t, 1)
			took := time.Since(left)
			if took > 20*time.Second { // 2 to 5 s on a quiet machine
				t.Errorf("it was said after %v", took)
			}
			if !strings.Contains(first, "the cluster went away") && !strings.Contains(first, "the cluster has given nothing") {
				t.Errorf("it says %q", first)
			}
			proxy.Restore(t)
			if got := <-code; got != 0 {
				t.Errorf("exit code %d:\n%s", got, said.await(t, 1))
			}
			report := said.await(t, 2)
			if !strings.Contains(report, "reading goes on") || !strings.Contains(report, "looked at 6,000 records") {
				t.Errorf("it says %q", report)
			}
			if n := len(readLines(t, out.await(t, 6000))); n != 6000 {
				t.Errorf("%d records", n)
			}
			t.Logf("said after %v: %s", took, report)
		})
	}
}
