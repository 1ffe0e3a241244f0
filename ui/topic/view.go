package topic

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// line is one line of the detail: a name, a value, and a remark.
type line struct {
	name, value, remark string
	look                theme.Token // of the value
	head                bool        // name is a heading
}

// nameCells and valueCells are the room for names and values, where all fit.
const nameCells, valueCells = 38, 24

// lines are all there are, whatever there is room for.
func (p *Pane) lines() []line {
	switch {
	case p.err != nil && errors.Is(p.err, source.ErrUnsupported):
		return []line{{value: "this system does not tell how its topics are kept", look: theme.Dim}}
	case p.err != nil:
		return []line{{value: p.err.Error() + " · " + p.keys(keymap.Refresh) + " asks again", look: theme.Bad}}
	case !p.there:
		return []line{{value: "asking for the configuration of " + p.c.Topic, look: theme.Dim}}
	}
	d := p.detail
	all := []line{
		{name: "KEPT", head: true},
		{name: "partitions", value: figures.Count(len(d.Partitions))},
		{name: "retention", value: p.kept()},
	}
	all = append(all, replicas(d.Partitions)...)
	if d.Denied != nil {
		return append(all, line{}, line{name: "CONFIGURATION", head: true}, line{value: d.Denied.Error(), look: theme.Bad})
	}
	for _, own := range []bool{true, false} {
		head := line{name: "DEFAULTS OF THE CLUSTER", head: true}
		if own {
			head.name = "SET FOR THIS TOPIC"
		}
		some := []line{{}, head}
		for _, s := range d.Settings {
			if s.Own == own {
				some = append(some, setting(s))
			}
		}
		if len(some) == 2 && own {
			some = append(some, line{value: "nothing: all as the cluster has it", look: theme.Dim})
		}
		if len(some) > 2 {
			all = append(all, some...)
		}
	}
	return all
}

// kept says how long records stay.
func (p *Pane) kept() string {
	var said []string
	k := p.keep
	switch {
	case k == source.Retention{}:
		return "not told"
	case k.Compact:
		said = append(said, "compacted: the newest record of each key stays")
	}
	if k.Time >= 0 {
		said = append(said, figures.Span(k.Time))
	}
	if k.Bytes >= 0 {
		said = append(said, figures.Bytes(k.Bytes)+" in each partition")
	}
	if len(said) == 0 {
		return "everything, for ever"
	}
	return strings.Join(said, ", or ")
}

// replicas says how many copies there are, and which partitions lack some.
func replicas(parts []source.Placement) []line {
	least, most, leaders := 0, 0, map[int32]bool{}
	var behind, lost []string
	for i, x := range parts {
		if i == 0 || len(x.Replicas) < least {
			least = len(x.Replicas)
		}
		most = max(most, len(x.Replicas))
		name := "p" + strconv.Itoa(int(x.Partition))
		switch {
		case x.Leader < 0:
			lost = append(lost, name)
		case len(x.InSync) < len(x.Replicas):
			behind = append(behind, fmt.Sprintf("%s %d/%d", name, len(x.InSync), len(x.Replicas)))
		}
		leaders[x.Leader] = true
	}
	copies := line{name: "replicas", value: strconv.Itoa(most)}
	if least < most {
		copies.value = fmt.Sprintf("%d to %d", least, most)
	}
	all := []line{copies, {name: "leaders", value: "on " + figures.Things(len(leaders), "broker")}}
	state := line{name: "in sync", value: "all", look: theme.Good}
	if len(behind) > 0 {
		state = line{name: "in sync", value: "not " + some(behind), look: theme.Bad}
	}
	all = append(all, state)
	if len(lost) > 0 {
		all = append(all, line{name: "without a leader", value: some(lost), look: theme.Bad})
	}
	return all
}

// some lists the first of many.
func some(list []string) string {
	if len(list) > 8 {
		return strings.Join(list[:8], ", ") + fmt.Sprintf(" and %d more", len(list)-8)
	}
	return strings.Join(list, ", ")
}

