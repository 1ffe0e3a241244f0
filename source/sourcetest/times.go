package sourcetest

import (
	"context"
	"fmt"
	"time"

	"riffle/source"
)

// timeCases look up offsets by time.
func timeCases() []testCase {
	return []testCase{
		{"time", "", func(ctx context.Context, e *env) error { return checkTimes(ctx, e, numbered(0, 80)) }},
		{"time running backwards", "", func(ctx context.Context, e *env) error { return checkTimes(ctx, e, jittered(120)) }},
		{"time in an empty partition", "", checkNoTimes},
		{"equal times", "", checkEqualTimes},
		{"many lookups", "", checkLookups},
	}
}

// jittered makes records whose times run back and forth, stand still, and jump
// ahead once, as those of real partitions do.
func jittered(n int) []source.Record {
	list := numbered(0, n)
	for i := range list {
		shift := time.Duration((i*7919)%23-11) * 700 * time.Millisecond
		if i%10 >= 7 {
			shift = -time.Duration(i%10) * time.Second // equal to an earlier one
		}
		list[i].Time = list[i].Time.Add(shift)
	}
	list[n/2].Time = list[n/2].Time.Add(20 * time.Second)
	return list
}

// firstAt is the reference for a lookup: the first record in offset order with a
// time of t or later, or -1.
func firstAt(records []source.Record, t time.Time) int {
	for i := range records {
		if !records[i].Time.Before(t) {
			return i
		}
	}
	return -1
}

// checkTimes looks up every time there is, those a little earlier and later, and
// those before and after everything.
func checkTimes(ctx context.Context, e *env, records []source.Record) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	ref := list[0]
	if err := e.write(ctx, ref, records...); err != nil {
		return err
	}
	if err := e.trim(ctx, src, ref, len(records)/10); err != nil {
		return err
	}
	all, end, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	times := []time.Time{time.UnixMilli(1), epoch.Add(-time.Hour), epoch.AddDate(1, 0, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, r := range records {
		times = append(times, r.Time.Add(-time.Millisecond), r.Time, r.Time.Add(time.Millisecond))
	}
	lookups := make([]source.Lookup, len(times))
	for i, t := range times {
		lookups[i] = source.Lookup{Ref: ref, Time: t}
	}
	found, err := lookup(ctx, src, lookups...)
	if err != nil {
		return err
	}
	for i, t := range times {
		if err := checkFound(found[i], all, end, firstAt(all, t)); err != nil {
			return fmt.Errorf("time %v: %w", t, err)
		}
	}
	return checkLargest(ctx, src, ref, all)
}

// checkFound compares an answer with record want of all, or with none where want is -1.
func checkFound(f source.Found, all []source.Record, end source.Offset, want int) error {
	switch {
	case want < 0 && (f.OK || f.Offset != end):
		return fmt.Errorf("found %d (%v), want none and the end %d", f.Offset.Lo, f.OK, end.Lo)
	case want < 0:
		return nil
	case !f.OK:
		return fmt.Errorf("found none, want %d", all[want].Offset.Lo)
	case f.Offset != all[want].Offset:
		return fmt.Errorf("found %d, want %d", f.Offset.Lo, all[want].Offset.Lo)
	case !f.Time.Equal(all[want].Time):
		return fmt.Errorf("found time %v, want %v", f.Time, all[want].Time)
	}
	return nil
}

// checkLargest looks up the record with the largest time.
func checkLargest(ctx context.Context, src source.Source, ref source.Ref, all []source.Record) error {
	found, err := lookup(ctx, src, source.Lookup{Ref: ref})
	if err != nil {
		return err
	}
	var largest time.Time
	for i := range all {
		if all[i].Time.After(largest) {
			largest = all[i].Time
		}
	}
	for i := range all {
		if all[i].Offset == found[0].Offset && all[i].Time.Equal(largest) && found[0].Time.Equal(largest) && found[0].OK {
			return nil
		}
	}
	return fmt.Errorf("largest time %v: found %d at %v (%v)", largest, found[0].Offset.Lo, found[0].Time, found[0].OK)
}

// lookup looks up and makes an error of any answer's.
func lookup(ctx context.Context, src source.Source, lookups ...source.Lookup) ([]source.Found, error) {
	found, err := src.OffsetsAt(ctx, lookups)
	if err != nil {
		return nil, err
	}
	if len(found) != len(lookups) {
		return nil, fmt.Errorf("%d answers to %d lookups", len(found), len(lookups))
	}
	for i := range found {
		if found[i].Err != nil {
			return nil, found[i].Err
		}
	}
	return found, nil
}

// checkNoTimes looks up times where there are no records.
func checkNoTimes(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	_, end, err := ends(ctx, src, list[0])
	if err != nil {
		return err
	}
	for _, t := range []time.Time{time.UnixMilli(1), epoch, {}} {
		found, err := lookup(ctx, src, source.Lookup{Ref: list[0], Time: t})
		if err != nil {
			return err
		}
		if err := checkFound(found[0], nil, end, -1); err != nil {
			return fmt.Errorf("time %v: %w", t, err)
		}
	}
	return nil
}

// checkEqualTimes reads records of one instant again and again: the same order,
// and their time finds the first of them.
func checkEqualTimes(ctx context.Context, e *env) error {
	records := numbered(0, 60)
	for i := 10; i < 50; i++ {
		records[i].Time = records[10].Time
	}
	if err := checkTimes(ctx, e, records); err != nil {
		return err
	}
	return e.roundTrip(ctx, source.Want{Records: 9}, records...)
}

// checkLookups asks for several partitions at once, out of order and repeatedly:
// each answer stands where its question does.
func checkLookups(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 3)
	if err != nil {
		return err
	}
	logs, tops := map[source.Ref][]source.Record{}, map[source.Ref]source.Offset{}
	for i, ref := range list {
		if err := e.write(ctx, ref, numbered(i*5, 20)...); err != nil {
			return err
		}
		if logs[ref], tops[ref], err = walk(ctx, src, ref, source.Forward, source.Want{}); err != nil {
			return err
		}
	}
	var lookups []source.Lookup
	for i := range 40 {
		lookups = append(lookups, source.Lookup{Ref: list[i*2%3], Time: epoch.Add(time.Duration(i*11%40) * 800 * time.Millisecond)})
	}
	found, err := lookup(ctx, src, lookups...)
	if err != nil {
		return err
	}
	for i, x := range lookups {
		if err := checkFound(found[i], logs[x.Ref], tops[x.Ref], firstAt(logs[x.Ref], x.Time)); err != nil {
			return fmt.Errorf("lookup %d, p%d at %v: %w", i, x.Partition, x.Time, err)
		}
	}
	return nil
}
