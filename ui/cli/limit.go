package cli

import (
	"fmt"

	"riffle/query"
)

// limit understands --max-rate, or what the configuration has in its place.
func (c *common) limit() (err error) {
	switch {
	case c.maxRate != "":
		if c.MaxRate, err = rate(c.maxRate); err != nil {
			return fmt.Errorf("--max-rate %q: %w", c.maxRate, err)
		}
	case c.file.MaxRate.Value != "":
		if c.MaxRate, err = rate(c.file.MaxRate.Value); err != nil {
			return c.file.Wrong(c.file.MaxRate.Pos, "max_rate: "+err.Error(), "such as 20MB")
		}
	}
	return nil
}

// rate reads a number of bytes a second.
func rate(text string) (int64, error) {
	n, ok := query.Bytes(text)
	if !ok || n < 1000 {
		return 0, fmt.Errorf("it is a number of bytes a second, 1kB or more, such as 20MB")
	}
	return n, nil
}
