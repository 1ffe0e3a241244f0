package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Show is what holds, as a file would say it, with the line that says so. What
// must not be seen is masked.
func (f *File) Show() string {
	var b strings.Builder
	if f.Path == "" {
		b.WriteString("# there is no file: this is what holds without one\n")
	} else {
		fmt.Fprintf(&b, "# %s\n", f.Path)
	}
	for _, name := range Options() {
		line := fmt.Sprintf("%-9s = %s", name, f.value(name))
		from := "default"
		if n := f.set[name]; n > 0 {
			from = "line " + strconv.Itoa(n)
		}
		fmt.Fprintf(&b, "%-40s # %s\n", line, from)
	}
	if len(f.changed) > 0 {
		b.WriteString("\n[keys]\n")
	}
	for _, r := range f.changed {
		keys := make([]string, len(r.keys))
		for i, k := range r.keys {
			keys[i] = strconv.Quote(k.Value)
		}
		fmt.Fprintf(&b, "%-40s # line %d\n", r.name.Value+" = ["+strings.Join(keys, ", ")+"]", r.name.Line)
	}
	if len(f.Filters) > 0 {
		b.WriteString("\n[filters]\n")
	}
	for _, x := range f.Filters {
		fmt.Fprintf(&b, "%-40s # line %d\n", x.Name.Value+" = "+quote(x.Text.Value), x.Name.Line)
	}
	for _, c := range f.Clusters {
		fmt.Fprintf(&b, "\n%-40s # line %d\n", "[clusters."+quoteName(c.Name.Value)+"]", c.Name.Line)
		brokers := make([]string, len(c.Brokers))
		for i, x := range c.Brokers {
			brokers[i] = quote(x)
		}
		fmt.Fprintf(&b, "brokers = [%s]\n", strings.Join(brokers, ", "))
		for _, p := range c.Properties {
			value := p.Value.Value
			if Secret(p.Name.Value) {
				value = masked
			}
			fmt.Fprintf(&b, "%-40s # line %d\n", quoteName(p.Name.Value)+" = "+quote(value), p.Name.Line)
		}
	}
	return b.String()
}

// value is what an option is set to, as the file would write it.
func (f *File) value(option string) string {
	switch option {
	case "theme":
		return quote(f.Theme)
	case "truecolor":
		return strconv.FormatBool(f.Truecolor)
	case "utc":
		return strconv.FormatBool(f.UTC)
	case "history":
		return strconv.FormatBool(f.History)
	case "max_rate":
		return quote(f.MaxRate.Value)
	case "cluster":
		return quote(f.Cluster.Value)
	case "mouse":
		if f.Mouse != Auto {
			return strconv.FormatBool(f.Mouse == On)
		}
	}
	return `"auto"`
}

// quote writes a text as TOML does.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quoteName writes a name as TOML does: bare where it can be, else in quotes.
func quoteName(s string) string {
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !wordly(r) && r != '.' }) < 0 && strings.Trim(s, ".") == s && !strings.Contains(s, "..") {
		return s
	}
	return quote(s)
}

// Template is what a new file says: what could be set, all of it commented out.
func Template() string {
	return `# What riffle does unless it is told otherwise. riffle config check says whether
# this file is right, riffle config show what holds.

# theme = "auto"            # auto, dark, light, mono; NO_COLOR is mono
# truecolor = false         # the theme's own 24-bit colours instead of the terminal's 16
# mouse = false             # unset: on, but off inside tmux
# utc = false               # begin in UTC
# history = true            # keep what was typed for the next time
# max_rate = "20MB"         # read no more than this per second
# cluster = "local"         # the one to connect to without -c

# [keys]                    # place.action = "key" or ["key", "key"]; riffle keys lists them
# stream.filter = ["f", "&"]
# zoom = "Z"

# [filters]                 # used in any filter as @errors
# errors = "status >= 500"

# [clusters.local]          # riffle -c local
# brokers = ["localhost:9092"]
# security.protocol = "SASL_SSL"    # and every other property that -X takes
# sasl.mechanism = "SCRAM-SHA-512"
# sasl.username = "oncall"
# sasl.password = "..."     # then: chmod 600 this file
`
}
