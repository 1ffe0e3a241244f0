package source

import "runtime/debug"

// Go runs f in a goroutine of its own. It is the only way riffle starts one: a
// panic in a bare goroutine would end the process and leave the terminal raw, so
// here it is caught and handed to failed as a [PanicError]. A test finds any
// other go statement.
func Go(f func(), failed func(error)) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				failed(&PanicError{Value: v, Stack: debug.Stack()})
			}
		}()
		f()
	}()
}
