package records

import (
	"context"
	"errors"
	"time"

	"riffle/keymap"
	"riffle/query"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

// sweepMost bounds the lines that a sweep takes.
const sweepMost = 3

// sweepLines say where hits begin and end, or how far the looking is; before
// anybody looked, that everything is a hit.
func (p *Pane) sweepLines() []safe.Text {
	text := p.allLine()
	if s := p.told(); s != nil {
		text = p.sweepText(s)
	}
	if text == "" || p.h < headerFrom {
		return nil
	}
	lines := safe.Words(p.say(text), max(1, p.w-1))
	return lines[:min(len(lines), sweepMost)]
}

// sweepText is what a sweep has to tell.
func (p *Pane) sweepText(s *sweep) safe.Text {
	c := &s.found.Coverage
	switch {
	case s.much != nil:
		return "to read all of it is " + p.words(*s.much) + " · " + p.key(keymap.Bisect) + " again reads it"
	case !s.done && (s.exact || len(c.Parts) > 0 && !c.Sampled): // little is read whole at once
		text := "reading all for where hits begin and end " + p.share(c) + " · " + safe.Text(figures.Things(c.Matched, "hit"))
		for _, t := range []safe.Text{taken(c), left(c)} {
			if t != "" {
				text += " · " + t
			}
		}
		return text + " · " + p.key(keymap.Stop) + " stops"
	case !s.done:
		return "looking where hits begin and end " + safe.Text(p.glyphs.More+" "+figures.Things(s.found.Probes, "probe")+" · "+figures.Bytes(c.Looked.Wire)) + " · " + p.key(keymap.Stop) + " stops"
	case errors.Is(s.err, context.Canceled):
		return p.cutShort(s)
	case s.err != nil && len(s.found.Spans) == 0:
		return "where hits begin and end is not known · " + whyOf(s.err)
	}
	said := func(basis safe.Text) safe.Text {
		return p.stretches(s, basis) + basis
	}
	if first, last, more := p.beyondSamples(s); more {
		said = func(basis safe.Text) safe.Text {
			return "hits from " + safe.Text(p.clock(first, "")) + " to " + safe.Text(p.clock(last, "")) + " at least, too few for samples to tell where they begin and end" + basis
		}
	}
	basis := func(text safe.Text) safe.Text { return " (" + text + ")" }
	full, short := said(basis(p.restsOn(s, true))), said(basis(p.restsOn(s, false)))
	if p.linesOf(full) == p.linesOf(short) && p.linesOf(full) <= sweepMost {
		return full
	}
	for _, text := range []safe.Text{short, said(basis(p.restsOnly(s)))} { // half of it would be worse
		if p.linesOf(text) <= sweepMost {
			return text
		}
	}
	return said("")
}

// linesOf counts the lines that a text takes.
func (p *Pane) linesOf(t safe.Text) int { return len(safe.Words(p.say(t), max(1, p.w-1))) }

// cutShort is what a sweep that was stopped saw: not where hits begin and end.
func (p *Pane) cutShort(s *sweep) safe.Text {
	read, again := safe.Text(figures.Short(s.found.Looked.Records)+" read"), p.key(keymap.Bisect)+" looks again"
	n := len(s.found.Spans)
	if n == 0 {
		return "stopped, no hit in " + read + " · " + again
	}
	first, last := s.found.Spans[0].First, s.found.Spans[n-1].Last
	return "hits seen from " + safe.Text(p.clock(first, ".000")) + " to " + safe.Text(p.clock(last, ".000")) + " (stopped after " + read + "; " + again + ")"
}

// beyondSamples tells whether rows were found where samples saw no hit: then they
// cannot tell where hits begin and end. first and last are the hits known.
func (p *Pane) beyondSamples(s *sweep) (first, last time.Time, more bool) {
	r := p.cur
	ends := r.hits.ends()
	if !s.found.Sampled || r.filter != s.filter || len(ends) == 0 || len(s.found.Spans) == 0 {
		return first, last, false
	}
	begin, end := s.found.Spans[0], s.found.Spans[len(s.found.Spans)-1]
	first, last = begin.First, end.Last
	if near := r.hits.step; !begin.After.IsZero() && ends[0].Before(first.Add(-near)) {
		first, more = ends[0], true
	}
	if near := r.hits.step; !end.Before.IsZero() && ends[1].After(last.Add(near)) {
		last, more = ends[1], true
	}
	return first, last, more
}

// restsOnly is what a statement rests on in a word.
func (p *Pane) restsOnly(s *sweep) safe.Text {
	switch {
	case s.err != nil:
		return "incomplete"
	case !s.found.Sampled:
		return "exact"
	case s.found.Rare:
		return "unsure"
	}
	return "sampled"
}

// restsOn says what a statement rests on, with what counts as a gap; where there is room,
// with the bytes.
func (p *Pane) restsOn(s *sweep, bytes bool) safe.Text {
	c := &s.found.Coverage
	var text safe.Text
	switch {
	case s.err != nil:
		return safe.Text("incomplete, "+figures.Short(c.Looked.Records)+" read; ") + p.key(keymap.Bisect) + " looks again"
	case !s.found.Sampled:
		text = safe.Text("exact, " + figures.Short(c.Looked.Records) + " read")
		if c.Matched > 0 {
			text = safe.Text("exact, " + figures.Things(c.Matched, "hit") + " in " + figures.Short(c.Looked.Records) + " read")
		}
		if len(s.found.Spans) > 1 && s.found.Gap > 1 { // it decides how many stretches there are
			text += safe.Text("; gaps of " + figures.Count(s.found.Gap) + " records or more")
		}
		return text
	default:
		text = safe.Text("sampled, " + figures.Things(s.found.Probes, "probe"))
	}
	if bytes {
		text += ", " + safe.Text(figures.Bytes(c.Looked.Wire))
	}
	if s.found.Rare {
		text += ", too rare to be sure"
	}
	return text + "; " + p.key(keymap.Bisect) + " again: exact"
}

// stale tells whether records have come since a sweep looked, and hits among them.
func (p *Pane) stale(s *sweep) (records, hits bool) {
	ends, r := p.cur.hits.ends(), p.cur
	hits = r.filter == s.filter && len(ends) > 0 && ends[1].After(s.began)
	_, end, known := p.ends()
	if r.follow {
		end, known = r.win.At(window.Bottom), r.opened
	}
	if !known || hits || r.bounds.ceiling != nil {
		return hits, hits
	}
	for _, part := range s.found.Parts { // both are in order; samples are of some partitions
		for len(end) > 0 && end[0].Ref.Compare(part.Ref) < 0 {
			end = end[1:]
		}
		records = records || len(end) > 0 && end[0].Ref == part.Ref && part.To.Less(end[0].Offset)
	}
	return records, false
}

// stretches says where hits begin and where they end; of many, as many as there is
// room for before what follows.
func (p *Pane) stretches(s *sweep, follows safe.Text) safe.Text {
	list := s.found.Spans
	if len(list) == 0 {
		return "no hit found"
	}
	if len(list) == 1 {
		return p.oneStretch(s, list[0])
	}
	text, end := safe.Text(figures.Count(len(list))+" stretches of hits: "), safe.Text("")
	if x := list[len(list)-1]; !x.Before.IsZero() && !x.Before.After(x.Last) {
		end = p.noneSince(s)
	}
	names := p.nameStretches(list)
	all := text + names[0]
	for _, name := range names[1:] {
		all += ", " + name
	}
	if all += end; p.linesOf(all+follows) <= sweepMost {
		return all
	}
	last := p.nameStretches(list[len(list)-1:])[0] // its date may stand with one that is left out
	best := safe.Text("")
	for i := range len(names) - 1 {
		more := p.glyphs.More + " " + figures.Count(len(names)-1-i) + " more " + p.glyphs.More + " "
		some := text + safe.Text(more) + last + end
		if best != "" && p.linesOf(some+follows) > sweepMost {
			break
		}
		best, text = some, text+names[i]+", "
	}
	return best
}

// nameStretches writes stretches. The date stands where it changes.
func (p *Pane) nameStretches(list []query.Stretch) (names []safe.Text) {
	form, write := "", p.dating()
	if list[len(list)-1].Last.Sub(list[0].First) < time.Duration(len(list))*10*time.Second {
		form = ".000"
	}
	instant := func(t time.Time) safe.Text { return write(t, form) }
	for _, x := range list {
		first, last := safe.Text("the beginning"), safe.Text("the end")
		if !x.After.IsZero() {
			first = instant(x.First)
		}
		switch {
		case x.Before.IsZero():
		case x.Last.Truncate(time.Second).Equal(x.First.Truncate(time.Second)) && form == "" && !x.After.IsZero():
			last = first
		default:
			last = instant(x.Last)
		}
		if last == first {
			names = append(names, first)
			continue
		}
		names = append(names, first+"–"+last)
	}
	return names
}

// dating writes instants one after the other: the date stands where it changes.
func (p *Pane) dating() func(t time.Time, form string) safe.Text {
	day := p.now().In(p.zone)
	return func(t time.Time, form string) safe.Text {
		t = t.In(p.zone)
		text := safe.Text(t.Format(dates[dated(t, day)] + form))
		day = t
		return text
	}
}

// noneSince says up to when it is known that there are no more hits.
func (p *Pane) noneSince(s *sweep) safe.Text {
	switch records, hits := p.stale(s); {
	case hits:
		return ", none up to " + safe.Text(p.clock(s.began, "")) + ", some since"
	case records:
		return ", none up to " + safe.Text(p.clock(s.began, ""))
	}
	return ", none since"
}

// oneStretch says where the only hits begin and end. Where it was only sampled, each
// lies somewhere between two instants.
func (p *Pane) oneStretch(s *sweep, x query.Stretch) safe.Text {
	instant, begin := p.dating(), safe.Text("")
	switch {
	case x.After.IsZero() && x.Before.IsZero():
		return "hits all the way, no begin and no end"
	case x.After.IsZero():
	case x.After.Before(x.First):
		begin = "hits begin between " + instant(x.After, "") + " and " + instant(x.First, ".000")
	default:
		begin = "hits begin: first " + instant(x.First, ".000") + ", none before"
	}
	if begin != "" {
		if x.Before.IsZero() {
			return begin + ", and go on to the end"
		}
		begin += " · "
	}
	var end safe.Text
	if x.Before.After(x.Last) {
		none := x.Before.Add(time.Second - 1).Truncate(time.Second) // rounded so that it stays true
		end = "hits end between " + instant(x.Last, ".000") + " and " + instant(none, "")
	} else {
		end = "hits end: last " + instant(x.Last, ".000") + p.noneSince(s)
	}
	if begin != "" {
		end = end[len("hits "):]
	}
	return begin + end
}

// appendSweep draws those lines.
func (p *Pane) appendSweep(lines []string) []string {
	for _, t := range p.sweepLines() {
		l := p.newLine(nil, p.w)
		l.space(1)
		l.put(theme.Plain, t)
		lines = append(lines, l.end())
	}
	return lines
}
