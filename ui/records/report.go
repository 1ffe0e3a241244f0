package records

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
)

// Report says in full what the rows are made from: the coverage line, which has no
// room for all of it, then each partition's share.
func (p *Pane) Report() (lines []string) {
	c := p.cover(p.cur)
	if c.Stop == source.Going {
		lines = append(append(lines, figures.Progress(&c)), figures.Remarks(&c)...)
	} else {
		lines = append(lines, figures.Coverage(&c))
	}
	if text := p.cameSince(p.cur, &c); text != "" {
		lines = append(lines, text)
	}
	if p.cur.plan != nil {
		lines = append(lines, "the whole range: "+string(p.words(*p.cur.plan)))
	}
	return append(append(lines, ""), p.shareTable(c.Parts)...)
}

// cameSince says of a reading that was complete how much has come since.
func (p *Pane) cameSince(r *reading, c *source.Coverage) string {
	if r.follow || c.Stop != source.Going || !p.complete(r) {
		return ""
	}
	missing := int64(0)
	for _, s := range c.Parts {
		missing += max(0, s.Size()-s.Done())
	}
	return fmt.Sprintf("the end was reached at %s: %s came since, %s reads on", p.clock(r.newest, ""), figures.Things(missing, "offset"), p.key(keymap.Follow))
}

// shareTable is what was looked at of each partition, and of which offsets.
func (p *Pane) shareTable(parts []source.Share) []string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "PARTITION\tDONE\tLOOKED AT\tOF OFFSETS")
	for _, s := range parts {
		done, looked, of := "", "nothing", ""
		if s.Size() > 0 {
			done = figures.Percent(min(1, float64(s.Done())/float64(s.Size())))
			of = p.src.Format(s.Ref, s.From) + " to " + p.src.Format(s.Ref, s.To)
		}
		if s.Done() > 0 {
			looked = p.src.Format(s.Ref, s.Low) + " to " + p.src.Format(s.Ref, s.High)
		}
		fmt.Fprintf(w, "%s p%d\t%s\t%s\t%s\n", s.Topic, s.Partition, done, looked, of)
	}
	_ = w.Flush() // into memory
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}
