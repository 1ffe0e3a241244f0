package kafkatest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
)

// The files with certificates in a cluster's directory.
const (
	caPEM        = "ca.pem"
	brokerPEM    = "broker.pem" // key and certificate in one file, as Kafka wants it
	clientPEM    = "client.pem"
	clientKeyPEM = "client-key.pem"
)

// CAFile returns the path of the certificate that signed those of the brokers.
func (c *Cluster) CAFile() string { return filepath.Join(c.dir, caPEM) }

// CertFile returns the path of a client's certificate for the MTLS listener.
func (c *Cluster) CertFile() string { return filepath.Join(c.dir, clientPEM) }

// KeyFile returns the path of the key of CertFile.
func (c *Cluster) KeyFile() string { return filepath.Join(c.dir, clientKeyPEM) }

// User returns the first of the cluster's users.
func (c *Cluster) User() User { return c.set.users[0] }

// Allow grants a user what a reader of some topics needs and nothing more: to
// describe and read them. No group, no cluster, no other topic.
func (c *Cluster) Allow(t testing.TB, user string, topics ...string) {
	t.Helper()
	c.allow(t, user, topics, kadm.OpRead, kadm.OpDescribe)
}

// AllowDescribe lets a user see some topics, and not read them.
func (c *Cluster) AllowDescribe(t testing.TB, user string, topics ...string) {
	t.Helper()
	c.allow(t, user, topics, kadm.OpDescribe)
}

func (c *Cluster) allow(t testing.TB, user string, topics []string, operations ...kadm.ACLOperation) {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	acls := kadm.NewACLs().Allow("User:" + user).AllowHosts("*").Topics(topics...).
		ResourcePatternType(kadm.ACLPatternLiteral).Operations(operations...)
	res, err := c.admin().CreateACLs(ctx, acls)
	for _, r := range res {
		if err == nil {
			err = r.Err
		}
	}
	if err != nil {
		t.Fatalf("kafkatest: allow %s %v on %v: %v", user, operations, topics, err)
	}
}

// makeSCRAM gives the cluster's users their SCRAM credentials, which Kafka keeps
// in its metadata. Those of PLAIN are in the brokers' configuration.
func (c *Cluster) makeSCRAM() error {
	sasl := c.set.behind == SASL || c.set.behind == SASLTLS
	for _, l := range c.set.listeners {
		sasl = sasl || l == SASL || l == SASLTLS
	}
	if !sasl {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	for _, m := range []kadm.ScramMechanism{kadm.ScramSha256, kadm.ScramSha512} {
		var upserts []kadm.UpsertSCRAM // Kafka takes each user once in a request
		for _, u := range c.set.users {
			upserts = append(upserts, kadm.UpsertSCRAM{User: u.Name, Password: u.Password, Mechanism: m, Iterations: 4096})
		}
		res, err := c.admin().AlterUserSCRAMs(ctx, nil, upserts)
		if err == nil {
			err = res.Error()
		}
		if err != nil {
			return fmt.Errorf("make SCRAM users: %w", err)
		}
	}
	return nil
}

// writeCerts makes an authority that lives as long as the cluster, and signs one
// certificate for all brokers and one for a client.
func writeCerts(dir string) error {
	ca, caKey, caText, _, err := sign(nil, nil, "riffle test authority")
	if err != nil {
		return err
	}
	_, _, broker, brokerKey, err := sign(ca, caKey, "broker")
	if err != nil {
		return err
	}
	_, _, client, clientKey, err := sign(ca, caKey, "client")
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{
		caPEM: caText, brokerPEM: append(brokerKey, broker...), clientPEM: client, clientKeyPEM: clientKey,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return fmt.Errorf("write certificates: %w", err)
		}
	}
	return nil
}

// sign makes a key and a certificate for localhost. Without a parent it is the
// authority itself.
func sign(parent *x509.Certificate, parentKey *ecdsa.PrivateKey, name string) (cert *x509.Certificate, key *ecdsa.PrivateKey, certText, keyText []byte, err error) {
	if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, nil, nil, nil, fmt.Errorf("make a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, nil, nil, nil, fmt.Errorf("make a key: %w", err)
	}
	cert = &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		DNSNames:    []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	if parent == nil {
		cert.IsCA, cert.BasicConstraintsValid, cert.ExtKeyUsage = true, true, nil
		cert.KeyUsage |= x509.KeyUsageCertSign
		parent, parentKey = cert, key
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, parent, &key.PublicKey, parentKey)
	if err != nil {
		return nil, nil, nil, nil, fmt.Errorf("sign a certificate: %w", err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, nil, nil, fmt.Errorf("write a key: %w", err)
	}
	certText = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyText = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
	return cert, key, certText, keyText, nil
}
