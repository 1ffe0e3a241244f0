package cli_test

import (
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
)

// told is how long it may take until a mistake is told.
const told = 5 * time.Second

// login are the flags that log a user in.
func login(protocol, mechanism, user, password string) string {
	return " -X security.protocol=" + protocol + " -X sasl.mechanism=" + mechanism + " -X sasl.username=" + user + " -X sasl.password=" + password
}

// What is wrong is told in a sentence that names the cause and the next step, soon,
// on stderr, with exit code 2. Nobody who reads it knows riffle or has time.
func TestMistakesAreTold(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Plain(t, c, "mistake-orders", 3, 30)
	kafkatest.Plain(t, c, "mistake-secret", 1, 10)
	c.Allow(t, "reader", "mistake-orders")
	c.AllowDescribe(t, "watcher", "mistake-orders")
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	plain, sasl, secured := c.Addr(kafkatest.Plaintext, 1), c.Addr(kafkatest.SASL, 1), c.Addr(kafkatest.TLS, 1)
	cat := "cat mistake-orders -b " + plain + " "
	orders := "cat mistake-orders -b "
	for _, tt := range []struct {
		name, args string
		says       []string // cause, then next step
	}{
		{"unknown host", "topics -b no.such.host.invalid:9092", []string{"no.such.host.invalid is unknown", "check its spelling"}},
		{"closed port", "topics -b 127.0.0.1:1", []string{"127.0.0.1:1: connection refused", "check host and port"}},
		{"two closed ports", "topics -b 127.0.0.1:1,127.0.0.1:2", []string{"none of 2 brokers answers", "connection refused", "check host and port"}},
		{"silence", "topics -b " + silent.Addr().String(), []string{silent.Addr().String(), "no answer in time", "check that a Kafka broker listens there"}},
		{"leader that cannot be reached", orders + c.Addr("PROXIED", 1), []string{"connection refused", "advertised.listeners"}},
		{"TLS to a plain port", "topics -b " + plain + " -X security.protocol=SSL", []string{"does not answer in TLS", "set security.protocol=PLAINTEXT"}},
		{"plain text to a TLS port", "topics -b " + secured, []string{"wants TLS", "set security.protocol=SSL"}},
		{"unknown authority", "topics -b " + secured + " -X security.protocol=SSL", []string{"unknown authority", "ssl.ca.location"}},
		{"no login", "topics -b " + sasl, []string{"a login is due", "set security.protocol=SASL_PLAINTEXT, sasl.mechanism, sasl.username and sasl.password"}},
		{"login to a TLS port", "topics -b " + secured + login("SASL_PLAINTEXT", "PLAIN", "reader", "reader-secret"), []string{"wants TLS", "SASL_SSL with a login"}},
		{"TLS login to a plain one", "topics -b " + sasl + login("SASL_SSL", "PLAIN", "reader", "reader-secret"), []string{"does not answer in TLS", "SASL_PLAINTEXT with a login"}},
		{"web server", "topics -b " + webServer(t), []string{"does not speak Kafka", "check the port"}},
		{"login not wanted", "topics -b " + plain + login("SASL_PLAINTEXT", "PLAIN", "reader", "x"), []string{"wants no login", "set security.protocol=PLAINTEXT"}},
		{"wrong password, PLAIN", "topics -b " + sasl + login("SASL_PLAINTEXT", "PLAIN", "reader", "guess"), []string{"logging in with PLAIN", "Invalid username or password", "check sasl.username and sasl.password"}},
		{"wrong password, SCRAM", "topics -b " + sasl + login("SASL_PLAINTEXT", "SCRAM-SHA-256", "reader", "guess"), []string{"logging in with SCRAM-SHA-256", "invalid credentials", "check sasl.username and sasl.password"}},
		{"unknown user, SCRAM", "topics -b " + sasl + login("SASL_PLAINTEXT", "SCRAM-SHA-512", "stranger", "guess"), []string{"logging in with SCRAM-SHA-512", "check sasl.username and sasl.password"}},
		{"topic that is not there", "cat mistake-ordres -b " + plain, []string{`no topic "mistake-ordres" on ` + plain, "did you mean mistake-orders?"}},
		{"topic like no other", "cat nothing-of-the-kind -b " + plain, []string{`no topic "nothing-of-the-kind"`, "riffle topics lists"}},
		{"may not see the topic", "cat mistake-secret -b " + sasl + login("SASL_PLAINTEXT", "PLAIN", "reader", "reader-secret"), []string{"the ACL DESCRIBE on topic mistake-secret", "ask for the permission"}},
		{"may not read the topic", orders + sasl + login("SASL_PLAINTEXT", "PLAIN", "watcher", "watcher-secret"), []string{"the ACL READ on topic mistake-orders", "ask for the permission"}},
		{"partition that is not there", cat + "--partitions 7", []string{"no partition 7", "it has 0 to 2"}},
		{"place in no partition", cat + "--from p9@3", []string{"no partition 9"}},
		{"place in which partition", cat + "--from @3", []string{"3 partitions are read", "p0@3"}},
		{"bad place", cat + "--from yesterday", []string{`--from "yesterday"`, "try end, 14:20", "riffle help seek"}},
		{"bad end", cat + "--to 25:00", []string{`--to "25:00"`, "riffle help seek"}},
		{"bad filter", cat + "--where type=", []string{"a value is missing after =", "\n  type=\n", "^"}},
		{"unknown field", cat + "--where $ofset>3", []string{"unknown record field $ofset", "did you mean $offset?"}},
		{"bad expression", cat + "--where x~/(?=a)/", []string{"regular expression", "^"}},
		{"unknown flag", cat + "--form 14:20", []string{"unknown flag: --form", "riffle cat --help"}},
		{"not a number", cat + "-n many", []string{`--records "many"`, "a whole number"}},
		{"no records", cat + "-n 0", []string{"-n 0", "1 or more"}},
		{"less than none", cat + "--last -5", []string{"--last -5", "1 or more"}},
		{"without an end, with one", cat + "--follow --to 14:20", []string{"--follow", "leave out --to"}},
		{"unknown format", cat + "-o xml", []string{`"xml"`, "json, raw, table or csv"}},
		{"unknown isolation", cat + "--isolation some", []string{`"some"`, "all or committed"}},
		{"no topic", "cat -b " + plain, []string{"name of a topic", "riffle topics lists them"}},
		{"unknown command", "orders", []string{`no command "orders"`, "riffle --help", "riffle open orders"}},
		{"unknown shell", "completion tcsh", []string{"completion tcsh", "bash, fish, powershell, zsh"}},
		{"unknown help", "help tcsh", []string{`no command "tcsh"`, "riffle --help"}},
		{"property without a value", cat + "-X sasl.username", []string{`"sasl.username" has no value`, "name=value"}},
		{"unknown property", cat + "-X sasl.user=me", []string{"sasl.user is not known"}},
		{"half a login", cat + "-X sasl.username=me", []string{"security.protocol is missing", "SASL_SSL"}},
		{"unknown mechanism", cat + "-X security.protocol=SASL_SSL -X sasl.mechanism=GSSAPI", []string{"GSSAPI is not known", "SCRAM-SHA-512"}},
		{"no such file", cat + "-X security.protocol=SSL -X ssl.ca.location=/no/such.pem", []string{"ssl.ca.location", "/no/such.pem", "no such file"}},
		{"unreadable address", "topics -b one:two:three", []string{`"one:two:three" cannot be read`, "host:port"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := riffle(t, strings.Fields(tt.args)...)
			t.Log(strings.TrimSpace(o.stderr))
			if o.code != 2 || o.stdout != "" {
				t.Errorf("exit code %d, want 2; it prints %q", o.code, o.stdout)
			}
			if !strings.HasPrefix(o.stderr, "riffle: ") || strings.Count(o.stderr, "riffle: ") != 1 {
				t.Errorf("it is not one sentence of riffle:\n%s", o.stderr)
			}
			for _, w := range tt.says {
				if !strings.Contains(o.stderr, w) {
					t.Errorf("it does not say %q", w)
				}
			}
			for _, w := range []string{"%!", "strconv", "EOF", "0x", "goroutine", "not found", "not allowed", "authentication failed\n", "reached", "dial tcp", "guess", "watcher-secret"} {
				if strings.Contains(o.stderr, w) {
					t.Errorf("it says %q", w)
				}
			}
			if o.took > told {
				t.Errorf("it took %v", o.took)
			}
		})
	}
}

// webServer answers what it does not understand as web servers do.
func webServer(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	source.Go(func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = nc.Read(make([]byte, 4096))
			_, _ = nc.Write([]byte("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"))
			_ = nc.Close()
		}
	}, func(err error) { t.Error(err) })
	return l.Addr().String()
}

// A cluster that creates topics when they are asked for does not for riffle.
func TestMistypedTopicIsNotCreated(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Plain(t, c, "typo-orders", 1, 1)
	for _, args := range []string{"cat typo-ordres", "cat typo-ordres --follow", "cat typo-ordres --from p0@3", "topics typo-ordres"} {
		if o := riffle(t, strings.Fields(args+" -b "+c.Bootstrap())...); o.code == 0 {
			t.Errorf("riffle %s: exit code 0", args)
		}
	}
	if slices.Contains(c.Topics(t), "typo-ordres") {
		t.Error("the mistyped topic is there now")
	}
	// The cluster does create them: a client that asks as most do gets one.
	if _, err := c.Admin(t).ListTopics(t.Context(), "typo-ordres"); err != nil {
		t.Fatal(err)
	}
}
