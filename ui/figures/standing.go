package figures

import (
	"fmt"
	"strings"

	"riffle/source"
)

// placesSaid is how many partitions a sentence names.
const placesSaid = 6

// Standing says what has to be known of the place of a consumer group, one sentence
// each; none where it has committed an offset in every partition, and all lie in them:
//
//	group billing has committed nothing in 2 of 6 partitions (orders p3, orders p5): it is taken to be at the oldest record there
func Standing(st *source.Standing) (list []string) {
	if n := len(st.None); n > 0 {
		list = append(list, fmt.Sprintf("group %s has committed nothing in %s (%s): it is taken to be at the oldest record there",
			st.Group, some(n, len(st.At)), places(n, func(i int) string { return fmt.Sprintf("%s p%d", st.None[i].Topic, st.None[i].Partition) })))
	}
	if n := len(st.Beyond); n > 0 {
		list = append(list, fmt.Sprintf("group %s stands beyond the end of %s (%s), as after a topic was made anew: it is taken to be at the end there",
			st.Group, some(n, len(st.At)), places(n, func(i int) string {
				x := st.Beyond[i]
				return fmt.Sprintf("%s p%d @ %d", x.Topic, x.Partition, x.Offset.Lo)
			})))
	}
	return list
}

// some is a part of the partitions: "2 of 6 partitions".
func some(n, all int) string {
	return Count(n) + " of " + Things(all, "partition")
}

// places names the first of n places.
func places(n int, name func(i int) string) string {
	var names []string
	for i := range min(n, placesSaid) {
		names = append(names, name(i))
	}
	if n > placesSaid {
		names = append(names, fmt.Sprintf("%s more", Count(n-placesSaid)))
	}
	return strings.Join(names, ", ")
}
