package kafka

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/segmentio/kafka-go/protocol/describeconfigs"

	"riffle/source"
)

// Retention implements [source.Keeper]. Topics whose configuration may not be read
// are left out of the answer.
func (k *Kafka) Retention(ctx context.Context, topics ...string) (map[string]source.Retention, error) {
	const topicResource = 2
	q := &describeconfigs.Request{}
	for _, name := range topics {
		q.Resources = append(q.Resources, describeconfigs.RequestResource{
			ResourceType: topicResource, ResourceName: name,
			ConfigNames: []string{"cleanup.policy", "retention.ms", "retention.bytes", "message.timestamp.type"},
		})
	}
	var answer *describeconfigs.Response
	err := k.retry(ctx, func(*snapshot) error {
		res, err := k.cluster.ask(ctx, q)
		if err == nil {
			answer = res.(*describeconfigs.Response)
		}
		return err
	})
	if err != nil {
		return nil, k.fault(ctx, &k.backoff, err)
	}
	k.backoff.reset()
	kept := make(map[string]source.Retention, len(topics))
	for _, r := range answer.Resources {
		if r.ErrorCode == 0 {
			kept[r.ResourceName] = retentionOf(r.ConfigEntries)
		}
	}
	return kept, nil
}

// retentionOf reads a topic's configuration. Kafka writes -1 for without limit.
func retentionOf(entries []describeconfigs.ResponseConfigEntry) source.Retention {
	r := source.Retention{Time: -1, Bytes: -1, Clock: source.CreateTime}
	deletes := true
	for _, e := range entries {
		n, err := strconv.ParseInt(e.ConfigValue, 10, 64)
		switch {
		case e.ConfigName == "cleanup.policy":
			r.Compact = strings.Contains(e.ConfigValue, "compact")
			deletes = strings.Contains(e.ConfigValue, "delete")
		case e.ConfigName == "message.timestamp.type" && e.ConfigValue == "LogAppendTime":
			r.Clock = source.AppendTime
		case err != nil || n < 0:
		case e.ConfigName == "retention.ms" && n < int64(1<<63-1)/int64(time.Millisecond):
			r.Time = time.Duration(n) * time.Millisecond
		case e.ConfigName == "retention.bytes":
			r.Bytes = n
		}
	}
	if !deletes {
		r.Time, r.Bytes = -1, -1
	}
	return r
}
