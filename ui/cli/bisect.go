package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
)

// bisectFlags are what the command line of bisect says.
type bisectFlags struct {
	selection
	exact  bool
	output string
}

func (a App) bisect(c *common) *cobra.Command {
	var f bisectFlags
	cmd := &cobra.Command{
		Use:   "bisect TOPIC… --where FILTER",
		Short: "Find where matches begin and where they end",
		Long: "bisect finds where matches of a filter begin and where they end, from single batches at places all over\n" +
			"the range, narrowed around each change: then each line says \"sampled\", and what is shorter than about a\n" +
			"32nd of the records may be missed. Where all of the range is little, or with --exact, all is read: then\n" +
			"what holds no match parts two stretches from a 64th of the records on. Matches may come and go as often\n" +
			"as they like. It exits with 2, incomplete, where samples saw no match, with 1 where nothing matches.",
		Example: "  riffle bisect orders --where 'status >= 500'\n" +
			"  riffle bisect orders --where 'status >= 500' --from -6h --exact",
		Args: someTopic,
		RunE: func(cmd *cobra.Command, topics []string) error {
			return a.runBisect(cmd.Context(), c, &f, topics)
		},
	}
	f.flags(cmd, c)
	cmd.Flags().BoolVar(&f.exact, "exact", false, "read everything in the range")
	answerFlag(cmd, &f.output)
	cmd.ValidArgsFunction = a.completeTopics(c)
	return cmd
}

func (a App) runBisect(ctx context.Context, c *common, f *bisectFlags, topics []string) error {
	if err := f.read(a.now(c), a.settings(c)); err != nil {
		return err
	}
	if err := checkAnswer(f.output); err != nil {
		return err
	}
	if f.program.Empty() {
		return fmt.Errorf("bisect needs --where: whose begin and end is it to find?")
	}
	on, err := a.find(ctx, c, &f.selection, topics)
	if err != nil {
		return err
	}
	defer on.src.Close()
	s := f.scan(on, source.Options{})
	if err := s.span(ctx); err != nil {
		return err
	}
	if f.exact {
		if err := s.agree(ctx); err != nil {
			return err
		}
	}
	b := &query.Bisect{Source: on.src, Program: f.program, From: s.start, To: s.end}
	b.Observe = func(step query.Step) {
		on.report.line(func() string { return searching(f.exact, step) })
	}
	find := b.Sample
	if f.exact {
		find = b.Scan
	}
	found, err := find(ctx)
	found.Upto = s.upto
	if found.Upto == "" {
		found.Upto = s.to.String()
	}
	on.report.clear()
	if err := a.writeStretches(found, f.output == "json", s.zone); err != nil {
		return err
	}
	s.coverage = found.Coverage
	if err == nil && len(found.Spans) == 0 {
		s.explain(ctx)
	}
	on.report.endSearch(&found)
	switch {
	case err != nil || len(found.Spans) > 0:
		return err
	case found.Sampled:
		return errUnsure
	}
	return errNothing
}

// errUnsure says that samples do not tell whether anything matches.
var errUnsure = errors.New("looking for begin and end: no match in samples is no proof that there is none; --exact reads all")

// searching says how far a search is.
func searching(exact bool, s query.Step) string {
	if exact {
		return figures.Progress(&s.Found)
	}
	return fmt.Sprintf("%s · %s matched in %s looked at · %s read", figures.Things(s.Probes, "probe"),
		figures.Short(s.Found.Matched), figures.Short(s.Found.Looked.Records), figures.Bytes(s.Found.Looked.Wire))
}

