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
	write   func(dst []byte, r *source.Record) []byte
	reverse bool // newest first
	line    []byte
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
	for i := range records {
		p.line = p.write(p.line[:0], &records[i])
		if _, err := p.out.Write(p.line); err != nil {
			return fmt.Errorf("writing records: %w", err)
		}
	}
	return nil
}
