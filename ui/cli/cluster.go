package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"riffle/source"
)

// named fills in the cluster that -c names. Without it, and with no address given
// in another way, it is the one that the configuration says.
func (c *common) named(env func(string) string) func() error {
	return func() error {
		name := c.cluster
		if name == "" && len(c.Brokers) == 0 && env("RIFFLE_BROKERS") == "" {
			name = c.file.Cluster.Value
		}
		if name == "" {
			return nil
		}
		cluster, ok := c.file.Named(name)
		if !ok {
			return c.unknownCluster(name)
		}
		c.Name = name
		if len(c.Brokers) == 0 {
			c.Brokers = cluster.Brokers
		}
		c.Properties = append(cluster.Settings(), c.Properties...) // what is given last counts
		return nil
	}
}

// unknownCluster says which clusters there are.
func (c *common) unknownCluster(name string) error {
	if len(c.file.Clusters) == 0 {
		return fmt.Errorf("-c %s: no cluster has a name yet; riffle config edit: [clusters.%s] with brokers = [\"host:9092\"]", name, name)
	}
	var names []string
	for _, x := range c.file.Clusters {
		names = append(names, x.Name.Value)
	}
	near := slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return source.Distance(strings.ToLower(n), strings.ToLower(name)) > max(2, len(name)/3) && !strings.Contains(n, name)
	})
	if len(near) > 0 {
		return fmt.Errorf("-c %s: there is no such cluster in %s: did you mean %s?", name, c.file.Path, strings.Join(near, " or "))
	}
	return fmt.Errorf("-c %s: there is no such cluster in %s: it has %s", name, c.file.Path, strings.Join(names, ", "))
}

// logged opens the file of --log. Nobody but its owner may read it: names of topics
// and addresses are in it.
func (c *common) logged() error {
	if c.log == "" {
		return nil
	}
	file, err := os.OpenFile(c.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("--log: %w", err)
	}
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		if err := file.Chmod(0o600); err != nil {
			return fmt.Errorf("--log %s: others can read it: %w", c.log, err)
		}
	}
	c.Log = file // open until the process ends
	return nil
}