// setting is a line of the configuration, its value also as people say it.
func setting(s source.Setting) line {
	l := line{name: s.Name, value: s.Value, remark: spoken(s)}
	switch {
	case s.Secret:
		l.value, l.look = "not told", theme.Dim
	case s.Value == "":
		l.value, l.look = `""`, theme.Dim
	case s.Own:
		l.look = theme.Strong
	}
	if !s.Own && s.From == "broker" {
		l.remark = strings.TrimPrefix(l.remark+" · by the broker", " · ")
	}
	return l
}

// spoken is what a number of milliseconds or bytes means.
func spoken(s source.Setting) string {
	n, err := strconv.ParseInt(s.Value, 10, 64)
	switch {
	case err != nil:
		return ""
	case n == -1 && (strings.HasPrefix(s.Name, "retention.") || strings.HasPrefix(s.Name, "local.retention.")):
		return "without limit"
	case n == 1<<63-1 || n < 0:
		return "" // never
	case strings.HasSuffix(s.Name, ".ms") && n >= 1000:
		return figures.Span(time.Duration(min(n, 1<<43)) * time.Millisecond)
	case strings.HasSuffix(s.Name, ".bytes") && n >= 1000:
		return figures.Bytes(n)
	}
	return ""
}

// View draws exactly h lines of exactly w cells.
func (p *Pane) View(focus bool) []string {
	mark, look := " ", theme.Plain
	if focus {
		mark, look = p.c.Glyphs.Focus, theme.Strong
	}
	name := safe.Middle(safe.Clean(p.c.Topic, 400), max(p.w/2, 1))
	right := safe.Text("read only ")
	room := max(p.w-1-safe.Width(right), 0)
	out := []string{p.c.Theme.Paint(theme.Accent, mark) + p.c.Theme.Paint(look, string(safe.Pad(name+p.say(" · configuration and replicas"), room))) +
		p.c.Theme.Paint(theme.Dim, string(safe.Pad(right, p.w-1-room)))}
	lines := p.lines()
	for i := p.top; i < min(p.top+p.h-1, len(lines)); i++ {
		out = append(out, p.draw(lines[i]))
	}
	for len(out) < p.h {
		out = append(out, strings.Repeat(" ", p.w))
	}
	if below := len(lines) - p.top - (p.h - 1); below > 0 && p.h > 2 {
		out[p.h-1] = p.c.Theme.Paint(theme.Dim, string(safe.Pad(safe.Text(fmt.Sprintf("   %s %d more", p.c.Glyphs.Down, below+1)), p.w)))
	}
	return out[:p.h]
}

// draw draws a line.
func (p *Pane) draw(l line) string {
	if l.head {
		return p.c.Theme.Paint(theme.Dim, string(safe.Pad(" "+safe.Text(l.name), p.w)))
	}
	names := min(nameCells, max(p.w*2/5, 12))
	var b strings.Builder
	cells := 0
	put := func(look theme.Token, t safe.Text, least int) {
		t = safe.Pad(t, min(max(safe.Width(t), least), p.w-cells))
		b.WriteString(p.c.Theme.Paint(look, string(t)))
		cells += safe.Width(t)
	}
	if l.name != "" {
		put(theme.Plain, "   "+safe.Middle(safe.Clean(l.name, 200), names-4), names)
	} else {
		put(theme.Plain, "   ", 0)
	}
	put(l.look, p.say(safe.Clean(l.value, 400)), valueCells)
	put(theme.Dim, p.say("  "+safe.Clean(l.remark, 200)), 0)
	put(theme.Plain, "", p.w-cells)
	return b.String()
}

// say gives a sentence the signs that the terminal can show.
func (p *Pane) say(t safe.Text) safe.Text {
	return safe.Text(strings.ReplaceAll(string(t), "·", p.c.Glyphs.Dot))
}
