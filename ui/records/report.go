package records

import (
	"fmt"

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
	if p.cur.plan != nil {
		lines = append(lines, "the whole range: "+string(p.words(*p.cur.plan)))
	}
	lines = append(lines, "")
	for i := range c.Parts {
		lines = append(lines, p.shareLine(&c.Parts[i]))
	}
	return lines
}

// shareLine is what was looked at of one partition.
func (p *Pane) shareLine(s *source.Share) string {
	done := ""
	if s.Size() > 0 {
		done = fmt.Sprintf(" · %s of %s to %s", figures.Percent(min(1, float64(s.Done())/float64(s.Size()))), p.src.Format(s.Ref, s.From), p.src.Format(s.Ref, s.To))
	}
	if s.Done() == 0 {
		return fmt.Sprintf("%s p%d  nothing%s", s.Topic, s.Partition, done)
	}
	return fmt.Sprintf("%s p%d  %s, offsets %s to %s%s", s.Topic, s.Partition, figures.Things(s.Done(), "offset"), p.src.Format(s.Ref, s.Low), p.src.Format(s.Ref, s.High), done)
}
