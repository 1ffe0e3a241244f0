package cli

import (
	"bufio"
	"fmt"
	"slices"

	"riffle/source"
)

// printer writes records to the output.
type printer struct {
	out     *bufio.Writer
	format  format
	reverse bool // newest first
	line    []byte
	begun   bool
	report  *report
}

// print writes a batch.
func (p *printer) print(records []source.Record) error {
	if len(records) == 0 {
		return nil
	}
	p.report.clear()
	if p.reverse {
		slices.Reverse(records)
	}
	if err := p.begin(records); err != nil {
		return err
	}
	for i := range records {
		p.line = p.format.row(p.line[:0], &records[i])
		if _, err := p.out.Write(p.line); err != nil {
			return fmt.Errorf("writing records: %w", err)
		}
	}
	return nil
}

// begin writes what stands before the first records.
func (p *printer) begin(first []source.Record) error {
	if p.begun {
		return nil
	}
	p.begun = true
	_, err := p.out.Write(p.format.head(nil, first))
	return err
}

// flush hands on what was written; the names of columns even where no record was.
func (p *printer) flush() error {
	if err := p.begin(nil); err != nil {
		return err
	}
	return p.out.Flush()
}
