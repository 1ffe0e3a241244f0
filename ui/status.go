package ui

import (
	"fmt"
	"strings"

	"riffle/keymap"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// wideDay is the width from which the day of the week has room.
const wideDay = 60

// status is the top line: the cluster, that nothing is changed, the day and the
// zone of all times. It holds no clock: a screen on which nothing happens writes
// nothing.
func (m *Model) status() string {
	info := m.c.Source.Info()
	day := "2 Jan"
	if m.w >= wideDay {
		day = "Mon 2 Jan"
	}
	right := safe.Clean(m.present().Format(day)+" · "+m.zoneName()+" ", m.w)
	brokers := ""
	if info.Brokers > 0 {
		brokers = " · " + figures.Things(info.Brokers, "broker")
	}
	lead := " riffle  "
	fixed := len(lead) + len(" · RO")
	if m.zoomed && (len(m.slots) > 1 || m.record != nil) {
		with := safe.Text(m.keyOf(keymap.Zoom)) + " unzooms · " + right
		if fixed+safe.Width(safe.Clean(m.clusterName(), maxNotice))+1+safe.Width(with) <= m.w {
			right = with
		}
	}
	if link := m.linkWords(); link != "" {
		used := fixed + safe.Width(safe.Clean(m.clusterName(), maxNotice)) + safe.Width(safe.Text(brokers)) + 1
		if with := right[:len(right)-1] + " · " + link + " "; used+safe.Width(with) <= m.w { // it goes first
			right = with
		}
	}
	room := m.w - safe.Width(right) - 1
	cluster := safe.Middle(safe.Clean(m.clusterName(), maxNotice), max(room-fixed, 1))
	if fixed+safe.Width(cluster)+len(brokers) > room {
		brokers = ""
	}
	left := safe.Text(lead) + cluster + safe.Text(brokers) + " · RO"
	return m.bar(left, right)
}

// linkWords say how long the way to the terminal and back takes, where there is one.
func (m *Model) linkWords() safe.Text {
	slow := m.paint.pacer.Slow()
	switch {
	case !slow && !m.c.Remote:
		return ""
	case !slow:
		return "ssh ok"
	}
	name := "link "
	if m.c.Remote {
		name = "ssh "
	}
	return safe.Text(fmt.Sprintf("%s%d ms", name, m.paint.trip(m.paint.pacer.RTT()).Milliseconds()))
}

// zoneName is the short name of the zone that times are shown in.
func (m *Model) zoneName() string {
	name, _ := m.present().Zone()
	return name
}

// footer is the last line: what was typed, a notice, or the keys that matter here.
func (m *Model) footer() string {
	typed := safe.Clean(m.keys.String(), 40)
	if typed != "" {
		typed += " "
	}
	if m.notice.text != "" {
		return m.notice.draw(m.w, m.c.Theme)
	}
	if m.keys.keys != "" {
		return m.bar(m.begun(m.w), "")
	}
	return m.bar(m.hints(m.w-safe.Width(typed)), typed)
}

// draw fills a line with the notice.
func (n notice) draw(w int, th *theme.Theme) string {
	text := safe.Clean(string(n.text), max(w-1, 0))
	return " " + th.Paint(n.look, string(text)) + strings.Repeat(" ", max(w-1-safe.Width(text), 0))
}

// bar is a line in the look of the status line and the footer.
func (m *Model) bar(left, right safe.Text) string {
	room := m.w - safe.Width(right)
	if room < safe.Width(left) {
		room, right = m.w, ""
	}
	return m.c.Theme.Paint(theme.Bar, string(safe.Pad(left, room)+right))
}

// tooSmall says what the screen needs. Keys would do what nobody sees, so only the
// one that stops still holds.
func (m *Model) tooSmall() []string {
	parts := []string{
		fmt.Sprintf("riffle needs %d x %d cells", leastWidth, leastHeight),
		fmt.Sprintf("here are %d x %d", m.w, m.h),
		m.keyOf(keymap.Stop) + " twice quits",
	}
	if m.h < len(parts) {
		parts = []string{strings.Join(parts, " · ")}
	}
	out := make([]string, 0, m.h)
	for i := range m.h {
		line := strings.Repeat(" ", m.w)
		if i < len(parts) {
			line = m.c.Theme.Paint(theme.Warn, string(safe.Pad(safe.Clean(parts[i], m.w), m.w)))
		}
		out = append(out, line)
	}
	return out
}
