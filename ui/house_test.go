package ui_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// house is the root of the project.
const house = ".."

// pkg is what go list says of a package.
type pkg struct {
	ImportPath, Dir, Doc string
	Imports, Deps        []string
	GoFiles              []string
}

func list(t *testing.T, patterns ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Doc,Imports,Deps,GoFiles"}, patterns...)...)
	cmd.Dir = house
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p pkg
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "riffle"), "/")
		all = append(all, p)
	}
	return all
}

// arrows says which of riffle's packages a package may import: what stands on the
// right, and nothing else. "x/…" means all below x.
var arrows = map[string][]string{
	"":                       {"source", "source/kafka", "source/kafka/demo", "query", "keymap", "ui", "ui/…", "ui/cli"},
	"source":                 {},
	"source/memory":          {"source"},
	"source/kafka":           {"source"},
	"source/kafka/demo":      {"source"},
	"source/kafka/kafkatest": {"source"},
	"source/sourcetest":      {"source"},
	"query":                  {"source"},
	"keymap":                 {},
	"ui/figures":             {"source", "query"},
	"ui/jsonl":               {"source", "query"},
	"ui/layout":              {},
	"ui/panetest":            {},
	"ui/programs":            {},
	"ui/recall":              {},
	"ui/safe":                {},
	"ui/theme":               {"ui/safe"},
	"ui/strip":               {"ui/safe", "ui/figures", "ui/theme"},
	"ui/term":                {"source"},
	"ui/term/linktest":       {"source"},
	"ui/window":              {"source"},
	"ui/prompt":              {"source", "query", "keymap", "ui/safe", "ui/figures", "ui/theme", "ui/term"},
	"ui/timeline":            {"source", "query", "keymap", "ui/safe", "ui/figures", "ui/theme", "ui/layout", "ui/strip"},
	"ui/topic":               {"source", "keymap", "ui/safe", "ui/figures", "ui/theme", "ui/layout"},
	"ui/topics":              {"source", "query", "keymap", "ui/safe", "ui/figures", "ui/theme", "ui/layout", "ui/term", "ui/strip"},
	"ui/partitions":          {"source", "keymap", "ui/safe", "ui/figures", "ui/theme", "ui/layout", "ui/strip"},
	"ui/records":             {"source", "query", "keymap", "ui/safe", "ui/figures", "ui/theme", "ui/layout", "ui/window", "ui/term", "ui/strip"},
	"ui/inspect":             {"source", "query", "keymap", "ui/safe", "ui/figures", "ui/theme", "ui/layout", "ui/term"},
	"ui":                     {"source", "query", "keymap", "ui/…"},
	"ui/config":              {"source", "keymap", "ui/safe"},
	"ui/cli":                 {"source", "query", "ui/jsonl", "ui/config", "ui/programs", "ui/safe", "ui/figures"},
	"screenshots":            {"source", "source/kafka", "source/kafka/demo", "query", "keymap", "ui", "ui/…"},
}

func TestImportsGoOneWay(t *testing.T) {
	for _, p := range list(t, "./...") {
		allowed, known := arrows[p.ImportPath]
		if !known {
			t.Errorf("package %q has no place in the house: give it one in arrows", p.ImportPath)
		}
		for _, i := range p.Imports {
			name, ours := strings.CutPrefix(i, "riffle/")
			if !ours || slices.Contains(allowed, name) {
				continue
			}
			dir, _, _ := strings.Cut(name, "/")
			if slices.Contains(allowed, dir+"/…") && name != "ui/cli" {
				continue
			}
			t.Errorf("%q must not import %s", p.ImportPath, i)
		}
	}
}

// codecs are the packages about Kafka that the program may link: parts of kafka-go
// that read and write bytes, only those of requests that read, and franz-go's names
// of errors and forms of messages.
var codecs = []string{
	"github.com/segmentio/kafka-go/compress", "github.com/segmentio/kafka-go/compress/gzip", "github.com/segmentio/kafka-go/compress/lz4",
	"github.com/segmentio/kafka-go/compress/snappy", "github.com/segmentio/kafka-go/compress/zstd",
	"github.com/segmentio/kafka-go/protocol", "github.com/segmentio/kafka-go/protocol/apiversions",
	"github.com/segmentio/kafka-go/protocol/describeconfigs", "github.com/segmentio/kafka-go/protocol/fetch",
	"github.com/segmentio/kafka-go/protocol/listgroups", "github.com/segmentio/kafka-go/protocol/metadata",
	"github.com/segmentio/kafka-go/protocol/offsetfetch",
	"github.com/segmentio/kafka-go/protocol/saslauthenticate", "github.com/segmentio/kafka-go/protocol/saslhandshake",
	"github.com/segmentio/kafka-go/sasl", "github.com/segmentio/kafka-go/sasl/plain", "github.com/segmentio/kafka-go/sasl/scram",
	"github.com/twmb/franz-go/pkg/kerr", "github.com/twmb/franz-go/pkg/kmsg", "github.com/twmb/franz-go/pkg/kbin",
	"github.com/twmb/franz-go/pkg/kmsg/internal/kbin",
}

