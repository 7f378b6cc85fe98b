package merge

import "bytes"

// split cuts a text into its lines, each with its end.
func split(s []byte) [][]byte {
	lines := make([][]byte, 0, bytes.Count(s, []byte{'\n'})+1)
	for len(s) > 0 {
		n := bytes.IndexByte(s, '\n') + 1
		if n == 0 {
			n = len(s)
		}
		lines = append(lines, s[:n])
		s = s[n:]
	}
	return lines
}

// trimEnd is a line without its end and the blanks before it.
func trimEnd(line []byte) []byte { return bytes.TrimRight(line, " \t\r\n") }

// chomp is a line without its end.
func chomp(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\n'}), []byte{'\r'})
}

func isBlank(line []byte) bool { return len(trimEnd(line)) == 0 }

// lineEnd is the end that a document's own lines have: its ledger's, which is ours and stays, else that of most lines.
func lineEnd(lines [][]byte, ledger int) string {
	if ledger >= 0 && ledger < len(lines) {
		return endOf(lines[ledger])
	}
	crlf := 0
	for _, l := range lines {
		if bytes.HasSuffix(l, []byte("\r\n")) {
			crlf++
		}
	}
	if 2*crlf > len(lines) {
		return "\r\n"
	}
	return "\n"
}

func endOf(line []byte) string {
	if bytes.HasSuffix(line, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// writer puts a document together. What is ours gets the document's line ends, what is a person's is written as it is.
type writer struct {
	buf bytes.Buffer
	eol string
}

// raw writes lines as they are, on a line of their own.
func (w *writer) raw(lines ...[]byte) {
	for _, l := range lines {
		if len(l) == 0 {
			continue
		}
		w.endLine()
		w.buf.Write(l)
	}
}

// own writes lines of ours.
func (w *writer) own(lines ...[]byte) {
	for _, l := range lines {
		w.endLine()
		w.buf.Write(chomp(l))
		w.buf.WriteString(w.eol)
	}
}

func (w *writer) line(s string) { w.own([]byte(s)) }

func (w *writer) endLine() {
	if b := w.buf.Bytes(); len(b) > 0 && b[len(b)-1] != '\n' {
		w.buf.WriteString(w.eol)
	}
}

// gap makes sure that a blank line, or nothing, stands before what comes.
func (w *writer) gap() {
	w.endLine()
	if b := w.buf.Bytes(); len(b) > 0 && !endsBlank(b) {
		w.buf.WriteString(w.eol)
	}
}

// endsBlank says if the last line of a text that ends in a line end is blank.
func endsBlank(b []byte) bool {
	b = b[:len(b)-1]
	return isBlank(b[bytes.LastIndexByte(b, '\n')+1:])
}

// trailing cuts the blank lines off the end of a text.
func (w *writer) trailing() []byte {
	b := w.buf.Bytes()
	n := len(b)
	for n > 0 && endsBlank(b[:n]) {
		n = bytes.LastIndexByte(b[:n-1], '\n') + 1
	}
	rest := bytes.Clone(b[n:])
	w.buf.Truncate(n)
	return rest
}
