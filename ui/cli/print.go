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
	leftOut int // records that nobody could look into
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
		if r := &records[i]; r.Unknown() && !p.format.marks {
			p.leaveOut(r)
			continue
		}
		p.line = p.format.row(p.line[:0], &records[i])
		if _, err := p.out.Write(p.line); err != nil {
			return fmt.Errorf("writing records: %w", err)
		}
	}
	return nil
}

// maxLeftOut bounds the records that are told one by one for being left out.
const maxLeftOut = 10

// leaveOut tells of a record that may match or not where its row could not say so.
func (p *printer) leaveOut(r *source.Record) {
	if p.leftOut++; p.leftOut <= maxLeftOut {
		p.report.notice(fmt.Sprintf("left out %s p%d@%d: %v; -o json shows it", r.Topic, r.Partition, r.Offset.Lo, r.Err))
	}
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
