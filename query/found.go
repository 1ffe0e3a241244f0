package query

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

const (
	// foundMost bounds the different values that are kept of one path, and foundFew
	// how many of them a sentence names.
	foundMost = 4000
	foundFew  = 8
	// foundLong is how many letters of a value stand in a sentence.
	foundLong = 40
)

// found is what stands at a path in the records of a witness.
type found struct {
	there  int              // records that have the path
	types  [isArray + 1]int // records by the type of what stands there; of an array, of its first element
	values []ValueCount     // the most common first; of an array, its elements
}

// look collects what stands at a path, once. there is negative where it is no path of
// one value: $headers.
func (w *witness) look(name string) found {
	f, ok := w.looked[name]
	if !ok {
		f = w.collect(name)
		w.looked[name] = f
	}
	return f
}

func (w *witness) collect(name string) (f found) {
	c, err := CompileColumn(name)
	if err != nil {
		f.there = -1
		return f
	}
	kinds := [...]jsonType{Text: isString, String: isString, Number: isNumberType, Bool: isBool, Null: isNull, Object: isObject, Array: isArray, Instant: isString}
	index := map[ValueCount]int{}
	note := func(text string, typ jsonType) {
		v := ValueCount{Text: text, Type: typeNames[typ]}
		i, ok := index[v]
		if !ok && len(f.values) < foundMost {
			i = len(f.values)
			index[v], f.values = i, append(f.values, v)
			ok = true
		}
		if ok {
			f.values[i].Count++
		}
	}
	for _, r := range w.records {
		raw, kind, ok := c.Value(r)
		if !ok || kind == Array && len(bytes.Trim(raw, "[] ")) == 0 {
			continue
		}
		f.there++
		switch kind {
		case Text, Instant:
			note(string(raw), isString)
		case Array:
			gjson.ParseBytes(raw).ForEach(func(_, v gjson.Result) bool {
				if typ := typeOf([]byte(v.Raw)); typ >= isString && typ <= isBool {
					note(v.String(), typ)
				}
				return true
			})
			kind = KindOf(bytes.TrimLeft(raw, "[ \t\r\n"))
		case String, Bool:
			note(gjson.ParseBytes(raw).String(), kinds[kind])
		case Number:
			note(string(raw), isNumberType)
		}
		f.types[kinds[kind]]++
	}
	slices.SortStableFunc(f.values, func(a, b ValueCount) int { return cmp.Compare(b.Count, a.Count) })
	return f
}

// most is the most common type; null only where there is nothing else.
func (f *found) most() jsonType {
	most := isNull
	for t := range f.types {
		if f.types[t] > 0 && (most == isNull || f.types[t] > f.types[most]) {
			most = jsonType(t)
		}
	}
	return most
}

var typeWords = map[jsonType]string{isString: "text", isNumberType: "a number", isBool: "true or false", isNull: "null", isObject: "an object", isArray: "an array"}

// says tells of which type a field is, and what it says there.
func (w *witness) says(c *cond, name string, f found) string {
	text := w.ofType(name, f) + f.examples(c, f.most())
	if n := f.types[isNull]; n > 0 && f.most() != isNull {
		text += fmt.Sprintf(", null in %d", n)
	}
	return text
}

// ofType tells of which type a field is.
func (w *witness) ofType(name string, f found) string {
	most := f.most()
	return fmt.Sprintf("%s is %s in %s", name, typeWords[most], w.of(f.types[most]))
}

// examples names the values that a condition may have meant: all of them where they are
// few, else from where to where they go, and those next to what was asked for.
func (f *found) examples(c *cond, typ jsonType) string {
	var list []ValueCount // its own: it is sorted
	for _, v := range f.values {
		if v.Type == typeNames[typ] {
			list = append(list, v)
		}
	}
	switch {
	case len(list) == 0 || typ == isBool && len(list) > 1:
		return ""
	case len(list) == 1 && list[0].Count > 1:
		return ", " + brief(list[0]) + " in each"
	case len(list) <= foundFew:
		if typ == isNumberType {
			slices.SortFunc(list, byNumber)
		}
		return ", " + either(list)
	case typ == isNumberType:
		slices.SortFunc(list, byNumber)
		return fmt.Sprintf(", %s to %s%s", brief(list[0]), brief(list[len(list)-1]), beside(c, list))
	case c != nil && len(c.lits) > 0 && c.op.ordering() && c.lits[0].class() != litNumber:
		slices.SortFunc(list, func(a, b ValueCount) int { return strings.Compare(a.Text, b.Text) })
		return fmt.Sprintf(", %s to %s", brief(list[0]), brief(list[len(list)-1]))
	}
	if c != nil && len(c.lits) > 0 { // what begins as the value does is what it may have been
		asked := string(c.lits[0].text)
		slices.SortStableFunc(list, func(a, b ValueCount) int {
			return cmp.Compare(alike(b.Text, asked), alike(a.Text, asked))
		})
	}
	return ", such as " + either(list[:2])
}

// beside names the numbers on both sides of one that is asked for.
func beside(c *cond, sorted []ValueCount) string {
	if c == nil || c.op != opEq || c.lits[0].class() != litNumber {
		return ""
	}
	asked := &c.lits[0].num
	i, _ := slices.BinarySearchFunc(sorted, asked, func(v ValueCount, n *number) int { return compareNumber([]byte(v.Text), n) })
	if i == 0 || i == len(sorted) || compareNumber([]byte(sorted[i].Text), asked) == 0 {
		return ""
	}
	return fmt.Sprintf(", next to %s are %s", c.lits[0].text, strings.Replace(either(sorted[i-1:i+1]), " or ", " and ", 1))
}

func byNumber(a, b ValueCount) int {
	n := makeNumber(b.Text)
	return compareNumber([]byte(a.Text), &n)
}

// alike is how many letters two texts begin with in common, whatever their case.
func alike(a, b string) (n int) {
	a, b = strings.ToLower(a), strings.ToLower(b)
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// either writes values as a choice: 200, 404 or 503.
func either(list []ValueCount) string {
	var b strings.Builder
	for i, v := range list {
		switch {
		case i > 0 && i == len(list)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(brief(v))
	}
	return b.String()
}

// brief writes a value as a filter reads it, the beginning of one that is long.
func brief(v ValueCount) string {
	if utf8.RuneCountInString(v.Text) > foundLong {
		v.Text = string([]rune(v.Text)[:foundLong]) + "…"
	}
	return v.Literal()
}
