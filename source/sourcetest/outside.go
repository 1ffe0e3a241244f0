package sourcetest

import (
	"context"
	"fmt"

	"riffle/source"
)

// checkOutside reads between boundaries inside of what is stored together, and below
// the low end where that lies inside too. What a page counts is what lies between them,
// also where records are left out.
func checkOutside(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 120)
	if err != nil {
		return err
	}
	all, end, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	for _, contains := range [][][]byte{nil, {[]byte("in none")}, {[]byte(`"n":3`)}} {
		for i := 0; i < len(all); i += 5 {
			for _, n := range []int{1, 4, 13, 40} {
				until := end
				if i+n < len(all) {
					until = all[i+n].Offset
				}
				want := source.Want{Contains: contains, Until: until}
				if err := checkCounted(ctx, src, ref, all[i].Offset, want, all); err != nil {
					return fmt.Errorf("from %d until %d with %q: %w", all[i].Offset.Lo, until.Lo, contains, err)
				}
			}
		}
	}
	return nil
}

// checkCounted compares what a page counts with the log.
func checkCounted(ctx context.Context, src source.Source, ref source.Ref, at source.Offset, want source.Want, all []source.Record) error {
	p, err := read(ctx, src, ref, at, source.Forward, want)
	if err != nil {
		return err
	}
	defer p.Release()
	there := 0
	for i := range all {
		if o := all[i].Offset; !o.Less(at) && o.Less(want.Until) && o.Less(p.To) {
			there++
		}
	}
	if n := p.Looked.Records - p.Outside; n != int64(there) {
		return fmt.Errorf("page [%d, %d) counts %d records and %d outside: %d, want %d", p.From.Lo, p.To.Lo, p.Looked.Records, p.Outside, n, there)
	}
	return nil
}
