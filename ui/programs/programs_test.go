package programs_test

import (
	"slices"
	"testing"

	"riffle/ui/programs"
)

func TestWhichEditorAndPager(t *testing.T) {
	variables := func(vars map[string]string) func(string) string {
		return func(name string) string { return vars[name] }
	}
	for _, c := range []struct {
		vars map[string]string
		want []string
	}{
		{map[string]string{"EDITOR": "nano", "VISUAL": "vim -u NONE"}, []string{"vim", "-u", "NONE"}},
		{map[string]string{"EDITOR": "nano", "VISUAL": " "}, []string{"nano"}},
		{map[string]string{"EDITOR": `"/opt/my editor" -w`}, []string{"sh", "-c", `"/opt/my editor" -w "$@"`, `"/opt/my editor" -w`}},
		{nil, nil}, // one of the usual ones
	} {
		if got := programs.Editor(variables(c.vars)); len(got) == 0 || c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, want %q", c.vars, got, c.want)
		}
	}
	argv, vars := programs.Pager(variables(map[string]string{"PAGER": "most", "LESS": "-FRX"}))
	if !slices.Equal(argv, []string{"most"}) || !slices.Contains(vars, "LESSSECURE=1") || !slices.Contains(vars, "LESS=-FRX -+F -+R -+r") {
		t.Errorf("%q with %q", argv, vars)
	}
}