// What ships reads through riffle's own connection, which cannot write: no Kafka
// client is linked, and not the root of kafka-go. All that is linked counts, main
// too; only what comes by way of the demo's in-process cluster stands aside.
func TestNoKafkaClientIsLinked(t *testing.T) {
	imports := map[string][]string{}
	for _, p := range list(t, "-deps", ".") {
		imports[p.ImportPath] = p.Imports
	}
	linked := map[string]bool{"source/kafka/demo": true} // not entered
	for open := []string{""}; len(open) > 0; {
		path := strings.TrimPrefix(open[0], "riffle/")
		open = open[1:]
		if !linked[path] {
			linked[path] = true
			open = append(open, imports[path]...)
		}
	}
	about := regexp.MustCompile(`(?i)kafka|franz-go|sarama|goka|watermill`)
	for path := range linked {
		if strings.HasPrefix(path, "source/kafka") || !about.MatchString(path) {
			continue
		}
		if !slices.Contains(codecs, path) {
			t.Errorf("the program links %s", path)
		}
	}
	for _, known := range []string{"source/kafka", "ui", "github.com/segmentio/kafka-go/protocol"} {
		if !linked[known] {
			t.Errorf("%s is not found among what is linked: this test looks at nothing", known)
		}
	}
	if linked["source/kafka/kafkatest"] || linked["source/sourcetest"] {
		t.Error("helpers of tests are linked")
	}
}

func TestCommandsNeedNoTerminalLibrary(t *testing.T) {
	for _, p := range list(t, "./ui/cli") {
		for _, dep := range p.Deps {
			if strings.HasPrefix(dep, "charm.land/") {
				t.Errorf("ui/cli links %s", dep)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, p := range list(t, "./...") {
		if len(p.GoFiles) > 0 && len(p.Doc) < 25 {
			t.Errorf("package %q has no comment", p.ImportPath)
		}
	}
}

// eachFile calls f for every Go file of the project.
func eachFile(t *testing.T, f func(path string, text []byte)) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(house, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil {
			n++
			f(path, text)
		}
		return err
	})
	if err != nil || n < 10 {
		t.Fatalf("%d files, %v", n, err)
	}
}

func TestFilesAreShort(t *testing.T) {
	eachFile(t, func(path string, text []byte) {
		if n := bytes.Count(text, []byte("\n")); n > 500 {
			t.Errorf("%s has %d lines: split it by noun", path, n)
		}
	})
}

// A panic in a bare goroutine ends the process and leaves the terminal raw.
func TestGoroutinesStartThroughSourceGo(t *testing.T) {
	found := 0
	eachFile(t, func(path string, text []byte) {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, text, 0)
		if err != nil {
			t.Error(err)
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				found++
				if filepath.ToSlash(path) != "../source/go.go" && !strings.HasSuffix(path, "_test.go") {
					t.Errorf("%s: start it through source.Go", files.Position(g.Pos()))
				}
			}
			return true
		})
	})
	if found == 0 {
		t.Error("no go statement at all: this test looks at nothing")
	}
}

func TestTestsDoNotSleep(t *testing.T) {
	eachFile(t, func(path string, text []byte) {
		if strings.HasSuffix(path, "_test.go") && bytes.Contains(text, []byte("time."+"Sleep(")) {
			t.Errorf("%s sleeps: wait for what it needs instead", path)
		}
	})
}

func TestTheRootHoldsNothingElse(t *testing.T) {
	known := []string{"go.mod", "go.sum", "main.go", "ui", "source", "query", "keymap", "screenshots", "README.md", "LICENSE", "CHANGELOG.md"}
	entries, err := os.ReadDir(house)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(known, e.Name()) && e.Name() != "riffle" {
			t.Errorf("%s does not belong at the root", e.Name())
		}
	}
}
