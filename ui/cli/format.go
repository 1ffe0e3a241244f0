package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/jsonl"
	"riffle/ui/safe"
)

// format is how records are written.
type format struct {
	head func(dst []byte, first []source.Record) []byte // what stands before the first records
	row  func(dst []byte, r *source.Record) []byte

	// marks tells that a row says of a record that nobody could look into it. In other
	// forms it would pass for a match.
	marks bool
}

// noHead is of forms in which nothing stands before the first record.
func noHead(dst []byte, _ []source.Record) []byte { return dst }

// format finds the form of that name, for whole records or for some columns.
func (a App) format(name string, columns []*query.Column, zone *time.Location) (format, error) {
	if columns != nil {
		return a.selecting(name, columns, zone)
	}
	switch name {
	case "json":
		return format{noHead, a.appendLine, true}, nil
	case "raw":
		return format{noHead, a.appendRaw, false}, nil
	case "table":
		return format{noHead, func(dst []byte, r *source.Record) []byte { return a.appendRow(dst, r, zone) }, false}, nil
	case "csv":
		return a.csv(), nil
	}
	return format{}, unknownFormat(name)
}

func unknownFormat(name string) error {
	return fmt.Errorf("output %q: it is json, raw, table or csv", name)
}

// answerFlag puts the flag for the form of an answer that is not records on a command.
func answerFlag(cmd *cobra.Command, output *string) {
	cmd.Flags().StringVarP(output, "output", "o", "table", "`format`: table (for people) or json (one object a line)")
}

// checkAnswer tells whether there is the form that [answerFlag] was given.
func checkAnswer(output string) error {
	if output != "table" && output != "json" {
		return fmt.Errorf("output %q: it is table or json", output)
	}
	return nil
}

// appendRaw writes the value's bytes and a newline. On a terminal the bytes are
// made visible instead: they may hold anything.
func (a App) appendRaw(dst []byte, r *source.Record) []byte {
	if a.Terminal {
		return append(a.appendSafe(dst, r.Value), '\n')
	}
	return append(append(dst, r.Value...), '\n')
}

// shownCells is how much of one key or value a terminal is sent.
const shownCells = 1 << 20

// appendSafe writes bytes as they may be shown.
func (a App) appendSafe(dst, src []byte) []byte {
	if !a.Terminal {
		return append(dst, src...)
	}
	dst, _, read := safe.Take(dst, src, shownCells, "", "")
	if read < len(src) {
		dst = fmt.Appendf(dst, "… and %s bytes more", figures.Count(int64(len(src)-read)))
	}
	return dst
}

// appendLine writes a record as one JSON line. For a terminal, what would change
// the direction of writing or cannot be seen is escaped in it too.
func (a App) appendLine(dst []byte, r *source.Record) []byte {
	if !a.Terminal {
		return jsonl.Append(dst, r)
	}
	return safe.Escape(dst, jsonl.Append(nil, r))
}

// appendRow writes a line for people: time, partition, offset, key, value.
func (a App) appendRow(dst []byte, r *source.Record, zone *time.Location) []byte {
	when := "-"
	if r.TimeKind != source.NoTime {
		when = r.Time.In(zone).Format("2006-01-02 15:04:05.000")
	}
	dst = fmt.Appendf(dst, "%-23s %3d %10d  ", when, r.Partition, r.Offset.Lo)
	if r.Kind == source.Marker {
		return fmt.Appendf(dst, "-- %s --\n", r.Txn)
	}
	key := len(dst)
	dst = a.appendField(dst, r.Key)
	for len(dst)-key < 16 {
		dst = append(dst, ' ')
	}
	dst = append(dst, ' ', ' ')
	dst = a.appendField(dst, r.Value)
	return append(dst, '\n')
}

// appendField writes a key or value on one line; null as ∅, empty as "".
func (a App) appendField(dst, b []byte) []byte {
	switch {
	case b == nil:
		return append(dst, "∅"...)
	case len(b) == 0:
		return append(dst, `""`...)
	}
	at := len(dst)
	dst = a.appendSafe(dst, b)
	for i, c := range dst[at:] {
		if c == '\n' || c == '\r' {
			dst[at+i] = ' '
		}
	}
	return dst
}
