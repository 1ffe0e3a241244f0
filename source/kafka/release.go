package kafka

import "github.com/segmentio/kafka-go/protocol"

// release is the first Kafka release whose brokers know a version of a request.
type release struct {
	name    string
	key     protocol.ApiKey
	version int16
}

// releases lists what tells releases apart, the newest first. Produce is only looked
// up in what a broker says of itself.
var releases = [...]release{
	{"4.1", protocol.Fetch, 18}, {"4.0", protocol.ListOffsets, 10}, {"3.9", protocol.Fetch, 17}, {"3.8", protocol.Produce, 11},
	{"3.7", protocol.Produce, 10}, {"3.5", protocol.Fetch, 15}, {"3.1", protocol.Fetch, 13}, {"3.0", protocol.ListOffsets, 7},
	{"2.8", protocol.Produce, 9}, {"2.7", protocol.Fetch, 12}, {"2.4", protocol.Produce, 8}, {"2.3", protocol.Fetch, 11},
	{"2.1", protocol.Produce, 7}, {"2.0", protocol.Fetch, 8}, {"1.1", protocol.Fetch, 7}, {"1.0", protocol.Fetch, 6}, {"0.11", protocol.Fetch, 5},
}

// releaseOf names the newest release that has all that a broker knows: "≥ 4.0". No
// request tells the version itself. It is "" where nothing is known.
func releaseOf(versions map[protocol.ApiKey]span) string {
	for _, r := range releases {
		if v, ok := versions[r.key]; ok && v.max >= r.version {
			return "≥ " + r.name
		}
	}
	return ""
}

// release tells the release of a broker that there is a connection to.
func (c *cluster) release() string {
	for _, b := range c.known() {
		for i := range b.lines {
			if have := b.lines[i].have(); have != nil {
				return releaseOf(have.versions)
			}
		}
	}
	return ""
}
