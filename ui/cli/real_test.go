package cli_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
	"riffle/ui/cli"
)

// The test binary is also the program that transcripts run.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"riffle": transcribed})
}

// tests are the tests of this package, with their Kafka.
type tests struct{ *testing.M }

func (t tests) Run() int {
	return kafkatest.Run(t.M, kafkatest.Authorizer(),
		kafkatest.Config("auto.create.topics.enable", "true"),
		kafkatest.Listen(kafkatest.SASL, kafkatest.TLS),
		kafkatest.Users(kafkatest.User{Name: "reader", Password: "reader-secret"}, kafkatest.User{Name: "watcher", Password: "watcher-secret"}))
}

// soon is how long a command may take that ends by itself.
const soon = time.Minute

// outcome is what a command did.
type outcome struct {
	stdout, stderr string
	code           int
	took           time.Duration
}

// connect is what the program does: riffle's own driver, by the flags.
func connect(_ context.Context, to cli.Connection) (source.Source, error) {
	c, err := kafka.Configure(to.Brokers, to.Properties)
	if err != nil {
		return nil, err
	}
	return source.Throttled(kafka.New(c), to.MaxRate), nil
}

// realApp is the program in this process.
func realApp(out, err io.Writer) cli.App {
	return cli.App{
		Connect: connect, Version: "1.2.3", Out: out, Err: err, Now: time.Now,
		Explore: func(context.Context, cli.Connection, cli.View) error { return errors.New("the screen was opened") },
	}
}

// riffle carries out a command line in this process. One that does not end by
// itself fails the test.
func riffle(t testing.TB, args ...string) outcome {
	t.Helper()
	var out, report bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	began := time.Now()
	code := cli.Run(ctx, realApp(&out, &report), args)
	if ctx.Err() != nil {
		t.Fatalf("riffle %s did not end by itself within %v:\n%s", strings.Join(args, " "), soon, report.String())
	}
	return outcome{out.String(), report.String(), code, time.Since(began)}
}

// printed is a record as a JSON line tells it, byte for byte.
type printed struct {
	kafkatest.Record
	Topic, Txn string
	Size       int
}

// cat runs riffle cat on a cluster and reads its JSON lines back.
func cat(t testing.TB, c *kafkatest.Cluster, args ...string) (records []printed, coverage string) {
	t.Helper()
	o := riffle(t, append([]string{"cat", "-b", c.Bootstrap(), "--utc"}, args...)...)
	if o.code != 0 {
		t.Fatalf("riffle cat %s: exit code %d\n%s", strings.Join(args, " "), o.code, o.stderr)
	}
	return readLines(t, o.stdout), o.stderr
}

func readLines(t testing.TB, text string) (records []printed) {
	t.Helper()
	for line := range strings.Lines(text) {
		r, err := readLine(line)
		if err != nil {
			t.Fatalf("%v in %.300s", err, line)
		}
		records = append(records, r)
	}
	return records
}

func readLine(line string) (printed, error) {
	var l struct {
		Topic      string
		Partition  int32
		Offset     int64
		Time       *string
		TimeType   string `json:"time_type"`
		Txn        string
		Size       int
		Key, Value json.RawMessage
		KeyType    string `json:"key_type"`
		ValueType  string `json:"value_type"`
		Headers    []struct {
			Name, Type string
			Value      json.RawMessage
		}
	}
	d := json.NewDecoder(strings.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return printed{}, err
	}
	p := printed{Record: kafkatest.Record{Partition: l.Partition, Offset: l.Offset, TimeType: kafkatest.CreateTime, Time: -1}, Topic: l.Topic, Txn: l.Txn, Size: l.Size}
	var errs [4]error
	switch {
	case l.TimeType == "append":
		p.TimeType = kafkatest.LogAppendTime
	case l.TimeType != "create" && l.TimeType != "none":
		errs[0] = fmt.Errorf("time_type %q", l.TimeType)
	}
	if (l.Time == nil) != (l.TimeType == "none") {
		errs[0] = fmt.Errorf("time_type %q with the time %v", l.TimeType, l.Time)
	} else if l.Time != nil {
		p.Time, errs[1] = milliseconds(*l.Time)
	}
	p.Key, errs[2] = untyped(l.KeyType, l.Key)
	p.Value, errs[3] = untyped(l.ValueType, l.Value)
	for _, h := range l.Headers {
		value, err := untyped(h.Type, h.Value)
		errs[3] = errors.Join(errs[3], err)
		p.Headers = append(p.Headers, kafkatest.Header{Name: h.Name, Value: value})
	}
	return p, errors.Join(errs[:]...)
}

// untyped turns a field back into the bytes that the record holds.
func untyped(kind string, field json.RawMessage) ([]byte, error) {
	var text string
	switch kind {
	case "json":
		return field, nil
	case "null":
		if string(field) != "null" && field != nil {
			return nil, fmt.Errorf("type null, but %s", field)
		}
		return nil, nil
	case "text", "base64":
		if err := json.Unmarshal(field, &text); err != nil {
			return nil, err
		}
		if kind == "text" {
			return []byte(text), nil
		}
		return base64.StdEncoding.DecodeString(text)
	}
	return nil, fmt.Errorf("type %q", kind)
}

// milliseconds reads a time as JSON lines have it; years of more or fewer than four
// digits too, which RFC 3339 has no form for.
func milliseconds(text string) (int64, error) {
	var year, month, day, hour, min, sec, ms int
	if n, err := fmt.Sscanf(text, "%d-%2d-%2dT%2d:%2d:%2d.%3dZ", &year, &month, &day, &hour, &min, &sec, &ms); n != 7 {
		return 0, fmt.Errorf("time %q: %w", text, err)
	}
	return time.Date(year, time.Month(month), day, hour, min, sec, ms*1e6, time.UTC).UnixMilli(), nil
}
