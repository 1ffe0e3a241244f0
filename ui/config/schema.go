package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"riffle/keymap"
)

// Sections lists the tables that the file can have.
func Sections() []string { return []string{"clusters", "filters", "keys"} }

// section is what takes the settings of a table, nil where there is no such table.
func section(name string) func(*document, setting) {
	switch name {
	case "keys":
		return (*document).key
	case "filters":
		return (*document).filter
	case "clusters":
		return (*document).property
	}
	return nil
}

// Options lists what can stand above the tables.
func Options() []string {
	return []string{"cluster", "history", "max_rate", "mouse", "theme", "truecolor", "utc"}
}

// option is what takes an option, nil where there is no such option.
func option(name string) func(*document, setting) {
	switch name {
	case "theme":
		return (*document).theme
	case "mouse":
		return (*document).mouse
	case "truecolor":
		return flag(func(f *File) *bool { return &f.Truecolor })
	case "utc":
		return flag(func(f *File) *bool { return &f.UTC })
	case "history":
		return flag(func(f *File) *bool { return &f.History })
	case "max_rate":
		return text(func(f *File) *Text { return &f.MaxRate })
	case "cluster":
		return text(func(f *File) *Text { return &f.Cluster })
	}
	return nil
}

// table takes the beginning of a table.
func (d *document) table(path []Text, many bool) {
	first, whole := path[0], setting{path: path}.name(0)
	line, again := d.tables[whole.Value]
	d.tables[whole.Value] = whole.Line
	switch {
	case section(first.Value) == nil:
		d.unknown(first)
	case many:
		d.say(whole.Pos, fmt.Sprintf("[[%s]] is a list of tables", whole.Value), "write [NAME] with one pair of brackets")
	case again:
		d.say(whole.Pos, fmt.Sprintf("[%s] is there already, in line %d", whole.Value, line), "put both together")
	case first.Value == "clusters" && len(path) > 1:
		d.cluster(path[1])
	}
}

// unknown says once of each table that there is no such thing.
func (d *document) unknown(first Text) {
	switch {
	case slices.Contains(d.strange, first.Value):
		return
	case option(first.Value) != nil:
		d.say(first.Pos, first.Value+" is an option, not a section", "write "+first.Value+" = … above the first [section]")
	default:
		d.say(first.Pos, "there is no section ["+first.Value+"]", near(first.Value, Sections()))
	}
	d.strange = append(d.strange, first.Value)
}

// set takes one setting.
func (d *document) set(s setting) {
	first, whole := s.path[0], s.name(0)
	if line, again := d.file.set[whole.Value]; again {
		d.judge(first)(whole.Pos, fmt.Sprintf("%s is set already, in line %d", whole.Value, line), "take one of them out")
		return
	}
	d.file.set[whole.Value] = whole.Line
	table, single := section(first.Value), option(first.Value)
	switch {
	case len(s.path) > 1 && table != nil:
		table(d, s)
	case len(s.path) > 1:
		d.unknown(first)
	case single != nil:
		single(d, s)
	case table != nil:
		d.say(whole.Pos, first.Value+" is a section", "write ["+first.Value+"] in a line of its own")
	default:
		d.say(first.Pos, "there is no option "+first.Value, near(first.Value, append(Options(), Sections()...)))
	}
}

// flag takes true or false.
func flag(of func(*File) *bool) func(*document, setting) {
	return func(d *document, s setting) {
		if s.kind != unstable.Bool {
			d.say(s.Pos, s.name(0).Value+" is true or false, without quotes", "")
			return
		}
		*of(d.file) = s.text == "true"
	}
}

// text takes a text.
func text(of func(*File) *Text) func(*document, setting) {
	return func(d *document, s setting) {
		if s.kind != unstable.String {
			d.say(s.Pos, s.name(0).Value+" is a text, in quotes", "")
			return
		}
		*of(d.file) = Text{s.text, s.Pos}
	}
}

func (d *document) theme(s setting) {
	if s.kind != unstable.String || !slices.Contains(Themes(), s.text) {
		d.say(s.Pos, "theme is one of "+strings.Join(Themes(), ", ")+", in quotes", "")
		return
	}
	d.file.Theme = s.text
}

