// Package sourcetest is the conformance suite: what [source.Source] promises,
// as cases that every driver must pass.
//
// A driver's test fills in a [Fixture], the hands that the suite has on the
// system: make a topic, append to it, open the driver. The suite keeps its own
// plain list of what it wrote, and every result is compared with that list. So
// it trusts no part of a driver to check another part.
//
// Each case has a deadline of its own, since a wrong reader hangs as often as it
// lies, and is a function that returns what is wrong. [Check] runs one of them:
// the test of the memory driver breaks that driver on purpose, in every way that
// drivers are known to break, and asks that the case made for it finds out.
//
// What a fixture cannot do yet (an outage, a transaction) is left nil and its cases
// are skipped, or fail where [Fixture.Require] is set. What a system does not have
// is named in [Fixture.Without].
//
// # Example
//
//	func TestConformance(t *testing.T) {
//		sourcetest.Run(t, sourcetest.Fixture{
//			Create: func(ctx context.Context, topic string, partitions int) error { ... },
//			Append: func(ctx context.Context, ref source.Ref, records []source.Record) error { ... },
//			Open:   func(ctx context.Context) (source.Source, error) { return kafka.Open(ctx, ...) },
//			...
//		})
//	}
package sourcetest
