package cli

import (
	"fmt"
	"io"
	"slices"
	"time"

	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/jsonl"
)

const (
	// progressAfter is how long a command may be silent on a terminal, and
	// progressEach how often it then says how far it is.
	progressAfter = 700 * time.Millisecond
	progressEach  = 200 * time.Millisecond
)

// report is what a command says on stderr beside its data: on a terminal how far
// it is, anywhere what interrupts it, and at the end what was covered.
type report struct {
	out      io.Writer
	terminal bool // out is a terminal
	asJSON   bool // the coverage is for machines
	next     time.Time
	shown    bool     // a progress line stands on the terminal
	hints    []string // what is gone; why nothing, or everything, matched
	admitted []string
}

func newReport(out io.Writer, terminal bool) *report {
	return &report{out: out, terminal: terminal, next: time.Now().Add(progressAfter)}
}

// progress shows how far a read is.
func (r *report) progress(c *source.Coverage) { r.line(func() string { return figures.Progress(c) }) }

// line shows a line that the next one takes the place of, if it is time for one.
func (r *report) line(text func() string) {
	if now := time.Now(); r.terminal && now.After(r.next) {
		fmt.Fprintf(r.out, "\r\x1b[K%s", text())
		r.shown, r.next = true, now.Add(progressEach)
	}
}

// plan shows, on a terminal, what a read will take.
func (r *report) plan(text string) {
	if r.terminal {
		r.clear()
		fmt.Fprintln(r.out, "reading "+text)
	}
}

// clear takes the progress line away, so that something else may be written.
func (r *report) clear() {
	if r.shown {
		fmt.Fprint(r.out, "\r\x1b[K")
		r.shown = false
	}
}

// notice says what a person should know now.
func (r *report) notice(text string) {
	r.clear()
	fmt.Fprintln(r.out, "riffle: "+clean(text))
}

// admit says what has to be known of an answer, once: at once, since reading may take
// long, and to machines with the coverage.
func (r *report) admit(what ...string) {
	for _, text := range what {
		switch {
		case slices.Contains(r.admitted, text):
		case r.asJSON:
			r.hints = append(r.hints, text)
		default:
			r.notice(text)
		}
		r.admitted = append(r.admitted, text)
	}
}

// end says what was covered.
func (r *report) end(c *source.Coverage) {
	r.clear()
	if r.asJSON {
		fmt.Fprintf(r.out, "%s\n", r.appendCoverage(nil, c))
		return
	}
	r.hints = slices.Concat(figures.Gone(c), r.hints)
	r.say(clean(figures.Coverage(c)))
}

// say ends with a line about all, and what may be the cause of it.
func (r *report) say(text string) {
	r.clear()
	fmt.Fprintln(r.out, text)
	for _, h := range r.hints {
		fmt.Fprintln(r.out, "  "+clean(h))
	}
}

// appendCoverage writes a coverage as one JSON object: part of the contract.
func (r *report) appendCoverage(dst []byte, c *source.Coverage) []byte {
	n := c.Looked
	dst = fmt.Appendf(dst, `{"records":%d,"bytes":%d,"wire_bytes":%d,"parsed":%d,"not_json":%d,"undecodable":%d,"over_limit":%d,"matched":%d`,
		n.Records, n.Bytes, n.Wire, n.Parsed, n.NotJSON, n.Undecodable, n.OverLimit, c.Matched)
	dst = fmt.Appendf(dst, `,"holes":{"compacted":%d,"trimmed":%d}`, c.Holes[source.Compacted], c.Holes[source.Trimmed])
	dst = appendGone(dst, c)
	stop := c.Stop.String()
	if c.Sampled && c.Stop == source.Reached { // it is no word for a machine to take for complete
		stop = "sampled"
	}
	dst = fmt.Appendf(dst, `,"stop":%q`, stop)
	if c.At.Topic != "" {
		dst = jsonl.Text(append(dst, `,"at":{"topic":`...), []byte(c.At.Topic))
		dst = fmt.Appendf(dst, `,"partition":%d,"offset":%d}`, c.At.Partition, c.At.Offset.Lo)
	}
	if c.Err != nil {
		dst = jsonl.Text(append(dst, `,"error":`...), []byte(c.Err.Error()))
	}
	if share, ok := c.Done(); ok {
		dst = fmt.Appendf(dst, `,"done":%.4f`, share)
	}
	for i, h := range r.hints {
		dst = jsonl.Text(append(dst, []string{`,"hints":[`, `,`}[min(i, 1)]...), []byte(h))
	}
	if len(r.hints) > 0 {
		dst = append(dst, ']')
	}
	dst = append(dst, `,"partitions":[`...)
	for i, s := range c.Parts {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = jsonl.Text(append(dst, `{"topic":`...), []byte(s.Topic))
		dst = fmt.Appendf(dst, `,"partition":%d,"from":%d`, s.Partition, s.From.Lo)
		if !s.Endless {
			dst = fmt.Appendf(dst, `,"to":%d`, s.To.Lo)
		}
		if !c.Sampled {
			dst = fmt.Appendf(dst, `,"looked_from":%d,"looked_to":%d`, s.Low.Lo, s.High.Lo)
		}
		dst = append(dst, '}')
	}
	return append(dst, ']', '}')
}

// appendGone lists the offsets that are gone of what was asked for.
func appendGone(dst []byte, c *source.Coverage) []byte {
	for i, h := range c.Gone {
		dst = jsonl.Text(append(dst, []string{`,"gone":[{"topic":`, `,{"topic":`}[min(i, 1)]...), []byte(h.Topic))
		dst = fmt.Appendf(dst, `,"partition":%d,"from":%d,"to":%d}`, h.Partition, h.From.Lo, h.To.Lo)
	}
	if len(c.Gone) > 0 {
		dst = append(dst, ']')
	}
	return dst
}
