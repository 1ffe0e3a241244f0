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

func TestNoKeyThatWritesIsOnTheList(t *testing.T) {
	allowed := map[protocol.ApiKey]bool{
		protocol.ApiVersions: true, protocol.SaslHandshake: true, protocol.SaslAuthenticate: true,
		protocol.Metadata: true, protocol.ListOffsets: true, protocol.Fetch: true, protocol.DescribeConfigs: true,
	}
	for key := range protocol.ApiKey(200) {
		if _, ok := readOnly(key); ok != allowed[key] {
			t.Errorf("%s: on the list: %v", key, ok)
		}
	}
}
