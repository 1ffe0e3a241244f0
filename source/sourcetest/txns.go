package sourcetest

import (
	"context"
	"fmt"

	"riffle/source"
)

// txnCases read transactions.
func txnCases() []testCase {
	return []testCase{
		{"transactions", "Transact", checkTxns},
		{"markers only", "Transact", checkMarkers},
	}
}

// checkTxns reads records of committed, aborted and open transactions: all are
// there, each with what became of it.
func checkTxns(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	ref := list[0]
	var states []source.Txn
	for i, end := range []source.Txn{source.Plain, source.Committed, source.Aborted, source.Plain, source.Aborted, source.Committed, source.Open, source.Plain} {
		records := numbered(i*10, 4)
		if end == source.Plain {
			err = e.write(ctx, ref, records...)
		} else {
			e.remember(ref, records...)
			err = e.Transact(ctx, ref, end, records)
		}
		if err != nil {
			return fmt.Errorf("write records to be %v: %w", end, err)
		}
		for range records {
			states = append(states, end)
		}
	}
	for _, dir := range []source.Dir{source.Forward, source.Backward} {
		for _, n := range []int{1, 6, 100} {
			got, _, err := walk(ctx, src, ref, dir, source.Want{Records: n})
			if err == nil {
				err = checkStates(got, e.want(ref), states)
			}
			if err != nil {
				return fmt.Errorf("direction %+d, pages of %d: %w", dir, n, err)
			}
		}
	}
	return checkStable(ctx, src, ref)
}

// checkStates compares records and their states, and counts the markers.
func checkStates(got, want []source.Record, states []source.Txn) error {
	if err := compare(data(got), want); err != nil {
		return err
	}
	for i, r := range data(got) {
		if r.Txn != states[i] {
			return fmt.Errorf("record %d is %v, want %v", i, r.Txn, states[i])
		}
		if (r.Txn == source.Plain) != (r.Producer == -1) {
			return fmt.Errorf("record %d is %v, of producer %d", i, r.Txn, r.Producer)
		}
	}
	markers := map[source.Txn]int{}
	for i := range got {
		if r := &got[i]; r.Kind == source.Marker {
			markers[r.Txn]++
		}
	}
	if len(markers) != 2 || markers[source.CommitMarker] != 2 || markers[source.AbortMarker] != 2 {
		return fmt.Errorf("markers: %v, want 2 commits and 2 aborts", markers)
	}
	return nil
}

// checkStable asks where the first open record stands, from wherever a page begins.
func checkStable(ctx context.Context, src source.Source, ref source.Ref) error {
	all, end, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	first := end
	for i := range all {
		if all[i].Txn == source.Open && all[i].Offset.Less(first) {
			first = all[i].Offset
		}
	}
	for i := range all {
		p, err := read(ctx, src, ref, all[i].Offset, source.Forward, source.Want{Records: 3})
		if err != nil {
			return err
		}
		if p.Stable != first {
			return fmt.Errorf("page from %d is stable up to %d, want %d", all[i].Offset.Lo, p.Stable.Lo, first.Lo)
		}
		p.Release()
	}
	return nil
}

// checkMarkers reads on where nothing but markers and aborted records stands.
func checkMarkers(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	ref := list[0]
	for i := range 6 {
		e.remember(ref, numberedOne(i))
		if err := e.Transact(ctx, ref, source.Aborted, numbered(i, 1)); err != nil {
			return fmt.Errorf("abort: %w", err)
		}
	}
	low, end, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	for _, dir := range []source.Dir{source.Forward, source.Backward} {
		want := map[source.Dir]source.Offset{source.Forward: end, source.Backward: low}[dir]
		got, reached, err := walk(ctx, src, ref, dir, source.Want{Records: 1, Bytes: 1})
		if err != nil {
			return err
		}
		if reached != want {
			return fmt.Errorf("direction %+d: came to %d, want %d", dir, reached.Lo, want.Lo)
		}
		if err := compare(data(got), e.want(ref)); err != nil {
			return fmt.Errorf("direction %+d: %w", dir, err)
		}
	}
	return e.follow(ctx, src, source.Position{{Ref: ref, Offset: low}})
}
