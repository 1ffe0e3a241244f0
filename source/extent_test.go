package source_test

import (
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// Before a scan one wants to know: how many partitions, records, bytes, from when?
func TestExtentOfARange(t *testing.T) {
	log, refs := flood(4000)
	log.Create(memory.Topic{Name: "quiet", Partitions: 2})
	refs = append(refs, source.Ref{Topic: "quiet"}, source.Ref{Topic: "quiet", Partition: 1})
	s := source.NewStream(log, refs, source.Options{})
	low, end, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Extent(t.Context(), low, end)
	if err != nil {
		t.Fatal(err)
	}
	if all.Partitions != 4 || all.Records != 4000 || all.Bytes < 3900<<10 || all.Bytes > 4100<<10 || !all.Since.IsZero() {
		t.Errorf("all of it: %+v", all)
	}
	kept := source.NewStream(source.Cached(log, 8<<20), refs, source.Options{})
	for range 2 { // the second time a cache gives the pages, which then take nothing
		if n, err := kept.Extent(t.Context(), low, end); err != nil || n != all {
			t.Errorf("behind a cache: %+v, %v", n, err)
		}
	}
	half, err := s.Resolve(t.Context(), source.AtTime(time.UnixMilli(2000)), source.Ref{})
	if err != nil {
		t.Fatal(err)
	}
	part, err := s.Extent(t.Context(), half, end)
	if err != nil {
		t.Fatal(err)
	}
	if part.Partitions != 4 || part.Records != 2000 || part.Bytes < 1900<<10 || part.Bytes > 2100<<10 || !part.Since.Equal(time.UnixMilli(2000)) {
		t.Errorf("the second half: %+v", part)
	}
	before := log.Cost()
	if none, err := s.Extent(t.Context(), end, end); err != nil || none != (source.Extent{}) {
		t.Errorf("nothing: %+v, %v", none, err)
	}
	if after := log.Cost(); after.Calls[memory.Read] != before.Calls[memory.Read] {
		t.Error("records were read to say that there are none")
	}
}
