// Package prompt is the one line in which the user types: a filter, a place to
// seek to, an action by name, a part of a topic's name.
//
// It edits as readline does, because that is what hands know, and it knows
// nothing of what the text means: whoever asked says, at every key, how the text
// is understood (the second line) or where it is wrong (the caret). So the same
// prompt serves every question, and no language is spread over two packages.
//
// Tab completes in the same way: whoever asked offers what may stand at the cursor
// (a [Completer]), and the prompt takes it, or lists it and lets choose. The list
// goes before everything else: Esc closes it, and only the next Esc the prompt.
//
//	p := prompt.New("filter", "", history)
//	p.Completes(offers)
//	switch p.Key(msg.String(), msg.Text) {
//	case prompt.Changed:
//		p.Say(reads(p.Text()))
//	case prompt.Accepted:
//		apply(p.Text())
//	}
//
// A prompt never loses a key: what it has no meaning for is ignored, what can be
// typed is typed. What is pasted is typed too, so it is cleaned first: a newline
// in a pasted text must not send it.
package prompt
