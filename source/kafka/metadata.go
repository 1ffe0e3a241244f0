package kafka

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/segmentio/kafka-go/protocol/metadata"

	"riffle/source"
)

// snapshot is what the cluster looked like at one moment. It never changes, so
// whoever saw a leader fail can tell whether somebody has asked again since.
type snapshot struct {
	brokers map[int32]string // node → address
	topics  map[string]*topic
}

type topic struct {
	code       int16
	internal   bool
	partitions []partition // sorted by id
}

type partition struct {
	id, leader int32
	code       int16
	replicas   int
}

func newSnapshot(m *metadata.Response) *snapshot {
	s := &snapshot{brokers: make(map[int32]string, len(m.Brokers)), topics: make(map[string]*topic, len(m.Topics))}
	for _, b := range m.Brokers {
		s.brokers[b.NodeID] = net.JoinHostPort(b.Host, strconv.Itoa(int(b.Port)))
	}
	for _, t := range m.Topics {
		seen := &topic{code: t.ErrorCode, internal: t.IsInternal, partitions: make([]partition, len(t.Partitions))}
		for i, p := range t.Partitions {
			seen.partitions[i] = partition{p.PartitionIndex, p.LeaderID, p.ErrorCode, len(p.ReplicaNodes)}
		}
		slices.SortFunc(seen.partitions, func(a, b partition) int { return int(a.id) - int(b.id) })
		s.topics[t.Name] = seen
	}
	return s
}

// missingError says that a snapshot does not hold a partition. A newer one may.
type missingError struct{ source.Ref }

func (e *missingError) Error() string {
	return fmt.Sprintf("looking up %s p%d: there is no such partition", e.Topic, e.Partition)
}

func (e *missingError) Unwrap() error { return source.ErrNotFound }

// leader returns the node that leads a partition.
func (s *snapshot) leader(ref source.Ref) (int32, error) {
	t, ok := s.topics[ref.Topic]
	if !ok {
		return 0, &missingError{ref}
	}
	if t.code == codeTopicDenied {
		return 0, denied("looking up "+ref.Topic, "DESCRIBE", ref.Topic)
	}
	i, ok := slices.BinarySearchFunc(t.partitions, ref.Partition, func(p partition, id int32) int { return int(p.id) - int(id) })
	if !ok {
		return 0, &missingError{ref}
	}
	p := t.partitions[i]
	if _, ok := s.brokers[p.leader]; !ok {
		return 0, &codeError{fmt.Sprintf("looking up the leader of %s p%d", ref.Topic, ref.Partition), codeNoLeader}
	}
	return p.leader, nil
}

// list returns the topics as the contract has them, sorted by name.
func (s *snapshot) list() []source.Topic {
	list := make([]source.Topic, 0, len(s.topics))
	for name, t := range s.topics {
		out := source.Topic{Name: name, Internal: t.internal, Partitions: make([]int32, len(t.partitions))}
		for i, p := range t.partitions {
			out.Partitions[i], out.Replicas = p.id, max(out.Replicas, p.replicas)
		}
		switch t.code {
		case 0, codeNoLeader:
		case codeTopicDenied:
			out.Err = denied("listing topics", "DESCRIBE", name)
		default:
			out.Err = &codeError{"looking up " + name, t.code}
		}
		list = append(list, out)
	}
	slices.SortFunc(list, func(a, b source.Topic) int { return strings.Compare(a.Name, b.Name) })
	return list
}
