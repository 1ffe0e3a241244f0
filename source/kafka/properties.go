package kafka

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// properties are settings by their librdkafka names.
type properties map[string]string

func (p properties) get(name string) (string, bool) {
	v, ok := p[name]
	return v, ok
}

func (p properties) text(name string) string { return p[name] }

func (p properties) flag(name string, fallback bool) (bool, error) {
	v, ok := p[name]
	if !ok {
		return fallback, nil
	}
	b, err := strconv.ParseBool(strings.ToLower(v))
	if err != nil {
		return false, fmt.Errorf("%s=%s: it must be true or false", name, v)
	}
	return b, nil
}

// canonical returns the name a setting goes by here. Java and librdkafka name some
// of them differently; "" is a name that riffle does not know.
func canonical(name string) string {
	switch name {
	case "metadata.broker.list":
		return "bootstrap.servers"
	case "sasl.mechanisms":
		return "sasl.mechanism"
	case "ssl.truststore.location":
		return "ssl.ca.location"
	case "ssl.truststore.certificates":
		return "ssl.ca.pem"
	case "ssl.keystore.location":
		return "ssl.certificate.location"
	case "ssl.keystore.certificate.chain":
		return "ssl.certificate.pem"
	case "ssl.keystore.key":
		return "ssl.key.pem"
	case "bootstrap.servers", "client.id", "security.protocol", "sasl.mechanism", "sasl.username", "sasl.password",
		"sasl.jaas.config", "ssl.ca.location", "ssl.ca.pem", "ssl.certificate.location", "ssl.certificate.pem",
		"ssl.key.location", "ssl.key.pem", "ssl.key.password", "ssl.truststore.type", "ssl.keystore.type",
		"ssl.endpoint.identification.algorithm", "enable.ssl.certificate.verification":
		return name
	}
	return ""
}

