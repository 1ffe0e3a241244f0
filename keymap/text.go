package keymap

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Label writes a key or a sequence as people do: "Ctrl-w h", "PgDn". Two plain
// characters stand together.
func Label(keys string) string {
	parts := strings.Split(keys, " ")
	between := ""
	for i, k := range parts {
		parts[i] = labelOne(k)
		if utf8.RuneCountInString(parts[i]) > 1 {
			between = " "
		}
	}
	return strings.Join(parts, between)
}

func labelOne(key string) string {
	switch key {
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	case "backspace":
		return "BkSp"
	case "shift+tab":
		return "S-Tab"
	}
	if base, ok := strings.CutPrefix(key, "ctrl+"); ok {
		return "Ctrl-" + base
	}
	if utf8.RuneCountInString(key) > 1 {
		return strings.ToUpper(key[:1]) + key[1:]
	}
	return key
}

// Labels writes all keys of a binding: "Space  Ctrl-f  PgDn".
func (b Binding) Labels() string {
	labels := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		labels[i] = Label(k)
	}
	return strings.Join(labels, "  ")
}

// Markdown is the key table of the README.
func (m Map) Markdown() string {
	var out strings.Builder
	out.WriteString("| where | keys | what it does | as a command |\n|---|---|---|---|\n")
	for _, s := range Scopes() {
		where := string(s)
		for _, b := range m.Bindings(s) {
			keys := make([]string, len(b.Keys))
			for i, k := range b.Keys {
				keys[i] = "`" + strings.ReplaceAll(Label(k), "|", `\|`) + "`" // else it would end the cell
			}
			fmt.Fprintf(&out, "| %s | %s | %s | `:%s` |\n", where, strings.Join(keys, " "), b.Help, b.Action)
			where = ""
		}
	}
	return out.String()
}

// Text is what `riffle keys` prints: a line per binding, in aligned columns.
func (m Map) Text() string {
	var out strings.Builder
	for i, s := range Scopes() {
		if i > 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(&out, "%s\n", strings.ToUpper(string(s)))
		for _, b := range m.Bindings(s) {
			fmt.Fprintf(&out, "  %-22s  %-30s  %s\n", b.Labels(), b.Help, b.Action)
		}
	}
	return out.String()
}
