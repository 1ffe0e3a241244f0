package kafka

import (
	"bytes"
	"errors"
	"testing"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/createtopics"
	"github.com/segmentio/kafka-go/protocol/metadata"

	"riffle/source"
)

func TestOnlyReadingRequestsAreWritten(t *testing.T) {
	for _, req := range []struct {
		name    string
		version int16
		message protocol.Message
	}{
		{"a write", 0, &createtopics.Request{}},
		{"metadata that creates topics", 8, &metadata.Request{TopicNames: []string{"x"}, AllowAutoTopicCreation: true}},
		{"metadata of brokers that always create", 3, &metadata.Request{TopicNames: []string{"x"}}},
	} {
		var sent bytes.Buffer
		err := writeRequest(&sent, req.version, 1, "riffle", req.message)
		if !errors.Is(err, source.ErrUnsupported) || sent.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", req.name, err, sent.Len())
		}
	}
	var sent bytes.Buffer
	if err := writeRequest(&sent, 8, 1, "riffle", &metadata.Request{}); err != nil || sent.Len() == 0 {
		t.Errorf("metadata of all topics was refused: %v", err)
	}
}

// anyRequest is a request of any kind.
type anyRequest struct{ key protocol.ApiKey }

func (r *anyRequest) ApiKey() protocol.ApiKey { return r.key }

// Kafka knows 92 kinds of requests so far (0 Produce, 8 OffsetCommit, 11 JoinGroup,
// 19 CreateTopics, 20 DeleteTopics, …): whatever is not on the list is refused in
// every version before a byte is written.
func TestEveryOtherRequestIsRefused(t *testing.T) {
	refused := 0
	for key := range protocol.ApiKey(92) {
		if _, ok := readOnly(key); ok {
			continue
		}
		refused++
		for version := range int16(20) {
			var sent bytes.Buffer
			err := writeRequest(&sent, version, 1, "riffle", &anyRequest{key})
			if !errors.Is(err, source.ErrUnsupported) || sent.Len() > 0 {
				t.Errorf("%s (key %d) version %d: %v, %d bytes written", key, key, version, err, sent.Len())
			}
		}
	}
	if refused != 92-9 {
		t.Errorf("%d kinds of requests were refused, want all but 9", refused)
	}
}

// A follower answers Fetch from version 11 on (KIP-392): after a leader had moved, a
// tail went on reading from the old one, and was not told when the new one died.
func TestFollowersAreNotRead(t *testing.T) {
	if s, _ := readOnly(protocol.Fetch); s.max > 10 {
		t.Errorf("Fetch is sent in version %d", s.max)
	}
}

func TestNoKeyThatWritesIsOnTheList(t *testing.T) {
	allowed := map[protocol.ApiKey]bool{
		protocol.ApiVersions: true, protocol.SaslHandshake: true, protocol.SaslAuthenticate: true,
		protocol.Metadata: true, protocol.ListOffsets: true, protocol.Fetch: true, protocol.DescribeConfigs: true,
		protocol.ListGroups: true, protocol.OffsetFetch: true,
	}
	for key := range protocol.ApiKey(200) {
		if _, ok := readOnly(key); ok != allowed[key] {
			t.Errorf("%s: on the list: %v", key, ok)
		}
	}
}
