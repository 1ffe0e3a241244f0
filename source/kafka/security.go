package kafka

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// mechanism makes the login that sasl.mechanism names.
func mechanism(p properties) (sasl.Mechanism, error) {
	user, password := p.text("sasl.username"), p.text("sasl.password")
	name := strings.ToUpper(p.text("sasl.mechanism"))
	if name == "" {
		return nil, errors.New("sasl.mechanism is missing: set PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512")
	}
	var algorithm scram.Algorithm
	switch name {
	case "PLAIN":
	case "SCRAM-SHA-256":
		algorithm = scram.SHA256
	case "SCRAM-SHA-512":
		algorithm = scram.SHA512
	default:
		return nil, fmt.Errorf("sasl.mechanism=%s is not known: use PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512", name)
	}
	if user == "" {
		return nil, fmt.Errorf("sasl.username is missing: %s needs it, and sasl.password", name)
	}
	if algorithm == nil {
		return plain.Mechanism{Username: user, Password: password}, nil
	}
	m, err := scram.Mechanism(algorithm, user, password)
	if err != nil {
		return nil, fmt.Errorf("sasl.username or sasl.password cannot be used with %s: %w", name, err)
	}
	return m, nil
}

// tlsConfig makes the TLS configuration that the ssl properties describe.
func tlsConfig(p properties) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if err := trust(c, p); err != nil {
		return nil, err
	}
	if err := identify(c, p); err != nil {
		return nil, err
	}
	verify, err := p.flag("enable.ssl.certificate.verification", true)
	if err != nil {
		return nil, err
	}
	if name, set := p.get("ssl.endpoint.identification.algorithm"); set && !verify {
		c.InsecureSkipVerify = true
	} else if set && (name == "" || strings.EqualFold(name, "none")) {
		skipName(c)
	}
	c.InsecureSkipVerify = c.InsecureSkipVerify || !verify
	return c, nil
}

// skipName checks the broker's certificate chain, but not that it is for this
// host: what an empty identification algorithm means in Java and librdkafka.
func skipName(c *tls.Config) {
	c.InsecureSkipVerify = true // replaced by the check below
	roots := c.RootCAs
	c.VerifyConnection = func(s tls.ConnectionState) error {
		between := x509.NewCertPool()
		for _, cert := range s.PeerCertificates[1:] {
			between.AddCert(cert)
		}
		_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between})
		if err != nil {
			return &tls.CertificateVerificationError{UnverifiedCertificates: s.PeerCertificates, Err: err}
		}
		return nil
	}
}

// trust reads the authorities; without any, those of the system count.
func trust(c *tls.Config, p properties) error {
	pem, name, err := p.pem("ssl.ca.pem", "ssl.ca.location", "ssl.truststore.type")
	if err != nil || pem == nil {
		return err
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return fmt.Errorf("%s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", name)
	}
	return nil
}

// identify reads the client's certificate and key.
func identify(c *tls.Config, p properties) error {
	cert, certName, err := p.pem("ssl.certificate.pem", "ssl.certificate.location", "ssl.keystore.type")
	if err != nil {
		return err
	}
	key, keyName, err := p.pem("ssl.key.pem", "ssl.key.location", "")
	if err != nil {
		return err
	}
	switch {
	case cert == nil && key == nil:
		return nil
	case cert == nil:
		return fmt.Errorf("%s is set, ssl.certificate.location is missing", keyName)
	case key == nil:
		key, keyName = cert, certName // PEM key stores hold both
	}
	if p.text("ssl.key.password") != "" {
		return fmt.Errorf("ssl.key.password is set, but encrypted keys are not supported: decrypt the key with openssl pkey -in %s", keyName)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("%s with %s: %w", certName, keyName, err)
	}
	c.Certificates = []tls.Certificate{pair}
	return nil
}

// pem returns the PEM text of one property or of the file that another names, and
// the name of the property that it came from.
func (p properties) pem(inline, file, storeType string) (text []byte, name string, err error) {
	if s, ok := p.get(inline); ok && s != "" {
		return []byte(strings.ReplaceAll(s, `\n`, "\n")), inline, nil
	}
	path := p.text(file)
	if path == "" {
		return nil, "", nil
	}
	name = file + "=" + path
	if kind := strings.ToUpper(p.text(storeType)); kind != "" && kind != "PEM" {
		return nil, name, fmt.Errorf("%s=%s is not supported: convert the store to PEM (keytool -importkeystore to PKCS12, then openssl pkcs12 -nodes)", storeType, kind)
	}
	text, err = os.ReadFile(path)
	if err != nil {
		return nil, name, fmt.Errorf("%s: %w", file, err)
	}
	if looksLikeStore(text) {
		return nil, name, fmt.Errorf("%s is a Java key store: convert it to PEM (keytool -importkeystore to PKCS12, then openssl pkcs12 -nodes)", name)
	}
	return text, name, nil
}

// looksLikeStore tells JKS and PKCS12 files by how they begin.
func looksLikeStore(b []byte) bool {
	return len(b) > 4 && (string(b[:4]) == "\xfe\xed\xfe\xed" || b[0] == 0x30 && b[1] >= 0x80)
}
