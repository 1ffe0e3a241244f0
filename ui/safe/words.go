package safe

import "strings"

// Words breaks a sentence into lines of at most w cells, between words where it can.
// There is at least one line.
func Words(t Text, w int) (lines []Text) {
	for Width(t) > w {
		head, _, read := Take(nil, []byte(t), w, "", "")
		switch i := strings.LastIndexByte(string(head), ' '); {
		case t[read] == ' ':
			read++
		case i > 0:
			head, read = head[:i], i+1
		}
		if read == 0 {
			break
		}
		lines = append(lines, Text(head))
		t = t[read:]
	}
	return append(lines, t)
}
