package cli

import (
	"context"
	"time"

	"riffle/source"
	"riffle/ui/figures"
)

const (
	// explainRecords is how many records are looked at to explain an answer, and
	// explainTime how long that may take.
	explainRecords = 1000
	explainTime    = 3 * time.Second
)

// explain finds out why nothing matched, or everything did, whether a word of the
// filter may have been meant otherwise, and what lies beside a range that is empty.
func (s *scan) explain(ctx context.Context) {
	if s.follow {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, explainTime)
	defer cancel()
	if asked := s.asked(); len(asked) > 0 {
		sample, err := s.stream.Glimpse(ctx, s.start, s.end, explainRecords)
		if err != nil {
			return // the answer stands without it
		}
		for _, ask := range asked {
			s.report.hints = append(s.report.hints, ask(sample)...)
		}
	}
	if s.nothing() {
		s.beside(ctx)
	}
}

// asked is what a sample of the records is asked.
func (s *scan) asked() (list []func([]source.Record) []string) {
	c := &s.coverage
	if c.Looked.Records == 0 {
		return nil
	}
	switch {
	case !c.Filtered:
	case c.Matched == 0:
		list = append(list, s.program.WhyNone)
	case c.Matched == c.Looked.Records && c.Matched > 1:
		list = append(list, s.program.WhyAll)
	case len(s.program.Words()) > 0:
		list = append(list, s.program.WhySome)
	}
	if s.missed == nil {
		return list
	}
	for _, column := range s.missed() {
		list = append(list, column.WhyMissing)
	}
	return list
}

// nothing tells whether the whole range was looked at, and nothing found.
func (s *scan) nothing() bool {
	c := &s.coverage
	share, ok := c.Done()
	return (!c.Filtered && c.Looked.Records == 0 || c.Filtered && c.Matched == 0) && (!ok || share == 1)
}

// beside tells what lies before and behind the range.
func (s *scan) beside(ctx context.Context) {
	behind := s.end
	if s.to.End() && s.upto == "" {
		behind = nil
	}
	around, err := s.program.Around(ctx, s.src, s.start, behind, s.coverage.Looked.Records) // what was found stands
	text := figures.Around(around, func(t time.Time) string { return stamp(t, s.zone) })
	if text == "" && err == nil && s.coverage.Looked.Records == 0 && around.Any {
		text = "there is no record in the topic"
		if len(s.stream.Refs()) < s.all {
			text = "there is no record in these partitions"
		}
	}
	if text != "" {
		s.report.hints = append(s.report.hints, text)
	}
}
