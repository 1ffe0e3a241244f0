package kafka_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"riffle/source/kafka"
)

func TestConfigure(t *testing.T) {
	for _, c := range []struct {
		brokers, settings, want []string
		login                   string
		tls                     bool
	}{
		{brokers: []string{"a:1,b", "[::1]:3"}, want: []string{"a:1", "b:9092", "[::1]:3"}},
		{settings: []string{"bootstrap.servers=a:1"}, want: []string{"a:1"}},
		{settings: []string{"metadata.broker.list=PLAINTEXT://a:1, b:2"}, want: []string{"a:1", "b:2"}},
		{brokers: []string{"a:1"}, settings: []string{"bootstrap.servers=b:2", "acks=all", "group.id=x"}, want: []string{"a:1"}},
		{brokers: []string{"a"}, settings: []string{"security.protocol=ssl"}, want: []string{"a:9092"}, tls: true},
		{
			brokers:  []string{"a"},
			settings: []string{"security.protocol=SASL_SSL", "sasl.mechanisms=scram-sha-512", "sasl.username=u", "sasl.password=p=="},
			want:     []string{"a:9092"}, login: "SCRAM-SHA-512", tls: true,
		},
		{
			brokers: []string{"a"},
			settings: []string{
				"security.protocol=SASL_PLAINTEXT", "sasl.mechanism=SCRAM-SHA-256",
				`sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username='al ice' password="a\"b;c";`,
			},
			want: []string{"a:9092"}, login: "SCRAM-SHA-256",
		},
	} {
		got, err := kafka.Configure(c.brokers, c.settings)
		if err != nil {
			t.Errorf("%v %v: %v", c.brokers, c.settings, err)
			continue
		}
		name := ""
		if got.SASL != nil {
			name = got.SASL.Name()
		}
		if !slices.Equal(got.Brokers, c.want) || name != c.login || (got.TLS != nil) != c.tls {
			t.Errorf("%v %v: brokers %v, login %q, TLS %v", c.brokers, c.settings, got.Brokers, name, got.TLS != nil)
		}
	}
}

func TestConfigureFails(t *testing.T) {
	dir := t.TempDir()
	store := filepath.Join(dir, "trust.jks")
	text := filepath.Join(dir, "notes.txt")
	for path, content := range map[string]string{store: "\xfe\xed\xfe\xed....", text: "hello"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const secret = "do-not-print"
	sasl := []string{"security.protocol=SASL_SSL", "sasl.username=u", "sasl.password=" + secret}
	for _, c := range []struct {
		brokers  []string
		settings []string
		words    []string
	}{
		{nil, nil, []string{"no broker", "bootstrap.servers"}},
		{[]string{"a:b:c:99999"}, nil, []string{"a:b:c:99999", "host:port"}},
		{[]string{"a:0"}, nil, []string{"a:0", "host:port"}},
		{[]string{"a"}, []string{"security.protocol=TLS"}, []string{"security.protocol=TLS", "SASL_SSL"}},
		{[]string{"a"}, []string{"nonsense"}, []string{"nonsense", "name=value"}},
		{[]string{"a"}, []string{"sasl.pasword=x"}, []string{"sasl.pasword", "not known"}},
		{[]string{"a"}, []string{"sasl.username=u", "sasl.mechanism=PLAIN"}, []string{"security.protocol", "SASL_SSL"}},
		{[]string{"a"}, sasl, []string{"sasl.mechanism", "SCRAM-SHA-512"}},
		{[]string{"a"}, append(sasl, "sasl.mechanism=GSSAPI"), []string{"GSSAPI", "PLAIN"}},
		{[]string{"a"}, append(sasl, "sasl.jaas.config=com.x.Krb5LoginModule required;"), []string{"Krb5LoginModule"}},
		{[]string{"a"}, []string{"security.protocol=SSL", "ssl.truststore.location=" + store}, []string{store, "PEM", "keytool"}},
		{[]string{"a"}, []string{"security.protocol=SSL", "ssl.ca.location=" + text}, []string{text, "PEM"}},
		{[]string{"a"}, []string{"security.protocol=SSL", "ssl.ca.location=" + dir + "/none"}, []string{"ssl.ca.location", "none"}},
		{[]string{"a"}, []string{"security.protocol=SSL", "ssl.key.location=" + text}, []string{"ssl.certificate.location"}},
		{[]string{"a"}, []string{"security.protocol=SSL", "enable.ssl.certificate.verification=maybe"}, []string{"maybe", "true or false"}},
	} {
		_, err := kafka.Configure(c.brokers, c.settings)
		if err == nil {
			t.Errorf("%v %v: no error", c.brokers, c.settings)
			continue
		}
		for _, w := range c.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%v: %q does not say %q", c.settings, err, w)
			}
		}
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%v: the password is in %q", c.settings, err)
		}
	}
}
