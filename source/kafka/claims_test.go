package kafka

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/apiversions"
	"github.com/segmentio/kafka-go/protocol/describeconfigs"
	"github.com/segmentio/kafka-go/protocol/listgroups"
	"github.com/segmentio/kafka-go/protocol/metadata"
	"github.com/segmentio/kafka-go/protocol/offsetfetch"
	"github.com/segmentio/kafka-go/protocol/saslauthenticate"
	"github.com/segmentio/kafka-go/protocol/saslhandshake"
)

// fill makes a value of any type with two of everything in it.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(r.Int64N(100))
	case reflect.String:
		v.SetString("some-text")
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			if v.Index(i).Kind() == reflect.Uint8 {
				v.Index(i).SetUint(7)
				continue
			}
			fill(r, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(r, v.Field(i))
			}
		}
	}
}

// A broker that claims a million elements and sends none takes no memory, and an
// honest one is understood in all versions.
func TestAnswersThatClaimMoreThanTheySend(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	read := func(key protocol.ApiKey, req protocol.Message, version int16, whole []byte) (any, error) {
		c := &call{ctx: context.Background(), req: req, version: version, id: 1}
		return readAnswer(bufio.NewReader(bytes.NewReader(whole)), c, newDecoder())
	}
	for _, x := range []struct {
		req protocol.Message
		res protocol.Message
	}{
		{&apiversions.Request{}, &apiversions.Response{}},
		{&saslhandshake.Request{}, &saslhandshake.Response{}},
		{&saslauthenticate.Request{}, &saslauthenticate.Response{}},
		{&metadata.Request{}, &metadata.Response{}},
		{&listRequest{}, &listAnswer{}},
		{&describeconfigs.Request{}, &describeconfigs.Response{}},
		{&listgroups.Request{}, &listgroups.Response{}},
		{&offsetfetch.Request{}, &offsetfetch.Response{}},
	} {
		key := x.req.ApiKey()
		known, _ := readOnly(key)
		fill(r, reflect.ValueOf(x.res).Elem())
		for version := known.min; version <= known.max; version++ {
			var b bytes.Buffer
			if err := protocol.WriteResponse(&b, version, 1, x.res); err != nil {
				t.Fatalf("%s v%d: %v", key, version, err)
			}
			whole := b.Bytes()
			if m, err := read(key, x.req, version, whole); err != nil || m == nil {
				t.Fatalf("%s v%d: an honest answer: %v", key, version, err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			tried := 0
			for at := 8; at+4 <= len(whole); at++ {
				for _, claim := range []uint32{1 << 20, 1<<31 - 1, 0x7fff7fff, 0xffffff7f} {
					hostile := bytes.Clone(whole)
					binary.BigEndian.PutUint32(hostile[at:], claim)
					_, _ = read(key, x.req, version, hostile)
					tried++
				}
				_, _ = read(key, x.req, version, append(binary.BigEndian.AppendUint32(nil, uint32(at-4)), whole[4:at]...))
			}
			runtime.ReadMemStats(&after)
			if each := (after.TotalAlloc - before.TotalAlloc) / uint64(tried); each > 1<<20 {
				t.Errorf("%s v%d: %d bytes for each of %d answers that lie", key, version, each, tried)
			}
		}
	}
}
