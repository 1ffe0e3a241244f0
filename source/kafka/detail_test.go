package kafka_test

import (
	"errors"
	"slices"
	"testing"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
)

func TestATopicsConfigurationAndReplicas(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Compacted(t, c, "detail")
	k, err := openReal(t.Context(), c.Bootstrap())
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	d, err := k.Detail(t.Context(), "detail")
	if err != nil || d.Denied != nil {
		t.Fatal(err, d.Denied)
	}
	for _, p := range d.Partitions {
		if p.Leader < 0 || len(p.Replicas) == 0 || len(p.InSync) != len(p.Replicas) {
			t.Errorf("partition %+v", p)
		}
	}
	i := slices.IndexFunc(d.Settings, func(s source.Setting) bool { return s.Name == "cleanup.policy" })
	if len(d.Partitions) == 0 || i < 0 || d.Settings[i].Value != "compact" || !d.Settings[i].Own {
		t.Errorf("%d partitions, settings %+v", len(d.Partitions), d.Settings)
	}
	if _, err := k.Detail(t.Context(), "no.such.topic"); !errors.Is(err, source.ErrNotFound) {
		t.Errorf("of a topic that is not there: %v", err)
	}
	topics, err := k.Topics(t.Context())
	if err != nil || slices.ContainsFunc(topics, func(x source.Topic) bool { return x.Name == "no.such.topic" }) {
		t.Errorf("asking made the topic, or %v", err)
	}
}
