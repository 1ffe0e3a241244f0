package demo

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// odd are the streams that are not JSON: stock levels in Confluent framing (a zero
// byte, a schema id, Avro), and what the parcel scanners send, which is bytes that
// a terminal would obey.
func (h *history) odd() {
	r := h.story.dice(oddChapter)
	for i := range 600 {
		at := h.story.begin.Add(time.Duration(i) * 24 * time.Hour / 600)
		item := r.IntN(len(skus))
		value := binary.BigEndian.AppendUint32([]byte{0}, 42)
		value = append(value, byte(len(skus[item])<<1))
		value = append(value, skus[item]...)
		value = binary.AppendVarint(value, int64(r.IntN(500)))
		key := []byte(skus[item])
		h.add(event{topic: "inventory", partition: partitionOf(key, 2), time: at, key: key, value: value})
	}
	for i := range 240 {
		at := h.story.begin.Add(time.Duration(i) * 6 * time.Minute)
		h.add(event{topic: "scanner.frames", time: at, key: fmt.Appendf(nil, "gate-%d", i%3), value: frame(i, r.Uint64())})
	}
}

// frames are what a scanner may send instead of a parcel number.
var frames = []string{
	"\x1b[2J\x1b[H%s",                        // clears the screen
	"\x1b]0;owned by %s\x07",                 // sets the window's title
	"\x1b[31;1m%s",                           // red from here on
	"\x02%s\x03\r\n",                         // a frame of a serial line
	"\x00\x01\x7f\xff\xfe%s\x9b31m",          // bytes that are no text
	"\x1bP+q544e\x1b\\%s\x1b_Ga=T\x1b\\",     // DCS and APC
	"parcel \u202e%s\u202c, to the left",     // right to left
	"Z\u0301\u0316\u0334\u0301\u0316algo %s", // marks upon marks
	"%s\x1b]52;c;cm0gLXJmIC8K\x07",           // writes the clipboard
}

func frame(i int, n uint64) []byte {
	parcel := fmt.Sprintf("P%08d", n%100_000_000)
	if i%5 != 4 {
		return []byte(`{"gate":` + fmt.Sprint(i%3) + `,"parcel":"` + parcel + `"}`)
	}
	return []byte(strings.Replace(frames[i/5%len(frames)], "%s", parcel, 1))
}
