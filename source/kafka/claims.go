package kafka

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/apiversions"
	"github.com/segmentio/kafka-go/protocol/describeconfigs"
	"github.com/segmentio/kafka-go/protocol/listgroups"
	"github.com/segmentio/kafka-go/protocol/metadata"
	"github.com/segmentio/kafka-go/protocol/offsetfetch"
	"github.com/segmentio/kafka-go/protocol/saslauthenticate"
	"github.com/segmentio/kafka-go/protocol/saslhandshake"
)

// claims goes through an answer before kafka-go decodes it, and finds lengths that
// the answer is too short for. kafka-go makes room for whatever number of elements
// an answer claims, and for strings of any length; what claims it may not be a
// broker, or mean well. The forms are those that kafka-go decodes by: the tags of
// its structs.
type claims struct {
	left     []byte
	version  int16
	flexible bool                            // lengths are varints, and tags may follow (KIP-482)
	short    bool                            // a length goes beyond the end
	fields   map[reflect.Type][]reflect.Type // of the structs met so far, those in this version
}

// answerTo is the form of an answer that kafka-go decodes; nil for others.
func answerTo(key protocol.ApiKey) reflect.Type {
	switch key {
	case protocol.ApiVersions:
		return reflect.TypeFor[apiversions.Response]()
	case protocol.SaslHandshake:
		return reflect.TypeFor[saslhandshake.Response]()
	case protocol.SaslAuthenticate:
		return reflect.TypeFor[saslauthenticate.Response]()
	case protocol.Metadata:
		return reflect.TypeFor[metadata.Response]()
	case protocol.ListOffsets:
		return reflect.TypeFor[listAnswer]()
	case protocol.DescribeConfigs:
		return reflect.TypeFor[describeconfigs.Response]()
	case protocol.ListGroups:
		return reflect.TypeFor[listgroups.Response]()
	case protocol.OffsetFetch:
		return reflect.TypeFor[offsetfetch.Response]()
	}
	return nil
}

// checkClaims tells whether the body of an answer holds what its lengths say.
func checkClaims(key protocol.ApiKey, version int16, body []byte) error {
	form := answerTo(key)
	if form == nil {
		return fmt.Errorf("reading an answer to %s: its form is not known", key)
	}
	c := claims{left: body, version: version, flexible: key == protocol.ListOffsets && version >= 6, fields: map[reflect.Type][]reflect.Type{}}
	if c.flexible { // the header of the answer has tags too
		c.tags()
	}
	if c.value(form); c.short {
		return fmt.Errorf("reading an answer to %s: %w", key, errShort)
	}
	return nil
}

// skip goes past n bytes; fewer than none is nothing.
func (c *claims) skip(n int64) {
	if n > int64(len(c.left)) {
		c.short, c.left = true, nil
	} else if n > 0 {
		c.left = c.left[n:]
	}
}

// length reads a length that takes width bytes where the answer is not flexible.
func (c *claims) length(width int) int64 {
	if c.flexible {
		return int64(min(c.uvarint(), 1<<40)) - 1
	}
	b := c.left
	if c.skip(int64(width)); c.short {
		return 0
	}
	if width == 2 {
		return int64(int16(binary.BigEndian.Uint16(b)))
	}
	return int64(int32(binary.BigEndian.Uint32(b)))
}

func (c *claims) uvarint() uint64 {
	n, w := binary.Uvarint(c.left)
	if w <= 0 {
		c.short, c.left = true, nil
		return 0
	}
	c.left = c.left[w:]
	return n
}

// value goes past one value of a form.
func (c *claims) value(form reflect.Type) {
	switch form.Kind() {
	case reflect.String:
		c.skip(c.length(2))
	case reflect.Slice:
		n := c.length(4)
		if form.Elem().Kind() == reflect.Uint8 {
			c.skip(n)
			return
		}
		for ; n > 0 && !c.short; n-- { // each takes a byte at least, so the end comes soon
			c.value(form.Elem())
		}
	case reflect.Struct:
		fields, known := c.fields[form]
		if !known {
			for i := range form.NumField() {
				if f := form.Field(i); c.has(f.Tag.Get("kafka")) {
					fields = append(fields, f.Type)
				}
			}
			c.fields[form] = fields
		}
		for _, f := range fields {
			c.value(f)
		}
		if c.flexible && form.NumField() > 0 {
			c.tags()
		}
	default:
		c.skip(int64(form.Size()))
	}
}

// has tells whether a field with that tag is in the answer.
func (c *claims) has(tag string) bool {
	for form := range strings.SplitSeq(tag, "|") {
		least, most, optional := int64(-1), int64(-1), false
		for option := range strings.SplitSeq(form, ",") {
			if v, ok := strings.CutPrefix(option, "min=v"); ok {
				least, _ = strconv.ParseInt(v, 10, 16)
			}
			if v, ok := strings.CutPrefix(option, "max=v"); ok {
				most, _ = strconv.ParseInt(v, 10, 16)
			}
			optional = optional || strings.HasPrefix(option, "tag")
		}
		if least <= int64(c.version) && int64(c.version) <= most {
			return !optional
		}
	}
	return false
}

// tags goes past fields that only newer readers know.
func (c *claims) tags() {
	for n := c.uvarint(); n > 0 && !c.short; n-- {
		c.uvarint()
		c.skip(int64(min(c.uvarint(), 1<<40)))
	}
}
