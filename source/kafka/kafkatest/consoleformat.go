package kafkatest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// consoleFormat is how the console consumer is told to print, and how that is
// read back. Keys and values go through Kafka's Bytes class, which writes
// printable ASCII as it is and everything else, the backslash included, as \xNN:
// nothing is lost, and control characters are free to stand between the parts.
// Null is a word that no record holds by chance.
type consoleFormat struct{ null string }

func newConsoleFormat() consoleFormat { return consoleFormat{null: "null-" + newID()} }

const (
	lineEnd     = "\x1e\n"
	fieldEnd    = "\x1f"
	headerEnd   = "\x1d"
	noHeaders   = "NO_HEADERS"
	noTimestamp = "NO_TIMESTAMP"
)

// properties is the configuration of the console's formatter.
func (f consoleFormat) properties() string {
	const bytesClass = "org.apache.kafka.common.serialization.BytesDeserializer"
	return strings.Join([]string{
		"print.timestamp=true", "print.partition=true", "print.offset=true", "print.headers=true", "print.key=true", "print.value=true",
		`line.separator=\u001e\n`, `key.separator=\u001f`, `headers.separator=\u001d`, "null.literal=" + f.null,
		"key.deserializer=" + bytesClass, "value.deserializer=" + bytesClass, "headers.deserializer=" + bytesClass,
	}, "\n") + "\n"
}

// parse reads what was printed.
func (f consoleFormat) parse(out []byte) ([]Record, error) {
	var records []Record
	for len(out) > 0 {
		line, rest, ok := bytes.Cut(out, []byte(lineEnd))
		if !ok {
			return nil, fmt.Errorf("a line without an end: %.200q", line)
		}
		r, err := f.record(line)
		if err != nil {
			return nil, fmt.Errorf("%w: %.200q", err, line)
		}
		records, out = append(records, r), rest
	}
	return records, nil
}

func (f consoleFormat) record(line []byte) (r Record, err error) {
	parts := bytes.Split(line, []byte(fieldEnd))
	if len(parts) != 6 {
		return r, fmt.Errorf("%d parts instead of 6", len(parts))
	}
	if err := r.parseTime(string(parts[0])); err != nil {
		return r, err
	}
	partition, err := number(parts[1], "Partition:")
	if err != nil {
		return r, err
	}
	r.Partition = int32(partition)
	if r.Offset, err = number(parts[2], "Offset:"); err != nil {
		return r, err
	}
	if r.Headers, err = f.headers(string(parts[3])); err != nil {
		return r, err
	}
	if r.Key, err = f.bytes(parts[4]); err != nil {
		return r, err
	}
	r.Value, err = f.bytes(parts[5])
	return r, err
}

func (r *Record) parseTime(text string) (err error) {
	if text == noTimestamp {
		r.Time = -1
		return nil
	}
	name, ms, ok := strings.Cut(text, ":")
	if !ok {
		return fmt.Errorf("a time %q", text)
	}
	r.TimeType = name
	r.Time, err = strconv.ParseInt(ms, 10, 64)
	return err
}

func number(part []byte, prefix string) (int64, error) {
	text, ok := strings.CutPrefix(string(part), prefix)
	if !ok {
		return 0, fmt.Errorf("no %s", prefix)
	}
	return strconv.ParseInt(text, 10, 64)
}

func (f consoleFormat) headers(text string) ([]Header, error) {
	if text == noHeaders {
		return nil, nil
	}
	var hs []Header
	for one := range strings.SplitSeq(text, headerEnd) {
		name, value, ok := strings.Cut(one, ":")
		if !ok {
			return nil, fmt.Errorf("a header %q", one)
		}
		b, err := f.bytes([]byte(value))
		if err != nil {
			return nil, err
		}
		hs = append(hs, Header{name, b})
	}
	return hs, nil
}

// bytes undoes what Kafka's Bytes.toString did.
func (f consoleFormat) bytes(text []byte) ([]byte, error) {
	if string(text) == f.null {
		return nil, nil
	}
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return append(out, text...), nil
		}
		out = append(out, text[:i]...)
		if len(text) < i+4 || text[i+1] != 'x' {
			return nil, fmt.Errorf("an escape that is none: %.8q", text[i:])
		}
		var one [1]byte
		if _, err := hex.Decode(one[:], text[i+2:i+4]); err != nil {
			return nil, err
		}
		out, text = append(out, one[0]), text[i+4:]
	}
	return out, nil
}
