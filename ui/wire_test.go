//go:build unix

package ui_test

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"riffle/source/kafka/kafkatest"
	"riffle/ui/term/linktest"
)

// tour goes with the built program through all that it can do, on a real Kafka
// that asks for a login and would create topics that are named by mistake. A proxy
// between them records what the program sends.
type tour struct {
	t       *testing.T
	cluster *kafkatest.Cluster
	proxy   *kafkatest.Proxy
	bin     string
	n       int // orders so far
}

const (
	tourOrders = 1200 // one every ten seconds
	typo       = "ordres"
)

// TestTourOnlyReads is the proof that riffle changes nothing: whatever is done with
// it, a cluster sees requests that read, and none that would create a topic.
func TestTourOnlyReads(t *testing.T) {
	c := kafkatest.Start(t, kafkatest.Behind(kafkatest.SASL))
	tr := &tour{t: t, cluster: c, proxy: c.Proxy(t), bin: build(t)}
	c.CreateTopic(t, "orders", 6)
	c.CreateTopic(t, "payments", 3)
	tr.sells(tourOrders)
	before := c.Topics(t)
	t.Run("commands", func(t *testing.T) { tr.t = t; tr.commands() })
	t.Run("screen", func(t *testing.T) { tr.t = t; tr.screen() })
	tr.t = t
	tr.check(before)
	if after := c.Topics(t); !slices.Equal(after, before) {
		t.Errorf("topics %v have become %v", before, after)
	}
}

// sells writes n orders and their payments.
func (tr *tour) sells(n int) {
	tr.t.Helper()
	var records []*kgo.Record
	for range n {
		at := time.Now().Add(time.Duration(tr.n-tourOrders) * 10 * time.Second)
		if tr.n >= tourOrders {
			at = time.Now()
		}
		kind := []string{"Buy", "Buy", "Buy", "Refund"}[tr.n%4]
		records = append(records,
			&kgo.Record{Topic: "orders", Partition: int32(tr.n % 6), Timestamp: at, Key: fmt.Appendf(nil, "c-%02d", tr.n%50),
				Value: fmt.Appendf(nil, `{"id":%q,"type":%q,"total":%d.50}`, tr.order(tr.n), kind, tr.n)},
			&kgo.Record{Topic: "payments", Partition: int32(tr.n % 3), Timestamp: at, Value: fmt.Appendf(nil, `{"order":%q}`, tr.order(tr.n))})
		tr.n++
	}
	tr.cluster.Write(tr.t, records...)
}

func (tr *tour) order(i int) string { return fmt.Sprintf("o-%05d", i) }
func (tr *tour) newest() string     { return tr.order(tr.n - 1) }

// words are a command line behind the program's name.
func (tr *tour) words(line string) []string {
	return append(strings.Fields(line), "-b", tr.proxy.Bootstrap(), "-X", "security.protocol=SASL_PLAINTEXT",
		"-X", "sasl.mechanism=SCRAM-SHA-256", "-X", "sasl.username=reader", "-X", "sasl.password=reader-secret")
}

// runs carries out a command, which must end with a code, and returns what it says.
func (tr *tour) runs(code int, line string, more ...string) string {
	tr.t.Helper()
	var said bytes.Buffer
	cmd := exec.CommandContext(tr.t.Context(), tr.bin, append(tr.words(line), more...)...)
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || cmd.ProcessState.ExitCode() != code {
		tr.t.Errorf("riffle %s: %v, want code %d\n%s", line, err, code, &said)
	}
	return said.String()
}

// prints carries out a command and compares how many lines it prints, the coverage
// line aside.
func (tr *tour) prints(lines int, line string, more ...string) {
	tr.t.Helper()
	said := tr.runs(0, line, more...)
	if got := strings.Count(said, "\n") - 1; got != lines {
		tr.t.Errorf("riffle %s: %d lines, want %d\n%.400s", line, got, lines, said)
	}
}

// commands goes through the commands that need no screen, with all their flags.
func (tr *tour) commands() {
	for _, line := range []string{"topics", "topics --internal", "topics ord -o json", "keys", "version", "__complete cat ord"} {
		tr.runs(0, line)
	}
	tr.prints(tourOrders, "cat orders")
	tr.prints(2*tourOrders, "cat orders payments -o raw")
	tr.prints(200, "cat orders --partitions 2")
	tr.prints(400, "cat orders --partitions 0,3-3 --utc --isolation committed --markers")
	tr.prints(tourOrders/4, "cat orders", "--where", "type = Refund")
	tr.prints(5, "cat orders --last 5 -o json", "--where", "type = Refund")
	tr.prints(7, "cat orders -n 7 --from 50%")
	tr.prints(100, "cat orders --from end-100 --to end")
	tr.prints(10, "cat orders --partitions 1 --from p1@20 --to p1@30")
	tr.runs(0, "cat orders --from -1h --to -30m -o table --no-color")
	tr.runs(1, "cat orders", "--where", "type = Nothing")
	for _, line := range []string{"cat " + typo, "cat orders " + typo, "cat --follow " + typo, "cat --partitions 0 " + typo} {
		if said := tr.runs(2, line); !strings.Contains(said, "did you mean orders?") {
			tr.t.Errorf("riffle %s: %s", line, said)
		}
	}
	tr.runs(0, "__complete cat "+typo)
	tr.follows()
}

