package records

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/ui/figures"
	"riffle/ui/layout"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

const (
	// whyAfter is how long a search finds nothing before somebody asks why: a mistake in
	// the filter is then told while it still reads, not when all of it was read.
	whyAfter = time.Second
	// whyRecords is how many records are looked at for that, and whyWait how long that
	// may take.
	whyRecords = 400
	whyWait    = 10 * time.Second
	// allLeast is how many records must have matched, all of them, to be a surprise.
	allLeast = 20
)

// answer is what records that were read amount to, if that is to be explained.
type answer uint8

const (
	someHits answer = iota // as is to be expected
	noHits
	allHits
)

// answered is what a reading amounts to. What explains one answer says something false
// under another, so whoever shows an explanation asks.
func (p *Pane) answered(r *reading) answer {
	switch n := r.counted.hits; {
	case n == 0 && r.counted.looked.OverLimit == 0:
		return noHits
	case n < allLeast || !r.filter.program.Content():
		return someHits
	}
	if c := p.cover(r); c.Matched == c.Looked.Records {
		return allHits
	}
	return someHits
}

// explanation is why an answer is as it is.
type explanation struct {
	of    answer
	words []safe.Text
}

// explains is the explanation of an answer, while that is the answer of the reading.
func (p *Pane) explains(a answer) []safe.Text {
	if r := p.cur; len(r.whys.words) > 0 && r.whys.of == a && p.answered(r) == a {
		return r.whys.words
	}
	return nil
}

// whyMsg says why nothing matched, or everything did.
type whyMsg struct {
	id     layout.ID
	of     *reading
	answer answer
	words  []safe.Text
	around query.Around // hits outside of the range of the filter
	final  bool         // all of the range was read
}

// To is the pane that the message is for.
func (m whyMsg) To() layout.ID { return m.id }

// askWhy asks when the answer of a reading is all or nothing; where nothing comes for
// a while it has asked before that.
func (p *Pane) askWhy(r *reading) tea.Cmd {
	if r.filter.program == nil || !r.opened || r.bounds.none() || r.follow {
		return nil
	}
	final, ask := p.complete(r), false
	a := p.answered(r)
	switch {
	case a == r.explained:
	case a == noHits && final:
		ask = r.counted.looked.Records > 0 || r.bounds.floor != nil || r.bounds.ceiling != nil
	case a == noHits:
		ask = r.searching() && !r.wondered && p.now().Sub(r.began) > whyAfter
	case a == allHits:
		ask = !r.searching()
	}
	if !ask {
		return nil
	}
	if r.wondered = true; final || a == allHits {
		r.explained = a
	}
	m, life, find := whyMsg{id: p.id, of: r, answer: a, final: r.explained == a}, p.ctx, p.why(r, a)
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(life, whyWait)
		defer cancel()
		find(ctx, &m)
		return unless(life, m)
	}
}

// complete tells whether a reading has come to both ends and left nothing out.
func (p *Pane) complete(r *reading) bool {
	return r.left == 0 && r.win.Edge(window.Top).State == window.Ended && r.win.Edge(window.Bottom).State == window.Ended
}

// wholeRead tells whether all was read at one time or another, so that there are no more
// hits than were counted.
func (p *Pane) wholeRead(r *reading) bool {
	_, end, known := p.endsOf(r)
	_, to := r.reach()
	top := r.win.Edge(window.Top).State == window.Ended || p.atOldest(r)
	return r.left == 0 && top && (r.win.Edge(window.Bottom).State == window.Ended || known && end.Minus(to) == 0)
}

// Empty tells whether there is nothing to show, and nothing on its way.
func (p *Pane) Empty() bool {
	r := p.acting()
	return r.opened && r.win.Len() == 0 && (p.complete(r) || r.bounds.none())
}

// Coming tells whether there is no row yet, and one may be on its way.
func (p *Pane) Coming() bool {
	r := p.acting()
	return r.win.Len() == 0 && (r.scanning() || r.planning && r.want(window.Top)+r.want(window.Bottom) > 0)
}

// why returns what looks at some records that the filter was asked about, for a
// command to run.
func (p *Pane) why(r *reading, a answer) func(context.Context, *whyMsg) {
	b, s, src, program, looked := r.bounds, r.stream, p.src, r.filter.program, r.counted.looked.Records
	return func(ctx context.Context, m *whyMsg) {
		low, end, err := s.Ends(ctx)
		if err != nil {
			return
		}
		sample, err := s.Glimpse(ctx, b.clamp(low), b.clamp(end), whyRecords)
		if err != nil {
			return
		}
		find := program.WhyNone
		if a == allHits {
			find = program.WhyAll
		}
		for _, text := range find(sample) {
			m.words = append(m.words, safe.Clean(text, sentenceMost))
		}
		if a == noHits && m.final {
			m.around, _ = program.Around(ctx, src, b.floor, b.ceiling, looked) // what was found stands
		}
	}
}

// wonder takes the answer.
func (p *Pane) wonder(m whyMsg) {
	if m.of.explained == m.answer && !m.final {
		return // the whole answer is on its way, or there
	}
	if text := figures.Around(m.around, func(t time.Time) string { return p.clock(t, ".000") }); text != "" {
		m.words = append(m.words, safe.Clean(text, sentenceMost))
	}
	m.of.whys = explanation{m.answer, m.words}
}

// whyLines are the explanation below the sentence that stands in place of rows.
func (p *Pane) whyLines() (lines []safe.Text) {
	for _, text := range p.explains(noHits) {
		lines = append(lines, safe.Words(p.say(text), max(1, p.w-2*margin))...)
	}
	return lines
}

// allLine says why everything matches; nothing where that is as it should be.
func (p *Pane) allLine() safe.Text {
	words := p.explains(allHits)
	if words == nil {
		return ""
	}
	return "every record matches: " + words[0]
}

// tried cuts a proposal into the words before it and itself, which is to be seen.
func tried(text safe.Text) (words, try safe.Text) {
	i := strings.LastIndex(string(text), ": try ")
	if i < 0 {
		return text, ""
	}
	return text[:i+len(": try ")], text[i+len(": try "):]
}

// appendWhy draws a line of the explanation: what to try stands out.
func (p *Pane) appendWhy(l *line, text safe.Text) {
	words, try := tried(text)
	l.put(theme.Plain, words)
	l.put(theme.Strong, try)
}
