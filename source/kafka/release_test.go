package kafka

import (
	"testing"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/twmb/franz-go/pkg/kversion"
)

// What brokers know of requests tells the release, as far as releases differ.
func TestReleaseByWhatABrokerKnows(t *testing.T) {
	for want, brokers := range map[string][]*kversion.Versions{
		"":       {kversion.V0_10_0()},
		"≥ 0.11": {kversion.V0_11_0()},
		"≥ 1.0":  {kversion.V1_0_0()},
		"≥ 2.1":  {kversion.V2_1_0(), kversion.V2_2_0()},
		"≥ 2.4":  {kversion.V2_4_0(), kversion.V2_6_0()},
		"≥ 3.1":  {kversion.V3_1_0(), kversion.V3_4_0()},
		"≥ 3.5":  {kversion.V3_5_0(), kversion.V3_6_0()},
		"≥ 3.9":  {kversion.V3_9_0()},
		"≥ 4.0":  {kversion.V4_0_0()},
		"≥ 4.1":  {kversion.V4_1_0()},
	} {
		for _, b := range brokers {
			versions := map[protocol.ApiKey]span{}
			b.EachMaxKeyVersion(func(key, most int16) { versions[protocol.ApiKey(key)] = span{0, most} })
			if got := releaseOf(versions); got != want {
				t.Errorf("%v is taken for %q, want %q", b.VersionGuess(), got, want)
			}
		}
	}
}
