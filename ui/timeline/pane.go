package timeline

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/strip"
	"riffle/ui/theme"
)

// Config is what a pane begins with.
type Config struct {
	ID       layout.ID
	Source   source.Source
	Refs     []source.Ref
	Path     string         // whose values are compared: a path in values, or a field of records
	Filter   *query.Program // of the records that are compared; nil: all. Bars count all
	At       time.Time      // where the cursor stands at first
	From, To time.Time      // what is shown at first; zero: two hours around At
	Theme    *theme.Theme
	Keys     keymap.Map // that sentences name; zero: the default table
	Glyphs   theme.Glyphs
	Zone     *time.Location
	Now      func() time.Time
}

// window is a marked stretch of time.
type window struct{ from, to time.Time }

// Pane is the timeline. It is used by one goroutine.
type Pane struct {
	c      Config
	keys   func(keymap.Action) string
	stream *source.Stream
	name   string
	ctx    context.Context
	cancel context.CancelFunc
	gen    int // of the last question; answers to earlier ones are dropped

	axis   strip.Axis
	line   source.Timeline
	counts []int64
	stop   context.CancelFunc // of the question under way
	err    error

	at       time.Time // the cursor: where a bar begins
	begun    time.Time // the window that is being marked begins here; zero: none is
	windows  []window  // two at most
	compared *comparison
	sampling context.CancelFunc // ends reading for compared
	w, h     int
}

// New returns a pane that has asked for nothing yet.
func New(c Config) *Pane {
	p := &Pane{c: c, keys: c.Keys.Namer((*Pane)(nil).Scopes()...), stream: source.NewStream(c.Source, c.Refs, source.Options{}), at: c.At}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	if p.at.IsZero() {
		p.at = c.Now()
	}
	p.name = strings.Join(source.Topics(p.stream.Refs()), " + ")
	return p
}

// Init asks for the bars, once there is room for them.
func (p *Pane) Init() tea.Cmd { return p.show(p.axis) }

// Scopes are the places whose keys hold here.
func (p *Pane) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Overview} }

// SetZone changes the zone of times.
func (p *Pane) SetZone(z *time.Location) { p.c.Zone, p.axis.Zone = z, z }

// SetTheme changes how it looks.
func (p *Pane) SetTheme(t *theme.Theme) { p.c.Theme = t }

// Close ends what it asks for.
func (p *Pane) Close() { p.cancel() }

// Path is whose values two windows are compared by.
func (p *Pane) Path() string { return p.c.Path }

// CompareBy compares two windows by the values of another path from now on, and at
// once where some are compared, or marked.
func (p *Pane) CompareBy(path string) tea.Cmd {
	p.c.Path = path
	if p.compared == nil && len(p.windows) == 0 {
		return nil
	}
	return p.compare()
}

// At is the instant that the bar under the cursor begins with.
func (p *Pane) At() time.Time { return p.at }

// Resize gives it its room.
func (p *Pane) Resize(w, h int) {
	p.w, p.h = max(w, 1), max(h, 0)
	switch cells := p.cells(); {
	case p.axis.Cells == 0:
		p.axis = p.begin(cells)
		p.at = strip.Floor(p.at, p.axis.Step, p.c.Zone)
	case cells != p.axis.Cells:
		p.axis.Cells = cells
		p.axis = p.around(p.axis, p.at)
	}
}

// begin is the axis that is shown at first.
func (p *Pane) begin(cells int) strip.Axis {
	from, to := p.c.From, p.c.To
	if from.IsZero() || !from.Before(to) {
		from, to = p.at.Add(-time.Hour), p.at.Add(time.Hour)
	}
	a := strip.Axis{Step: strip.StepFor(to.Sub(from), cells), Cells: cells, Zone: p.c.Zone}
	a.From = strip.Floor(from, a.Step, p.c.Zone)
	return p.around(a, p.at)
}

