package safe

import (
	"strings"
	"testing"
)

func TestASCIIKeepsEveryCell(t *testing.T) {
	for drawn, want := range map[string]string{
		"plain \x1b[7mtext\x1b[m":        "plain \x1b[7mtext\x1b[m",
		"▌orders · 3 parts … ∅":          "|orders - 3 parts . ~",
		"\x1b[2m──\x1b[m ▁▂▃▄▅▆▇█":       "\x1b[2m--\x1b[m .:-=+*#@",
		"山田 é ☃":                         "???? ? ?",
		string(Clean("a\tb\x1b[2J", 40)): "a^b^[2J",
		"e\u0301":                        "e",
		"›▾ {":                           ">- {", // as the theme draws them
		"›▸ [":                           ">+ [",
	} {
		got := ASCII(drawn)
		if got != want {
			t.Errorf("%q is %q, want %q", drawn, got, want)
		}
		if !strings.Contains(drawn, "\x1b") && Width(Text(got)) != Width(Text(drawn)) {
			t.Errorf("%q has another width", drawn)
		}
	}
}
