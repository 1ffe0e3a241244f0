package term

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// pieces are what the terminal library makes of bytes that arrive apart.
var (
	esc      = tea.KeyPressMsg{Code: tea.KeyEscape}
	altBrack = tea.KeyPressMsg{Code: '[', Mod: tea.ModAlt}
	altO     = tea.KeyPressMsg{Code: 'o', ShiftedCode: 'O', Mod: tea.ModAlt | tea.ModShift}
)

func typed(c rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: c, Text: string(c)} }

// name writes a message as the tests do.
func name(msg tea.Msg) string {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return msg.String()
	case uv.PrimaryDeviceAttributesEvent:
		return "answer"
	case tea.BackgroundColorMsg, uv.BackgroundColorEvent:
		return "ground"
	}
	return fmt.Sprintf("%T", msg)
}

func TestTornKeysAreReadAsWhatTheyWere(t *testing.T) {
	const apart = 120 * time.Millisecond
	for _, c := range []struct {
		name  string
		hold  time.Duration
		apart time.Duration
		in    []tea.Msg
		want  string
	}{
		{"down", 0, apart, []tea.Msg{esc, typed('['), typed('B')}, "esc down"},
		{"down, Esc held", 300 * time.Millisecond, apart, []tea.Msg{esc, typed('['), typed('B')}, "down"},
		{"down in two pieces", 0, apart, []tea.Msg{altBrack, typed('B')}, "down"},
		{"up as keypads send it", 0, apart, []tea.Msg{altO, typed('A')}, "up"},
		{"page down", 0, apart, []tea.Msg{uv.UnknownEvent("\x1b[6"), typed('~')}, "pgdown"},
		{"ctrl and right", 0, apart, []tea.Msg{uv.UnknownEvent("\x1b[1"), typed(';'), typed('5'), typed('C')}, "ctrl+right"},
		{"answer of the terminal", 0, apart, []tea.Msg{altBrack, typed('?'), typed('6'), typed('2'), typed(';'), typed('4'), typed('c')}, "answer"},
		{"movement of a mouse", 0, apart, []tea.Msg{uv.UnknownEvent("\x1b[<64;1"), typed('0'), typed(';'), typed('5'), typed('M')}, ""},
		{"what the ground is", 0, apart, []tea.Msg{uv.UnknownEvent("\x1b]11;rgb:ff/f"), typed('f'), typed('/'), typed('f'), typed('f'), tea.KeyPressMsg{Code: 'g', Mod: tea.ModCtrl}}, "ground"},
		{"two in a row", 0, apart, []tea.Msg{altBrack, typed('B'), altBrack, typed('B')}, "down down"},
		{"Esc, then a key", 0, apart, []tea.Msg{esc, typed('j')}, "esc j"},
		{"Esc held, then a key", 300 * time.Millisecond, apart, []tea.Msg{esc, typed('j')}, "esc j"},
		{"Esc twice", 300 * time.Millisecond, apart, []tea.Msg{esc, esc, typed('['), typed('A')}, "esc up"},
		{"Esc that was held too short is joined all the same", 50 * time.Millisecond, apart, []tea.Msg{esc, typed('['), typed('A')}, "esc up"},
		{"typed slowly", 0, 600 * time.Millisecond, []tea.Msg{esc, typed('['), typed('B')}, "esc [ B"},
		{"no beginning", 0, apart, []tea.Msg{typed('['), typed('B')}, "[ B"},
		{"other keys in between", 0, apart, []tea.Msg{altBrack, tea.KeyPressMsg{Code: tea.KeyTab}, typed('B')}, "alt+[ tab B"},
		{"other messages pass", 0, apart, []tea.Msg{altBrack, tea.WindowSizeMsg{}, typed('B')}, "tea.WindowSizeMsg down"},
		{"ctrl", 0, apart, []tea.Msg{tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}}, "ctrl+c"},
	} {
		t.Run(c.name, func(t *testing.T) {
			torn := Torn{Hold: c.hold}
			now := time.Unix(0, 0)
			var got []string
			take := func(msgs []tea.Msg) {
				for _, m := range msgs {
					got = append(got, name(m))
				}
			}
			for _, msg := range c.in {
				out, wait := torn.Feed(msg, now)
				take(out)
				if wait > 0 && wait <= c.apart {
					take(torn.Flush(now.Add(wait)))
				}
				now = now.Add(c.apart)
			}
			take(torn.Flush(now.Add(time.Second)))
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}

func TestWhatIsHeldComesOutInTime(t *testing.T) {
	torn := Torn{Hold: 200 * time.Millisecond}
	now := time.Unix(0, 0)
	if out, wait := torn.Feed(esc, now); len(out) != 0 || wait != 200*time.Millisecond {
		t.Fatalf("got %v, to wait %v", out, wait)
	}
	if out := torn.Flush(now.Add(199 * time.Millisecond)); len(out) != 0 {
		t.Fatalf("came out early: %v", out)
	}
	if out := torn.Flush(now.Add(200 * time.Millisecond)); len(out) != 1 {
		t.Fatalf("got %v", out)
	}
	if out := torn.Flush(now.Add(time.Second)); len(out) != 0 {
		t.Fatalf("came out twice: %v", out)
	}
}

// Regression: the terminal library waits 50 ms for the rest of a sequence, so a key
// whose bytes come further apart reached the program as several. The pieces must be
// the ones that Torn knows.
func TestTheLibrarysOwnPieces(t *testing.T) {
	for _, c := range []struct {
		parts []string
		want  string
	}{
		{[]string{"\x1b", "[", "B"}, "esc down"},
		{[]string{"\x1b[", "B"}, "down"},
		{[]string{"\x1bO", "A"}, "up"},
		{[]string{"\x1b[1", ";5C"}, "ctrl+right"},
		{[]string{"\x1b[?62", ";4c"}, "answer"},
		{[]string{"\x1b]11;rgb:ffff", "/ffff/ffff\x07"}, "ground"},
		{[]string{"\x1b]", "11;rgb:ffff/ffff/ffff\x1b\\"}, "ground"},
		{[]string{"\x1b]11;rgb:ffff/ffff/ffff", "\x1b\\"}, "ground"},
	} {
		t.Run(fmt.Sprintf("%q", c.parts), func(t *testing.T) {
			t.Parallel()
			r, w := io.Pipe()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			events := make(chan uv.Event)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_ = uv.NewTerminalReader(r, "xterm-256color").StreamEvents(ctx, events)
			}()
			defer func() { w.Close(); cancel(); <-ended }()

			var torn Torn
			var got []string
			now := time.Unix(0, 0)
			take := func(e uv.Event) {
				if key, ok := e.(uv.KeyPressEvent); ok {
					e = tea.KeyPressMsg(key)
				}
				out, _ := torn.Feed(e, now)
				for _, m := range out {
					got = append(got, name(m))
				}
			}
			for _, part := range c.parts {
				if _, err := io.WriteString(w, part); err != nil {
					t.Fatal(err)
				}
				select { // the reader gives the piece up by itself
				case e := <-events:
					take(e)
				case <-ctx.Done():
					t.Fatal("the library kept a piece")
				}
			}
			for strings.Join(got, " ") != c.want {
				select {
				case e := <-events:
					take(e)
				case <-ctx.Done():
					t.Fatalf("got %q, want %q", got, c.want)
				}
			}
		})
	}
}
