package source

// Detail is how a topic is kept, and where.
type Detail struct {
	Topic      string
	Partitions []Placement // sorted by partition
	Settings   []Setting   // sorted by name; those set for this topic and the defaults
	Denied     error       // why there are no settings
}

// Placement is where one partition is kept.
type Placement struct {
	Ref
	Leader   int32   // the server that answers for it; -1 where none does
	Replicas []int32 // the servers that hold a copy
	InSync   []int32 // those of them that are up to date
}

// Setting is one entry of a configuration.
type Setting struct {
	Name  string
	Value string // empty where Secret
	Own   bool   // set for this topic; else a default
	From  string // where the value comes from: "topic", "broker", "default"
	// Secret values are never told by the server.
	Secret bool
}
