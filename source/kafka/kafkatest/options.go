package kafkatest

import "strconv"

// Listener is one of the ways to reach a broker.
type Listener string

// The listeners. Plaintext is always there; clients of it may do everything.
const (
	Plaintext Listener = "PLAINTEXT" // no encryption, no user
	SASL      Listener = "SASL"      // PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 without encryption
	TLS       Listener = "TLS"       // encryption, no user
	MTLS      Listener = "MTLS"      // encryption, and the client must show a certificate
	SASLTLS   Listener = "SASL_TLS"  // the mechanisms of SASL inside TLS

	proxied    Listener = "PROXIED" // advertises the port of the cluster's proxy
	controller Listener = "CONTROLLER"
)

// protocol is Kafka's name for what is spoken on the listener.
func (l Listener) protocol() string {
	switch l {
	case SASL:
		return "SASL_PLAINTEXT"
	case TLS, MTLS:
		return "SSL"
	case SASLTLS:
		return "SASL_SSL"
	}
	return "PLAINTEXT"
}

// User is a name and password that the SASL listeners know, by all mechanisms.
type User struct{ Name, Password string }

// settings are what the options of a cluster say.
type settings struct {
	nodes      int
	listeners  []Listener // beside Plaintext
	users      []User
	authorizer bool
	behind     Listener
	heap       int // MiB
	config     []string
	jvm        []string // flags instead of those that use an archive
}

// Option changes what kind of cluster is started.
type Option func(*settings)

// Nodes starts n nodes (1 to 9), each broker and controller at once. Topics then
// have min(n, 3) replicas, and one of three nodes may fail.
func Nodes(n int) Option { return func(s *settings) { s.nodes = n } }

// Listen opens more listeners on every node.
func Listen(ls ...Listener) Option {
	return func(s *settings) { s.listeners = append(s.listeners, ls...) }
}

// Users makes users for the SASL listeners. Without it there is one: reader, with
// the password reader-secret.
func Users(us ...User) Option { return func(s *settings) { s.users = append(s.users, us...) } }

// Authorizer makes the brokers check permissions: a user may do nothing until
// [Cluster.Allow] grants it. Clients of the Plaintext listener may still do everything.
func Authorizer() Option { return func(s *settings) { s.authorizer = true } }

// Behind makes the cluster's proxy ([Cluster.Proxy]) lead to listeners of kind l
// instead of Plaintext ones. What is said inside TLS is delayed and cut, not decoded.
func Behind(l Listener) Option { return func(s *settings) { s.behind = l } }

// Heap sets the largest heap of each node in MiB instead of 512.
func Heap(mib int) Option { return func(s *settings) { s.heap = mib } }

// Config sets a property of every broker, in the words of Kafka's documentation.
func Config(key, value string) Option {
	return func(s *settings) { s.config = append(s.config, key+"="+value) }
}

func settle(opts []Option) settings {
	s := settings{nodes: 1, heap: 512, behind: Plaintext}
	for _, o := range opts {
		o(&s)
	}
	if len(s.users) == 0 {
		s.users = []User{{"reader", "reader-secret"}}
	}
	return s
}

// replicas is the replication factor of the topics that Kafka makes by itself.
func (s settings) replicas() string { return strconv.Itoa(min(max(s.nodes, 1), 3)) }
