// Package recall is what riffle remembers between two runs: the filters, places,
// searches and commands that were typed, and the columns that were chosen for a
// topic.
//
// A [Memory] is in the process and costs nothing to ask; a [File] keeps it. The
// file is a journal: each thing to be remembered is one line, appended in one
// write. So two riffles that run at once lose nothing of each other, a line that
// was torn by a full disk takes no other with it, and nothing has to be read before
// something can be written. When the file is loaded and has grown, it is written
// anew, in one step.
//
// What was typed may be private: the file is for its owner alone. A nil *File
// keeps nothing, which is what tests, the demo and "history = false" use.
//
//	file := recall.In(recall.Dir(os.Getenv, runtime.GOOS))
//	memory, err := file.Load()                    // err: what could not be read was left out
//	memory.Add(recall.Filter, "type = Shipped")
//	err = file.Append(recall.Typed(recall.Filter, "type = Shipped"))
package recall
