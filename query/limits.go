package query

// What a filter, and one record under it, may cost. A filter comes from a person
// but also from a configuration that somebody else wrote; a record comes from
// anywhere. Inside these bounds no text and no record can overflow the stack,
// which Go cannot recover from, or stop the program for long.
const (
	maxText     = 64 << 10 // bytes of filter text, saved filters included one by one
	maxNesting  = 100      // brackets, nots and saved filters inside one another
	maxParts    = 4096     // conditions and list values, after saved filters are put in
	maxSteps    = 64       // segments of one path
	maxExponent = 400      // of a number in a filter: beyond it the text is an id, not an amount

	maxValue         = 16 << 20 // bytes of a value or key that paths look into
	maxDepth         = 10_000   // nesting of its JSON
	maxModifierValue = 1 << 20  // bytes that a modifier may work on: gjson cannot be interrupted
	maxModifierDepth = 512      // and their nesting: gjson's modifiers recurse, some in squares
	maxModifiers     = 4        // of one path: each @tostr may double its input
	maxKept          = 1 << 20  // bytes of a work buffer that is kept for the next record
)