// harmless tells whether a setting of other clients means nothing to a reader that
// joins no group and writes nothing. They stand in most configuration files.
func harmless(name string) bool {
	for _, prefix := range []string{
		"acks", "batch.", "buffer.memory", "compression.", "linger.", "retries", "retry.", "max.in.flight", "enable.idempotence",
		"group.", "auto.", "enable.auto", "session.timeout", "heartbeat.", "max.poll", "fetch.", "isolation.level",
		"key.", "value.", "client.dns", "socket.", "request.timeout", "default.api", "delivery.timeout", "reconnect.",
		"metadata.max", "connections.", "receive.buffer", "send.buffer", "transaction", "interceptor.", "partition", "statistics.",
		"log.", "debug", "topic.", "broker.", "api.version", "allow.auto.create", "ssl.truststore.password", "ssl.keystore.password",
		"ssl.protocol", "ssl.enabled.protocols", "schema.registry.", "basic.auth.", "message.", "queue", "enable.metrics", "metric",
	} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// Configure makes a Config from broker addresses and key=value settings with
// librdkafka's or Java's names: bootstrap.servers, client.id, security.protocol,
// sasl.mechanism, sasl.username, sasl.password, sasl.jaas.config, and the ssl
// settings for certificates in PEM form. brokers, if any, go before
// bootstrap.servers; a port left out is 9092. Settings that mean nothing to a
// reader are passed over. The errors name the setting and what to do; they never
// hold a password.
func Configure(brokers, settings []string) (Config, error) {
	p, err := parseProperties(settings)
	if err != nil {
		return Config{}, err
	}
	c := Config{ClientID: p.text("client.id")}
	if len(brokers) == 0 {
		brokers = []string{p.text("bootstrap.servers")}
	}
	if c.Brokers, err = addresses(brokers); err != nil {
		return Config{}, err
	}
	protocol := strings.ToUpper(p.text("security.protocol"))
	if protocol == "" {
		protocol = "PLAINTEXT"
		if p.text("sasl.mechanism") != "" || p.text("sasl.username") != "" {
			return Config{}, fmt.Errorf("security.protocol is missing: a login needs SASL_SSL, or SASL_PLAINTEXT without encryption")
		}
	}
	if !slices.Contains([]string{"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"}, protocol) {
		return Config{}, fmt.Errorf("security.protocol=%s is not known: use PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL", protocol)
	}
	if strings.HasSuffix(protocol, "SSL") {
		if c.TLS, err = tlsConfig(p); err != nil {
			return Config{}, err
		}
	}
	if strings.HasPrefix(protocol, "SASL") {
		if c.SASL, err = mechanism(p); err != nil {
			return Config{}, err
		}
	}
	return c, nil
}

func parseProperties(settings []string) (properties, error) {
	p := properties{}
	for _, s := range settings {
		name, value, ok := strings.Cut(s, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return nil, fmt.Errorf("setting %q has no value: write name=value", name)
		}
		known := canonical(name)
		switch {
		case known != "":
			p[known] = strings.TrimSpace(value)
		case !harmless(name):
			return nil, fmt.Errorf("setting %s is not known; the names are those of librdkafka and of Java clients", name)
		}
	}
	if jaas := p.text("sasl.jaas.config"); jaas != "" {
		if err := p.addJAAS(jaas); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// addJAAS takes the login out of a JAAS line (KIP-85):
//
//	org.apache.kafka.common.security.plain.PlainLoginModule required username="me" password="s\"cret";
//
// Settings of their own go before it.
func (p properties) addJAAS(line string) error {
	add := func(name, value string) {
		if _, ok := p[name]; !ok {
			p[name] = value
		}
	}
	module, options, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch module[strings.LastIndexByte(module, '.')+1:] {
	case "PlainLoginModule":
		add("sasl.mechanism", "PLAIN")
	case "ScramLoginModule":
		if p.text("sasl.mechanism") == "" {
			return fmt.Errorf("sasl.jaas.config names ScramLoginModule: set sasl.mechanism to SCRAM-SHA-256 or SCRAM-SHA-512")
		}
	default:
		return fmt.Errorf("sasl.jaas.config names %s: only PlainLoginModule and ScramLoginModule are supported", module)
	}
	for options != "" {
		name, rest, ok := strings.Cut(options, "=")
		if !ok {
			break
		}
		fields := strings.Fields(name)
		value, after, ok := cutJAASValue(strings.TrimLeft(rest, " \t"))
		if !ok || len(fields) == 0 {
			return fmt.Errorf("sasl.jaas.config cannot be read: write username=\"…\" password=\"…\";")
		}
		switch fields[len(fields)-1] {
		case "username":
			add("sasl.username", value)
		case "password":
			add("sasl.password", value)
		}
		options = after
	}
	return nil
}

// cutJAASValue splits a value, in either kind of quotes or none, off an option list.
func cutJAASValue(s string) (value, rest string, ok bool) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		end := strings.IndexAny(s, " \t;")
		if end < 0 {
			end = len(s)
		}
		return s[:end], s[end:], true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}

// addresses checks broker addresses and adds the ports that were left out.
func addresses(lists []string) ([]string, error) {
	var all []string
	for _, list := range lists {
		for _, a := range strings.Split(list, ",") {
			a = strings.TrimSpace(a)
			if _, after, ok := strings.Cut(a, "://"); ok { // as listeners are written: PLAINTEXT://host:9092
				a = after
			}
			if a == "" {
				continue
			}
			host, port, err := net.SplitHostPort(a)
			bare := strings.Trim(a, "[]")
			if err != nil && (!strings.Contains(a, ":") || net.ParseIP(bare) != nil) {
				host, port = bare, "9092"
			}
			n, err := strconv.Atoi(port)
			if err != nil || n < 1 || n > 65535 || host == "" || strings.ContainsAny(host, " /@") {
				return nil, fmt.Errorf("broker address %q cannot be read: write host:port", a)
			}
			all = append(all, net.JoinHostPort(host, port))
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no broker is named: give host:port, or set bootstrap.servers")
	}
	return all, nil
}
