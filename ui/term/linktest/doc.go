// Package linktest measures a program at the far end of a link: what it writes, byte
// for byte, how long a key takes, and what is left of both when the link is as slow as
// ssh over a bad line.
//
// Such a link is not felt where a program writes. The machine at the far end takes all
// that it is given and lets it queue in front of the line, megabytes of it, and the
// answer to a key stands at the end. A test that merely reads slowly shows none of
// that: there the program is told to wait. So [Link] takes everything at once, passes
// it on at its own speed, and tells how much was waiting ([Terminal.Queued]).
//
// The terminal behind it is an emulator: it draws, answers what it is asked, and shows
// what stands on the screen.
//
//	slow := linktest.Link{Speed: 20_000, Delay: 40 * time.Millisecond}
//	s := linktest.Start(t, linktest.Options{Link: slow}, bin, "open", "orders", "--follow")
//	s.Sees("following")
//	took := s.Answered("j", func(e *vt.Emulator) string { return e.String() })
package linktest
