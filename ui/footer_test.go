package ui

import (
	"strings"
	"testing"
	"time"

	"riffle/source"
)

// The footer names what would do something now, in the words for what it would do.
func TestTheFooterSaysWhatMattersNow(t *testing.T) {
	for _, c := range []struct {
		name, keys  string
		sees, lacks string
		then, sees2 string // further keys, and what is seen then
	}{
		{"no filter, so nothing to switch", "enter", "f filter  t time", "a all/hits", "+", "a all/hits"},
		{"following is paused", "enter F", "F pause", "F follow", "k", "F follow"},
		{"one pane has nowhere to go", "enter", "q back  ? keys", "Tab pane", "s", "Tab pane"},
		{"linked panes are unlinked", "enter s enter S", "S unlink", "S link", "S", "S link"},
		{"one pane has nothing to be linked to", "enter", "F follow", "S link", "v", "q close"},
		{"several topics open as one", "space space", "Enter open 2 as one", "Enter open  ", "esc", "Enter open  "},
		{"what is folded unfolds", "enter enter k", "Enter unfold", "h l fold", "enter", "h l fold"},
		{"on a value, what can be done with it", "enter", "f filter  t time", "", "l l", "+ - only/without  * next same"},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T) {
				s := sit(t, shop(1000), 120, 24).settle().press(strings.Fields(c.keys)...).sees(c.sees)
				if c.lacks != "" {
					s.lacks(c.lacks)
				}
				s.press(strings.Fields(c.then)...).sees(c.sees2)
			})
		})
	}
}

// The exception of a dead letter stood there cut, and no key that was named showed it.
func TestTheFooterNamesTheKeyThatShowsAValueInFull(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(100)
		why := "Cannot deserialize a value of this type from a text: not a valid number (order.total)"
		log.Append(source.Ref{Topic: "shipments"}, source.Record{
			Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Value: []byte(`{"type":"Buy","items":[1,2,3,4,5,6,7,8,9]}`),
			Headers: source.MakeHeaders(source.Header{Name: "exception-message", Value: []byte(why)}),
		})
		s := sit(t, log, 80, 24).settle().press("G", "enter").press("enter").press("k", "enter", "j")
		s.sees("Cannot deserialize", "Enter in full").lacks("(order.total)")
		s.press("enter").sees("(order.total)").lacks("Enter in full").press("enter").sees("Enter in full")
	})
}
