package query

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// maxOffers is how many ways to go on are offered at most: more than anybody reads.
const maxOffers = 100

// Offer is one way to go on in a filter.
type Offer struct {
	Text  string  // what is written, as the language spells it
	Note  string  // what it is: a type, or what an operator does
	Share float64 // in which part of the records it is found, from 0 to 1; 0: that is not known
	Rank  int     // how well it fits what was typed: 0, it begins with it; up to 2, a part of it does
}

// Offers are the ways to go on at a place of a filter, the likeliest first.
type Offers struct {
	From, To int    // the bytes that an offer takes the place of
	What     string // what is offered: "paths", "values of type"
	List     []Offer
}

// Complete offers what may be written at a byte of a filter's text: paths that were
// seen, operators that fit their type, values that they had, filters that are
// saved. seen may be nil.
func Complete(text string, at int, seen *Seen, saved map[string]string) Offers {
	at = min(max(at, 0), len(text))
	if at > maxText {
		return Offers{From: at, To: at}
	}
	if seen == nil {
		seen = &Seen{}
	}
	s := gapAt(text[:at])
	o := Offers{From: s.from, To: at}
	typed := text[s.from:at]
	switch s.wants {
	case wantField:
		o.What = "paths"
		if strings.HasPrefix(typed, "@") {
			o.What = "saved filters"
		}
		o.To = at + pathTail(text[at:])
		o.List = fieldOffers(s, typed, seen, saved)
	case wantOperator:
		o.What = "operators"
		o.List = operatorOffers(s, typed, seen)
	case wantValue:
		o.What = "values of " + s.field
		o.List = valueOffers(s, typed, seen)
		// An operator may stand right before its value, but it does not read well.
		if before, _ := utf8.DecodeLastRuneInString(text[:s.from]); strings.ContainsRune("=<>~", before) {
			for i := range o.List {
				o.List[i].Text = " " + o.List[i].Text
			}
		}
	case wantType:
		o.What = "types"
		o.List = words(typed, wordList(typeNames, "")...)
	case wantJoiner:
		o.What = "how to go on"
		o.List = joinOffers(s, typed)
	}
	o.List = o.List[:min(len(o.List), maxOffers)]
	return o
}

// pathTail is how much of text belongs to the path that ends in it.
func pathTail(text string) int {
	x := &parser{lexer: lexer{text: text}}
	for !x.end() && !x.stops() {
		x.pos++
	}
	return x.pos
}

// begins tells whether text begins with what was typed of it, in any case.
func begins(text, typed string) bool {
	return len(text) >= len(typed) && strings.EqualFold(text[:len(typed)], typed)
}

// words are those that begin with what was typed.
func words(typed string, list ...Offer) []Offer {
	var out []Offer
	for _, o := range list {
		if begins(o.Text, typed) {
			out = append(out, o)
		}
	}
	return out
}

func wordList(list []string, note string) []Offer {
	out := make([]Offer, len(list))
	for i, w := range list {
		out[i] = Offer{Text: w, Note: note}
	}
	return out
}

func fieldOffers(s gap, typed string, seen *Seen, saved map[string]string) []Offer {
	if strings.HasPrefix(typed, "@") {
		return savedOffers(typed, saved)
	}
	var list []Offer
	if strings.HasPrefix(typed, "$") && s.base == "" {
		list = words(typed, ownOffers(seen)...)
	}
	for _, f := range seen.Paths(s.base+typed, maxOffers) {
		text, inside := strings.CutPrefix(f.Path, s.base)
		if !inside || f.Path == s.base || slices.ContainsFunc(list, func(o Offer) bool { return o.Text == text }) {
			continue
		}
		list = append(list, Offer{Text: text, Note: f.Type(), Share: f.Share(), Rank: rank(f.Path, s.base+typed)})
	}
	if s.base == "" && typed == "" {
		list = append(append(list, ownOffers(seen)...), savedOffers("@", saved)...)
		list = slices.CompactFunc(list, func(a, b Offer) bool { return a.Text == b.Text })
	}
	if begins("not", typed) && typed != "" {
		list = append(list, Offer{Text: "not", Note: "what follows does not hold"})
	}
	return list
}

func savedOffers(typed string, saved map[string]string) []Offer {
	names := make([]string, 0, len(saved))
	for name := range saved {
		names = append(names, name)
	}
	sort.Strings(names)
	list := make([]Offer, len(names))
	for i, name := range names {
		list[i] = Offer{Text: "@" + name, Note: saved[name]}
	}
	return words(typed, list...)
}

// ownHelp says what the record's own fields are.
var ownHelp = [...]string{ownKey: "the key, as text", ownValue: "the value, as text", ownHeaders: "a header: $headers.name", ownOffset: "its offset",
	ownPartition: "its partition", ownTS: "its time", ownSize: "bytes of key, value and headers", ownTopic: "its topic",
	ownSchema: "id of its schema", ownJSON: "whether the value is JSON", ownTxn: "plain committed aborted open"}