// endSearch says what the answer was made from.
func (r *report) endSearch(f *query.Found) {
	switch {
	case r.asJSON:
		line := r.appendCoverage(nil, &f.Coverage)
		r.clear()
		fmt.Fprintf(r.out, "%s,\"sampled\":%t,\"probes\":%d,\"gap\":%d}\n", line[:len(line)-1], f.Sampled, f.Probes, f.Gap)
		return
	case !f.Sampled:
		if f.Gap > 1 && len(f.Spans) > 0 && f.Stop == source.Reached {
			r.hints = append(r.hints, fmt.Sprintf("%s without a match part two stretches, fewer do not", figures.Things(f.Gap, "record")))
		}
		r.end(&f.Coverage)
		return
	}
	if f.Rare {
		r.hints = append(r.hints, fmt.Sprintf("matches are rare, 1 in %s records: a gap between them may be chance", figures.Count(f.Looked.Records/max(f.Matched, 1))))
	}
	text := fmt.Sprintf("sampled: %s looked at %s in %s, %s read; %s matched", figures.Things(f.Probes, "probe"),
		figures.Things(f.Looked.Records, "record"), figures.Things(len(f.Parts), "partition"), figures.Bytes(f.Looked.Wire), figures.Count(f.Matched))
	for _, remark := range figures.Remarks(&f.Coverage) {
		text += "; " + remark
	}
	if c := f.Coverage; f.Stop != source.Reached {
		c.Parts = nil // samples do not come to the end of any
		text += "; " + figures.Stop(&c)
	} else if len(f.Spans) > 0 {
		text += "; what is shorter than a 32nd of the records may be missed: --exact reads all"
	}
	r.say(text)
}

// writeStretches writes where matches begin and end; of a search that was stopped only
// what was seen.
func (a App) writeStretches(f query.Found, asJSON bool, zone *time.Location) (err error) {
	var out []byte
	for i, s := range f.Spans {
		switch {
		case asJSON:
			out = appendStretch(out, s, f.Sampled)
			continue
		case f.Stop != source.Reached:
			out = fmt.Appendf(out, "matches seen:  first %s, last %s\n", stamp(s.First, zone), stamp(s.Last, zone))
			continue
		}
		how := "\n"
		if f.Sampled {
			how = "; sampled\n"
		}
		out = append(append(out, begins(s, zone)...), how...)
		out = append(append(out, ends(s, i == len(f.Spans)-1 && !f.Rare, zone)...), how...)
	}
	_, err = a.Out.Write(out)
	return err
}

// stamp writes an instant for people.
func stamp(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04:05.000")
}

func begins(s query.Stretch, zone *time.Location) string {
	switch {
	case s.After.IsZero():
		return fmt.Sprintf("matches from the beginning: first %s", stamp(s.First, zone))
	case s.After.Before(s.First):
		return fmt.Sprintf("matches begin: first %s, or up to %s earlier", stamp(s.First, zone), s.First.Sub(s.After))
	}
	return fmt.Sprintf("matches begin: first %s", stamp(s.First, zone))
}

func ends(s query.Stretch, sure bool, zone *time.Location) string {
	since := ""
	if sure {
		since = ", none since"
	}
	switch {
	case s.Before.IsZero():
		return fmt.Sprintf("matches to the end:         last  %s", stamp(s.Last, zone))
	case s.Last.Before(s.Before):
		return fmt.Sprintf("matches end:   last  %s, or up to %s later%s", stamp(s.Last, zone), s.Before.Sub(s.Last), since)
	}
	return fmt.Sprintf("matches end:   last  %s%s", stamp(s.Last, zone), since)
}

// appendStretch writes a stretch as one JSON line. null after or before: matches
// reach to that end of the range.
func appendStretch(dst []byte, s query.Stretch, sampled bool) []byte {
	at := func(name string, t time.Time) {
		dst = append(append(append(dst, '"'), name...), `":`...)
		if t.IsZero() {
			dst = append(dst, "null,"...)
			return
		}
		dst = t.UTC().AppendFormat(append(dst, '"'), "2006-01-02T15:04:05.000Z")
		dst = append(dst, '"', ',')
	}
	dst = append(dst, '{')
	at("after", s.After)
	at("first", s.First)
	at("last", s.Last)
	at("before", s.Before)
	return fmt.Appendf(dst, "\"matches\":%d,\"sampled\":%t}\n", s.Matches, sampled)
}
