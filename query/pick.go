package query

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Key returns a segment of a path that names exactly that key: in quotes where it
// has dots, spaces or anything else with a meaning.
func Key(name string) string { return quoteKey(name) }

// Pick returns the condition that holds where the field at path has that value
// and no other: what + writes for the value under the cursor, and - behind not. It
// takes nil, bool, string, []byte, json.Number, all kinds of numbers and
// time.Time. It returns "" for what no filter can say: objects, arrays, NaN, a
// number with an exponent beyond the limit.
//
// path is a field of the record's own ($headers.retry) or segments made by [Key],
// joined by dots. Between an array and a member of its elements stands # (items.#.sku);
// elements that are plain values have the path of the array itself.
func Pick(path string, value any) string {
	var text string
	switch v := value.(type) {
	case nil:
		return orNothing(path + " is null")
	case string:
		text = quoteText(v)
	case []byte:
		text = quoteText(string(v))
	case bool:
		text = strconv.FormatBool(v)
	case time.Time:
		text = v.Format(timeForm)
	case json.Number:
		if text = v.String(); !isNumber([]byte(text)) {
			return ""
		}
	case float32:
		return Pick(path, float64(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ""
		}
		text = strconv.FormatFloat(v, 'g', -1, 64)
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		text = fmt.Sprint(v)
	default:
		return ""
	}
	return orNothing(path + " = " + text)
}

// orNothing returns the filter if it can be read, else "".
func orNothing(filter string) string {
	if _, err := Compile(filter, Settings{Now: time.Unix(0, 0)}); err != nil {
		return ""
	}
	return filter
}
