package demo

import "time"

// Deploy is when the new version of shipping goes out.
func (d *Cluster) Deploy() time.Time { return d.story.deploy }