func (d *document) mouse(s setting) {
	switch {
	case s.kind == unstable.Bool && s.text == "true":
		d.file.Mouse = On
	case s.kind == unstable.Bool:
		d.file.Mouse = Off
	case s.text == "auto":
		d.file.Mouse = Auto
	default:
		d.say(s.Pos, "mouse is true, false or \"auto\"", "")
	}
}

// filter takes a filter with a name.
func (d *document) filter(s setting) {
	name := s.name(1)
	switch {
	case s.kind != unstable.String:
		d.doubt(s.Pos, "a filter is a text, in quotes", "")
	case strings.IndexFunc(name.Value, func(r rune) bool { return !wordly(r) }) >= 0 || name.Value == "":
		d.doubt(name.Pos, "the name of a filter has letters, digits, - and _ only", "")
	default:
		d.file.Filters = append(d.file.Filters, Filter{name, Text{s.text, s.Pos}})
	}
}

func wordly(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
}

// cluster finds the cluster of that name, or begins it.
func (d *document) cluster(name Text) *Cluster {
	all := &d.file.Clusters
	i := slices.IndexFunc(*all, func(c Cluster) bool { return c.Name.Value == name.Value })
	if i < 0 {
		i = len(*all)
		*all = append(*all, Cluster{Name: name})
	}
	return &(*all)[i]
}

// property takes a property of a cluster, or its brokers.
func (d *document) property(s setting) {
	if len(s.path) < 3 {
		d.say(s.path[1].Pos, "clusters."+s.path[1].Value+" is a section", "write [clusters."+s.path[1].Value+"] in a line of its own")
		return
	}
	c, name := d.cluster(s.path[1]), s.name(2)
	switch {
	case name.Value == "brokers":
		c.Brokers = d.brokers(s)
	case s.kind == unstable.String, s.kind == unstable.Bool, s.kind == unstable.Integer, s.kind == unstable.Float:
		c.Properties = append(c.Properties, Property{name, Text{s.text, s.Pos}})
	default:
		d.say(s.Pos, name.Value+" is a text, a number, true or false", "")
	}
}

// brokers takes one text, or a list of them.
func (d *document) brokers(s setting) []string {
	switch {
	case s.kind == unstable.String:
		return []string{s.text}
	case s.kind != unstable.Array || s.odd || len(s.list) == 0:
		d.say(s.Pos, "brokers is a list of texts", `write brokers = ["HOST:9092", "HOST:9092"]`)
	}
	var all []string
	for _, b := range s.list {
		all = append(all, b.Value)
	}
	return all
}

// key takes the keys of an action; what they mean is looked at when all are there.
func (d *document) key(s setting) {
	name, keys := s.name(1), s.list
	switch {
	case s.kind == unstable.String:
		keys = []Text{{s.text, s.Pos}}
	case s.kind != unstable.Array || s.odd:
		d.say(s.Pos, "keys are texts", `write `+name.Value+` = "f", or ["f", "&"] for several, or [] for none`)
		return
	}
	d.rows = append(d.rows, binding{name, keys})
}

// binding is a line of [keys].
type binding struct {
	name Text
	keys []Text
}

// bind makes the table of keys in force.
func (d *document) bind() {
	rows := make([]keymap.Row, len(d.rows))
	for i, b := range d.rows {
		rows[i].Name = b.name.Value
		for _, k := range b.keys {
			rows[i].Keys = append(rows[i].Keys, k.Value)
		}
	}
	keys, faults := keymap.Default().With(rows)
	for _, bad := range faults {
		at, hint := d.rows[bad.Row].name, bad.Hint
		if bad.Key >= 0 {
			at = d.rows[bad.Row].keys[bad.Key]
		}
		switch {
		case len(bad.Names) > 0 && option(at.Value) != nil:
			hint = "options stand above the first [section]"
		case len(bad.Names) > 0:
			hint = near(at.Value, bad.Names)
		}
		d.say(at.Pos, bad.Msg, hint)
	}
	d.file.Keys, d.file.changed = keys, d.rows
}
