package query

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Telling returns the n paths that say most about a record in a list, in the order
// in which they are best read: what happened first, then to which thing, then how
// much, then the rest. Paths that are rarely there, that always say the same, or
// that say more than fits into a column are none. Fewer come where there are fewer.
func (s *Seen) Telling(n int) []string {
	type scored struct {
		path  string
		role  role
		score float64
	}
	var list []scored
	for _, p := range s.order {
		if r, score := s.tells(p); score > 0 {
			list = append(list, scored{p.path, r, score})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	of := map[role]int{}
	list = slices.DeleteFunc(list, func(c scored) bool {
		of[c.role]++
		return of[c.role] > roleMost[c.role]
	})
	list = list[:min(n, len(list))]
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(a.role, b.role) })
	paths := make([]string, len(list))
	for i, c := range list {
		paths[i] = c.path
	}
	return paths
}

// role is what a column is read for.
type role uint8

const (
	roleKind   role = iota // few words: a type, a status
	roleThing              // an id
	roleAmount             // a number
	roleOther              // a name, a reason
	roleFlag               // true or false
	roleTime               // an instant: there is one in each row already
)

var roleMost = map[role]int{roleKind: 3, roleThing: 3, roleAmount: 3, roleOther: 3, roleFlag: 1, roleTime: 0}

// names that people look for first, and what they are worth.
var tellingNames = map[string]float64{
	"type": .6, "status": .6, "state": .5, "event": .5, "kind": .5, "level": .5, "action": .4, "reason": .5, "error": .5, "code": .3,
	"id": .5, "total": .5, "amount": .5, "price": .3, "value": .3, "customer": .4, "user": .4, "name": .3, "message": .3, "carrier": .2,
}

const (
	fewForRules = 8  // records: with fewer, a value that is always the same may be chance
	columnMost  = 26 // bytes of values on average that a column has room for
	kindsMost   = 16 // different values of a path that names a kind
)

// tells says what a path would be read for as a column, and how much it would
// tell; 0: it makes no column.
func (s *Seen) tells(p *place) (role, float64) {
	f := s.sighting(p)
	values := 0
	for _, v := range f.Values {
		values += v.Count
	}
	there := f.Share()
	switch {
	case p.root != seenValue || p.elements != nil || p.through() || values == 0 || there < .4:
		return 0, 0
	case f.Type() == typeNames[isObject], p.letters/max(values+p.lost, 1) > columnMost:
		return 0, 0
	case len(f.Values) == 1 && p.lost == 0 && (f.Records >= fewForRules || s.records >= 4*fewForRules):
		return 0, 0
	}
	r := roleOf(f, p.lost)
	score := map[role]float64{roleKind: 1, roleThing: .8, roleAmount: .7, roleOther: .5, roleFlag: .2, roleTime: .1}[r]
	last := strings.ToLower(strings.Trim(f.Path[strings.LastIndexByte(f.Path, '.')+1:], `"`))
	if r == roleKind { // one word nearly always tells little
		score *= min(1, .5+2*(1-float64(f.Values[0].Count)/float64(values)))
	}
	named := tellingNames[last]
	if last == "name" && p.depth > 1 { // of a part of the record, not of what it is about
		named = 0
	}
	return r, score*there + named - .08*float64(p.depth)
}

// through tells whether the path goes through arrays: there are several values in
// one record.
func (p *place) through() bool {
	return strings.HasPrefix(p.path, "#") || strings.Contains(p.path, ".#")
}

func roleOf(f Sighting, lost int) role {
	first := f.Values[0]
	seen := lost
	for _, v := range f.Values {
		seen += v.Count
	}
	name := strings.ToLower(f.Path)
	switch {
	case f.Type() == typeNames[isBool]:
		return roleFlag
	case first.Type == typeNames[isString] && isInstant(first.Text), timely(name, first):
		return roleTime
	case len(f.Values) <= kindsMost && lost == 0 && 2*len(f.Values) <= seen:
		return roleKind
	case strings.HasSuffix(name, "id") || strings.HasSuffix(name, "key") || strings.HasSuffix(name, "number"):
		return roleThing
	case first.Type == typeNames[isNumberType]:
		return roleAmount
	case first.Type == typeNames[isString] && !strings.Contains(first.Text, " ") && strings.ContainsAny(first.Text, "0123456789"):
		return roleThing
	}
	return roleOther
}

// isInstant tells whether a text is a moment.
func isInstant(text string) bool {
	_, ok := instantOf([]byte(text), time.UTC)
	return ok
}

// timely tells whether a number is one of the clock's.
func timely(name string, v ValueCount) bool {
	if v.Type != typeNames[isNumberType] || len(v.Text) < 10 {
		return false
	}
	for _, end := range []string{"ts", "time", "timestamp", "at", "date"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}