// around moves an axis so that an instant lies on it, and not much of what is to come.
func (p *Pane) around(a strip.Axis, at time.Time) strip.Axis {
	all := time.Duration(a.Cells) * a.Step
	if at.Before(a.From) || !at.Before(a.To()) {
		a.From = strip.Floor(at.Add(-all/2), a.Step, p.c.Zone)
	}
	if latest := strip.Floor(p.c.Now().Add(all/20), a.Step, p.c.Zone).Add(a.Step - all); a.From.After(latest) && at.Before(latest.Add(all)) {
		a.From = latest
	}
	return a
}

// Do carries out an action; n is the number typed before it.
func (p *Pane) Do(a keymap.Action, n int) (cmd tea.Cmd, done bool) {
	times := time.Duration(max(n, 1))
	all := time.Duration(p.axis.Cells) * p.axis.Step
	switch a {
	case keymap.Left:
		return p.move(p.at.Add(-times * p.axis.Step)), true
	case keymap.Right:
		return p.move(p.at.Add(times * p.axis.Step)), true
	case keymap.PageUp:
		return p.move(p.at.Add(-times * all / 2)), true
	case keymap.PageDown:
		return p.move(p.at.Add(times * all / 2)), true
	case keymap.First:
		return p.move(p.axis.From), true
	case keymap.Last:
		return p.move(strip.Floor(p.c.Now(), p.axis.Step, p.c.Zone)), true
	case keymap.ZoomIn:
		return p.zoom(strip.Closer(p.axis.Step)), true
	case keymap.ZoomOut:
		return p.zoom(strip.Further(p.axis.Step)), true
	case keymap.Window:
		return p.mark(), true
	case keymap.Compare:
		return p.compare(), true
	case keymap.Cancel:
		if p.begun.IsZero() && len(p.windows) == 0 {
			return nil, false
		}
		p.begun, p.windows = time.Time{}, nil
		p.forget()
		return nil, true
	case keymap.Refresh:
		p.line = source.Timeline{}
		return p.show(p.axis), true
	}
	return nil, false
}

// move puts the cursor on an instant, and follows it with the axis.
func (p *Pane) move(t time.Time) tea.Cmd {
	if limit := p.c.Now(); t.After(limit) {
		t = strip.Floor(limit, p.axis.Step, p.c.Zone)
	}
	p.at = t
	a := p.axis
	quarter := time.Duration(a.Cells/4+1) * a.Step
	switch {
	case t.Before(a.From):
		a.From = a.From.Add(-quarter)
	case !t.Before(a.To()):
		a.From = a.From.Add(quarter)
	default:
		return nil
	}
	return p.show(p.around(a, t))
}

// zoom shows bars of another length, the cursor where it was on the screen.
func (p *Pane) zoom(step time.Duration) tea.Cmd {
	i, _ := p.axis.Cell(p.at)
	a := p.axis
	a.Step = step
	p.at = strip.Floor(p.at, step, p.c.Zone)
	a.From = p.at.Add(-time.Duration(i) * step)
	return p.show(p.around(a, p.at))
}

// mark begins a window at the cursor, or ends it there. The second one is compared
// with the first; a third takes the place of both.
func (p *Pane) mark() tea.Cmd {
	if p.begun.IsZero() {
		if len(p.windows) == 2 {
			p.windows = nil
			p.forget()
		}
		p.begun = p.at
		return nil
	}
	p.windows = append(p.windows, p.marking())
	p.begun = time.Time{}
	if len(p.windows) == 2 {
		return p.compare()
	}
	return nil
}

// marking is the window from where it was begun to the cursor, both bars included.
func (p *Pane) marking() window {
	from, to := p.begun, p.at
	if to.Before(from) {
		from, to = to, from
	}
	return window{from, to.Add(p.axis.Step)}
}

// marked are the windows, the one that is being marked too.
func (p *Pane) marked() []window {
	if p.begun.IsZero() {
		return p.windows
	}
	return append(append([]window{}, p.windows...), p.marking())
}
