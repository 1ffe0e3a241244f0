// Package config reads config.toml, and is strict about it.
//
// Whoever mistypes a key in a configuration file finds out when it is needed, at
// night, unless the program says so at once. So a section, option, action or key
// that riffle does not know, a value of the wrong type and anything that is set
// twice are errors, with the line, its text, a caret, and the nearest name that
// would have been right. All of them are told together, not one per attempt.
//
// TOML, because what is written is what is read: in YAML `user: 00123` is the
// number 83 and `no` is false. The file is only ever written by its owner's editor.
//
//	theme = "light"                       # auto dark light mono
//	utc = true
//
//	[keys]
//	stream.filter = ["f", "&"]            # place.action, as `riffle keys` names them
//
//	[filters]
//	errors = "status >= 500"              # in any filter: @errors and type = Buy
//
//	[clusters.prod]                       # riffle -c prod
//	brokers = ["b-1.prod:9093"]
//	sasl.username = "oncall"              # and every other property that -X takes
//
// What the sections mean is known elsewhere: the keys in package keymap, the
// filters in query, the properties in the driver. They get texts with their places
// in the file, and what they find wrong is said by [File.Wrong] like everything else.
package config