// follows reads new records with the command line until there are enough.
func (tr *tour) follows() {
	cmd := exec.CommandContext(tr.t.Context(), tr.bin, tr.words("cat orders payments --from end --follow -n 6")...)
	if err := cmd.Start(); err != nil {
		tr.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	beat := time.NewTicker(100 * time.Millisecond)
	defer beat.Stop()
	for late := time.After(soon); ; {
		select {
		case err := <-ended:
			if err != nil {
				tr.t.Errorf("cat --follow: %v", err)
			}
			return
		case <-beat.C:
			tr.sells(1)
		case <-late:
			tr.t.Fatal("cat --follow does not end")
		}
	}
}

// screen goes through the explorer, then opens it on names that do not exist.
func (tr *tour) screen() {
	s := start(tr.t, tr.bin, tr.words("--utc")...)
	s.Sees("payments").Press("i")
	s.Press("i")
	s.Press("S")
	s.Press("/ord")
	s.Sees("1 of 2").Press("\r")

	// Scroll both ways, and everywhere.
	s.Sees(tr.newest()).Press("bbbu")
	s.Sees("paused").Press("dG")
	s.Press("g")
	s.Sees(tr.order(0)).Press(" djkG")
	s.Sees(tr.newest())

	// Seek by time, offset, share and count.
	for keys, seen := range map[string]string{
		"t-1h\r": tr.order(tourOrders - 360), "tp1@20\r": tr.order(121), "50%": tr.order(tr.n / 2),
		"tend-300\r": tr.order(tr.n - 300), "12g": " 12 ", "tstart\r": tr.order(0),
	} {
		s.Press("G")
		s.Sees(tr.newest()).Press(keys)
		s.Sees(seen)
	}
	s.Press(".,><\x7f'' \x7f")

	// Filter, and back.
	s.Press("G")
	s.Sees(tr.newest()).Press("ftype = Refund\r")
	s.Sees("orders  type = Refund").Press("a")
	s.Sees("orders  all").Press("a")
	s.Sees("orders  type = Refund").Press("bb")
	s.Press("f\x15nowhere\r")
	s.Sees("no hit").Press("\x7f")
	s.Sees("orders  type = Refund")

	// Split, link, follow, pause.
	s.Press("v")
	s.Sees("▌topics").Press("/pay\r")
	s.Sees("▌payments").Press("S\tjk\tF")
	s.Sees("following")
	tr.sells(3)
	s.Sees(`"order":"` + tr.newest()).Press("k")
	s.Sees("paused")
	tr.sells(3)
	s.Sees("+3 new").Press("\x12") // refresh

	// Records.
	s.Press("\r")
	s.Sees("▌record").Press("JKzHrwhl\r")
	s.Press("q")
	s.Sees("▌payments").Press("?")
	s.Sees("KEYS").Press("\x1b")
	s.Press("Z")
	s.Press("ZUU:@3\r")
	s.Press("o")
	s.Sees("▌topics").Press("\x12\x7f")
	s.Sees("▌payments")

	// Out.
	s.Press("q")
	s.Sees("▌orders").Press("q")
	s.Sees("▌topics").Press("q")
	tr.ends(s)

	s = start(tr.t, tr.bin, tr.words("open orders payments --layout v --from -1h --where type=Refund --utc --no-color")...)
	s.Sees("orders  type=Refund").Press("F\tF")
	s.Sees("following").Press(":quit\r")
	s.Sees("quit riffle?").Press("y")
	tr.ends(s)

	for _, line := range []string{"open " + typo, "open --follow " + typo, "open orders " + typo} {
		s := start(tr.t, tr.bin, tr.words(line)...)
		s.Sees("there is no topic " + typo).Press(":quit\r")
		tr.ends(s)
	}
}

func (tr *tour) ends(s *linktest.Terminal) {
	tr.t.Helper()
	select {
	case <-s.Ended:
	case <-time.After(soon):
		tr.t.Fatalf("riffle does not end:\n%s", s.Text())
	}
}

// check looks at every request that came through the proxy.
func (tr *tour) check(topics []string) {
	seen := map[string]int{}
	for _, r := range tr.proxy.Requests() {
		seen[r.Name()]++
		if r.Body == nil {
			tr.t.Fatalf("%s version %d cannot be decoded", r.Name(), r.Version)
		}
		switch b := r.Body.(type) {
		case *kmsg.ApiVersionsRequest, *kmsg.SASLHandshakeRequest, *kmsg.SASLAuthenticateRequest, *kmsg.ListOffsetsRequest:
		case *kmsg.MetadataRequest:
			if r.AutoCreates() {
				tr.t.Errorf("Metadata version %d allows that topics are created", r.Version)
			}
			for _, named := range b.Topics { // a name that is in no list is asked for: it may only be denied
				if name := *named.Topic; name != typo && !slices.Contains(topics, name) {
					tr.t.Errorf("Metadata names the topic %s, which is not there", name)
				}
			}
		case *kmsg.FetchRequest:
			if b.SessionID != 0 || b.SessionEpoch != -1 || b.ReplicaID != -1 {
				tr.t.Errorf("Fetch as replica %d in session %d, epoch %d", b.ReplicaID, b.SessionID, b.SessionEpoch)
			}
		default:
			if !strings.HasPrefix(r.Name(), "Describe") && !strings.HasPrefix(r.Name(), "List") {
				tr.t.Errorf("%s (key %d) was sent", r.Name(), r.Key)
			}
		}
		if r.Client != "riffle" {
			tr.t.Errorf("%s was sent by client %q", r.Name(), r.Client)
		}
	}
	tr.t.Logf("requests: %v", seen)
	for _, name := range []string{"ApiVersions", "SASLHandshake", "SASLAuthenticate", "Metadata", "ListOffsets", "Fetch", "DescribeConfigs"} {
		if seen[name] == 0 {
			tr.t.Errorf("no %s was seen: the tour does not go where it should", name)
		}
	}
}
