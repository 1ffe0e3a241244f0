package cli

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"riffle/query"
	"riffle/source"
	"riffle/ui/jsonl"
	"riffle/ui/safe"
)

// choice is what --select asks for, and which of it no record had.
type choice struct {
	list    []*query.Column // nil: whole records
	without []*query.Column // those that no record had so far
	looked  bool            // there was a record
}

// chosen reads the text of --select.
func chosen(text string) (*choice, error) {
	if text == "" {
		return &choice{}, nil
	}
	list, err := query.ParseColumns(text)
	if err != nil {
		return nil, &columnError{err}
	}
	return &choice{list: list, without: slices.Clone(list)}, nil
}

// look takes note of the columns that records have.
func (c *choice) look(records []source.Record) {
	for i := range records {
		if len(c.without) == 0 {
			return
		}
		c.looked = true
		c.without = slices.DeleteFunc(c.without, func(col *query.Column) bool { return query.CellOf(&records[i], col).There })
	}
}

// missed returns the columns that none of the records had.
func (c *choice) missed() []*query.Column {
	if !c.looked {
		return nil
	}
	return c.without
}

// selecting writes some columns of each record: JSON objects, CSV, a table, or, raw,
// the texts with tabs between.
func (a App) selecting(name string, list []*query.Column, zone *time.Location) (format, error) {
	switch name {
	case "json":
		return format{noHead, func(dst []byte, r *source.Record) []byte {
			if a.Terminal {
				return safe.Escape(dst, appendObject(nil, list, r))
			}
			return appendObject(dst, list, r)
		}, true}, nil
	case "raw":
		return format{noHead, func(dst []byte, r *source.Record) []byte {
			for i, c := range list {
				if i > 0 {
					dst = append(dst, '\t')
				}
				dst = a.appendSafe(dst, query.CellOf(r, c).Text())
			}
			return append(dst, '\n')
		}, false}, nil
	case "csv":
		row := make([][]byte, len(list))
		return format{
			func(dst []byte, _ []source.Record) []byte {
				for i, c := range list {
					row[i] = []byte(c.String())
				}
				return a.appendCSV(dst, row)
			},
			func(dst []byte, r *source.Record) []byte {
				for i, c := range list {
					row[i] = cellText(query.CellOf(r, c))
				}
				return a.appendCSV(dst, row)
			}, false,
		}, nil
	case "table":
		t := &table{app: a, list: list, zone: zone, widths: make([]int, len(list))}
		return format{t.head, t.row, false}, nil
	}
	return format{}, unknownFormat(name)
}

// appendObject writes the columns as one JSON object. A column that the record does
// not have is left out; null is null. "error" says why a record could not be looked
// into: it is no match.
func appendObject(dst []byte, list []*query.Column, r *source.Record) []byte {
	dst = append(dst, '{')
	first := true
	for _, c := range list {
		cell := query.CellOf(r, c)
		if !cell.There {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(jsonl.Text(dst, []byte(c.String())), ':')
		dst = appendCell(dst, cell)
	}
	if r.Err != nil {
		if !first {
			dst = append(dst, ',')
		}
		dst = jsonl.Text(append(dst, `"error":`...), []byte(r.Err.Error()))
	}
	return append(dst, '}', '\n')
}

// appendCell writes a value as JSON: a document as it stands there, other bytes as
// their kind says. Bytes that are no text are an object that says so.
func appendCell(dst []byte, c query.Cell) []byte {
	switch c.Kind {
	case query.Null:
		return append(dst, "null"...)
	case query.Text, query.Instant:
		kind := jsonl.Kind(c.Raw)
		switch {
		case kind == "base64":
			dst = append(dst, `{"base64":`...)
			return append(jsonl.Value(dst, kind, c.Raw), '}')
		case kind == "json" && c.Path == "$value":
			return jsonl.Value(dst, kind, c.Raw)
		}
		return jsonl.Text(dst, c.Raw)
	}
	return jsonl.Document(dst, c.Raw)
}

// cellText is a value as a spreadsheet takes it: text without quotes, JSON as it
// stands there, bytes that are no text in base64.
func cellText(c query.Cell) []byte {
	text := c.Text()
	if c.Kind == query.Text && !utf8.Valid(text) {
		return base64.StdEncoding.AppendEncode(nil, text)
	}
	return text
}

// table writes columns under their names, as wide as what stands in the first
// records. What was written does not move: wider values push the rest of their line.
type table struct {
	app    App
	list   []*query.Column
	zone   *time.Location
	widths []int
}

const (
	// tableMost is how wide a column of a table becomes at most.
	tableMost = 40
	// tableFirst is how many records are looked at for the widths.
	tableFirst = 200
)

func (t *table) head(dst []byte, first []source.Record) []byte {
	names := make([]string, len(t.list))
	for i, c := range t.list {
		names[i] = c.String()
		t.widths[i] = t.width(names[i])
	}
	for k := range first[:min(len(first), tableFirst)] {
		for i, text := range t.cells(&first[k]) {
			t.widths[i] = min(max(t.widths[i], t.width(text)), tableMost)
		}
	}
	return t.line(dst, names)
}

func (t *table) row(dst []byte, r *source.Record) []byte { return t.line(dst, t.cells(r)) }

// cells are the texts of a record's columns.
func (t *table) cells(r *source.Record) []string {
	cells := make([]string, len(t.list))
	for i, c := range t.list {
		cell := query.CellOf(r, c)
		switch {
		case !cell.There:
		case cell.Kind == query.Instant:
			cells[i] = r.Time.In(t.zone).Format("2006-01-02 15:04:05.000")
		case cell.Kind == query.Null:
			cells[i] = "∅"
		default:
			cells[i] = string(t.app.appendField(nil, append([]byte{}, cell.Text()...)))
		}
	}
	return cells
}

func (t *table) width(text string) int { return safe.Width(safe.Clean(text, maxSaid)) }

func (t *table) line(dst []byte, cells []string) []byte {
	for i, text := range cells {
		if dst = append(dst, text...); i < len(cells)-1 {
			dst = append(dst, strings.Repeat(" ", max(0, t.widths[i]-t.width(text))+2)...)
		}
	}
	return append(dst, '\n')
}
