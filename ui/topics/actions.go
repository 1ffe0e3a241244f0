package topics

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
)

// order is what the list is sorted by.
type order int

const (
	byTopic order = iota
	byRecords
	byPace
	byNewest
	orders // how many there are
)

func (o order) String() string { return [...]string{"name", "records", "rate", "newest"}[o] }

// sort puts the rows in order; those that are equal stay sorted by name. The
// cursor stays on its topic.
func (p *Pane) sort() {
	slices.Sort(p.shown)
	slices.SortStableFunc(p.shown, func(i, j int) int {
		a, b := &p.all[i], &p.all[j]
		switch p.order {
		case byRecords:
			return cmp.Compare(b.records, a.records)
		case byPace:
			return cmp.Compare(b.pace, a.pace)
		case byNewest:
			return b.newest.Compare(a.newest)
		}
		return 0
	})
	p.cursor = 0
	for i, at := range p.shown {
		if p.all[at].Name == p.current {
			p.cursor = i
		}
	}
}

// at is the row of the cursor, also where it was moved ahead of the list.
func (p *Pane) at() int {
	if p.all == nil {
		return p.ahead
	}
	return p.cursor
}

// Do carries out an action; n is the number typed before it.
func (p *Pane) Do(a keymap.Action, n int) (cmd tea.Cmd, done bool) {
	times, page := max(n, 1), max(p.listHeight()-1, 1)
	switch a {
	case keymap.Down:
		return p.move(p.at() + times), true
	case keymap.Up:
		return p.move(p.at() - times), true
	case keymap.PageDown:
		return p.move(p.at() + times*page), true
	case keymap.PageUp:
		return p.move(p.at() - times*page), true
	case keymap.HalfDown:
		return p.move(p.at() + times*max(page/2, 1)), true
	case keymap.HalfUp:
		return p.move(p.at() - times*max(page/2, 1)), true
	case keymap.First:
		return p.move(times - 1), true
	case keymap.Last:
		if n > 0 {
			return p.move(n - 1), true
		}
		return p.move(len(p.shown) - 1), true
	case keymap.Percent:
		return p.move((len(p.shown) - 1) * min(n, 100) / 100), true
	case keymap.Mark:
		return p.mark(), true
	case keymap.Internal:
		p.internal = !p.internal
		p.filter()
		return p.ask(), true
	case keymap.Sort:
		p.order = (p.order + 1) % orders
		p.filter()
		return p.ask(), true
	case keymap.Refresh:
		return p.Refresh(), true
	}
	return nil, false
}
