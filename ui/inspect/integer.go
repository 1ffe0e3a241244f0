package inspect

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"riffle/source"
)

// plain is the bytes of a key or a header, with what they are.
type plain struct {
	b      []byte
	digits string // of the number that they are; "" for none
	note   string
}

// key is what the record's key says.
func (p *Pane) key() plain {
	b := p.rec.Key
	if n, bits, ok := source.Integer(b); ok {
		return plain{b, strconv.FormatInt(n, 10), intNote(b, bits)}
	}
	return plain{b: b, note: noteOf(b)}
}

// header is what header i says. Beside a time in milliseconds stands which one that is.
func (p *Pane) header(i int) plain {
	h := p.headers[i]
	n, bits, ok := source.HeaderInteger(h.Value)
	if !ok {
		return plain{b: h.Value, note: noteOf(h.Value)}
	}
	x := plain{h.Value, strconv.FormatInt(n, 10), intNote(h.Value, bits)}
	if t := time.UnixMilli(n); bits == 64 && strings.Contains(strings.ToLower(h.Name), "time") && n >= leastTime && n < mostTime {
		x.note = "int64, " + t.In(p.zone).Format("2 Jan 15:04:05.000")
	}
	return x
}

// leastTime and mostTime are between which a number is told as a time: 1990 to 2100,
// in milliseconds.
const leastTime, mostTime = 631_152_000_000, 4_102_444_800_000

// intNote says how a number was written.
func intNote(b []byte, bits int) string { return fmt.Sprintf("int%d, %s", bits, bytesOf(len(b))) }

// sought is what is looked into for a text: the digits, where it is a number.
func (x plain) sought() []byte {
	if x.digits != "" {
		return []byte(x.digits)
	}
	return x.b
}