func ownOffers(seen *Seen) []Offer {
	var list []Offer
	for _, o := range []own{ownTS, ownKey, ownPartition, ownOffset, ownTopic, ownValue, ownSize, ownTxn, ownJSON, ownSchema} {
		list = append(list, Offer{Text: ownNames[o], Note: ownHelp[o]})
	}
	for _, f := range seen.Paths(seenNames[seenHeader]+".", maxOffers) {
		list = append(list, Offer{Text: f.Path, Note: "header", Share: f.Share()})
	}
	return list
}

// operators with what they do, and what they do it to.
var operators = []struct {
	text, note string
	of         string // letters: string, number, bool, null, array, object, own text, time
}{
	{"=", "equal, type and all", "snbtaT"}, {"!=", "there and not equal", "snbtaT"},
	{">=", "", "nT"}, {"<=", "", "nT"}, {">", "", "nT"}, {"<", "", "nT"},
	{"in", "a list (a, b) or a range 1..9", "nT"},
	{"contains", "holds the text, in any case", "sta"}, {"startswith", "begins with the text", "sta"}, {"endswith", "ends with the text", "sta"},
	{"~", "fits a regular expression: /^a.*z$/i", "sta"}, {"in", "a list (a, b)", "sta"},
	{"exists", "is there at all", "snbxaoh"}, {"is missing", "is not there", "snbxaoh"}, {"is", "is of a type", "snbxaov"},
}

func operatorOffers(s gap, typed string, seen *Seen) []Offer {
	of := kindLetter(s.field, seen)
	var list []Offer
	for _, o := range operators {
		twice := slices.ContainsFunc(list, func(other Offer) bool { return other.Text == o.text })
		if strings.ContainsAny(o.of, of) && !twice {
			list = append(list, Offer{Text: o.text, Note: o.note})
		}
	}
	list = append(list, Offer{Text: "not", Note: "turns the operator round"})
	if !strings.HasPrefix(s.field, "$") { // it may be text, which needs no operator
		list = append(list, joiners()...)
	}
	return words(typed, list...)
}

// kindLetter is the letter in operators for what stands at a path.
func kindLetter(path string, seen *Seen) string {
	switch name, _, inside := strings.Cut(strings.ToLower(path), "."); {
	case name == "$headers":
		return "th"
	case !strings.HasPrefix(name, "$") || inside:
	case name == "$ts" || name == "$offset" || name == "$partition" || name == "$size" || name == "$schema":
		return "T"
	case name == "$value":
		return "stv"
	case name == "$json" || name == "$txn":
		return "b"
	default:
		return "t"
	}
	f, ok := seen.Look(path)
	if !ok {
		return "snbxao"
	}
	letters := ""
	for _, t := range f.Types {
		letters += t.Type[:1]
		if t.Type == typeNames[isNull] {
			letters += "x"
		}
		if t.Type == typeNames[isString] && len(f.Values) > 0 && isInstant(f.Values[0].Text) {
			letters = "T" + letters // times are compared
		}
	}
	return strings.ReplaceAll(letters, "nx", "x")
}

func valueOffers(s gap, typed string, seen *Seen) []Offer {
	switch strings.ToLower(s.field) {
	case "$json":
		return words(typed, Offer{Text: "true"}, Offer{Text: "false"})
	case "$txn":
		return words(typed, wordList(txnStates, "")...)
	case "$ts":
		return words(typed, Offer{Text: "-15m", Note: "15 minutes ago"}, Offer{Text: "-1h", Note: "an hour ago"}, Offer{Text: "-1d", Note: "a day ago"},
			Offer{Text: "now"}, Offer{Text: "14:20", Note: "the last time that it was twenty past two"},
			Offer{Text: "14:20..14:35", Note: "behind in: from, to"})
	case "$value":
		return nil
	}
	f, _ := seen.Look(s.field)
	var list []Offer
	for _, v := range seen.Values(s.field, typed, maxOffers) {
		o := Offer{Text: v.Literal(), Note: v.Type}
		if !begins(v.Text, strings.Trim(typed, `"'`)) {
			o.Rank = rankInside
		}
		if f.Path == "" || f.Lost && v.Count == 1 {
			list = append(list, o) // one of very many
			continue
		}
		o.Share = float64(v.Count) / float64(max(f.Of, 1))
		list = append(list, o)
	}
	if len(f.Types) > 0 && f.Types[0].Type == typeNames[isBool] && len(list) < 2 {
		list = words(typed, Offer{Text: "true", Note: "bool"}, Offer{Text: "false", Note: "bool"})
	}
	return list
}

func joiners() []Offer {
	return []Offer{{Text: "and", Note: "both hold"}, {Text: "or", Note: "one of them holds"}}
}

func joinOffers(s gap, typed string) []Offer {
	list := joiners()
	if s.open > 0 {
		list = append([]Offer{{Text: ")", Note: "ends the bracket"}}, list...)
	}
	return words(typed, list...)
}
