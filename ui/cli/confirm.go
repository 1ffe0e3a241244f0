package cli

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"time"

	"riffle/source"
	"riffle/ui/figures"
)

// plannedScan is the number of bytes from which on a person is told what a read will
// take.
const plannedScan = 10e6

// errRefused says that a large read was not agreed to.
var errRefused = errors.New("nothing was read: the scan was not agreed to")

// confirm shows on a terminal what a read will take, and asks where that is much.
// Without a terminal --yes has to have said so.
func (a App) confirm(c *common, r *report, e source.Extent, all int) error {
	zone := a.now(c).Location()
	p := figures.Extent(e, all, func(t time.Time) string { return t.In(zone).Format("2006-01-02 15:04:05") })
	switch {
	case e.Bytes <= source.Large || c.yes:
		if e.Bytes >= plannedScan {
			r.plan(p)
		}
		return nil
	case a.In == nil || !a.ErrTerminal:
		return fmt.Errorf("this would read %s, more than 10 GB: narrow it (--from, --to, --partitions, $ts in --where), or agree with --yes", p)
	}
	r.clear()
	fmt.Fprintf(r.out, "This reads %s. Go on? [y/N] ", p)
	answer, _ := bufio.NewReader(a.In).ReadString('\n')
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y") {
		return errRefused
	}
	return nil
}
