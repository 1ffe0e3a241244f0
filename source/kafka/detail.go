package kafka

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/describeconfigs"
	"github.com/segmentio/kafka-go/protocol/metadata"

	"riffle/source"
)

// Detail implements [source.Keeper]: two requests in one flight.
func (k *Kafka) Detail(ctx context.Context, topic string) (source.Detail, error) {
	const topicResource = 2
	d := source.Detail{Topic: topic}
	places := &metadata.Request{TopicNames: []string{topic}}
	config := &describeconfigs.Request{Resources: []describeconfigs.RequestResource{{ResourceType: topicResource, ResourceName: topic}}}
	answers, err := k.askAll(ctx, places, config)
	if err != nil {
		return d, err
	}
	for _, t := range answers[0].(*metadata.Response).Topics {
		if err := topicFault(t.ErrorCode, topic); err != nil {
			return d, err
		}
		for _, p := range t.Partitions {
			d.Partitions = append(d.Partitions, source.Placement{
				Ref: source.Ref{Topic: topic, Partition: p.PartitionIndex}, Leader: p.LeaderID, Replicas: p.ReplicaNodes, InSync: p.IsrNodes,
			})
		}
	}
	slices.SortFunc(d.Partitions, func(a, b source.Placement) int { return a.Ref.Compare(b.Ref) })
	for _, r := range answers[1].(*describeconfigs.Response).Resources {
		switch r.ErrorCode {
		case 0:
			d.Settings = settingsOf(r.ConfigEntries)
		case codeTopicDenied:
			d.Denied = denied("reading the configuration of "+topic, "DESCRIBE_CONFIGS", topic)
		default:
			d.Denied = &codeError{"reading the configuration of " + topic, r.ErrorCode}
		}
	}
	return d, nil
}

// topicFault is what an error code says about a topic.
func topicFault(code int16, topic string) error {
	switch code {
	case 0, codeNoLeader:
		return nil
	case codeTopicDenied:
		return denied("looking up "+topic, "DESCRIBE", topic)
	case codeUnknownTopic:
		return fmt.Errorf("looking up %s: there is no such topic: %w", topic, source.ErrNotFound)
	}
	return &codeError{"looking up " + topic, code}
}

// settingsOf reads a configuration, sorted by name.
func settingsOf(entries []describeconfigs.ResponseConfigEntry) []source.Setting {
	all := make([]source.Setting, 0, len(entries))
	for _, e := range entries {
		s := source.Setting{Name: e.ConfigName, Value: e.ConfigValue, Secret: e.IsSensitive}
		switch e.ConfigSource { // KIP-226
		case 1:
			s.From, s.Own = "topic", true
		case 2, 3, 4, 6:
			s.From = "broker"
		default:
			s.From = "default"
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b source.Setting) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// askAll asks any broker several things at once.
func (k *Kafka) askAll(ctx context.Context, questions ...protocol.Message) ([]any, error) {
	answers, errs := make([]any, len(questions)), make([]error, len(questions))
	var all sync.WaitGroup
	for i, q := range questions {
		all.Add(1)
		source.Go(func() {
			errs[i] = k.retry(ctx, func(*snapshot) (err error) {
				answers[i], err = k.cluster.ask(ctx, q)
				return err
			})
			all.Done()
		}, func(err error) {
			errs[i] = err
			all.Done()
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, k.fault(ctx, &k.backoff, err)
		}
	}
	k.backoff.reset()
	return answers, nil
}
