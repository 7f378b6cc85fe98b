package event

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"time"
)

// crockford is base32 without the letters that are misread (i, l, o, u), in lower case.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// ID is the stable id of an event: "E-" and 8 base32 characters of a hash of its kind and of the parts of its native key (Slack team,
// channel and ts; an alert's fingerprint and start; a status update's id; a commit). It must never depend on a file's path or on a source's
// configured name, so that the same evidence has the same id whether it was exported or asked for.
func ID(kind Kind, native ...string) string {
	h := sha256.New()
	h.Write([]byte(kind))
	for _, n := range native {
		h.Write([]byte{0})
		h.Write([]byte(strconv.Itoa(len(n)))) // lengths keep ("a", "bc") apart from ("ab", "c")
		h.Write([]byte{0})
		h.Write([]byte(n))
	}
	return "E-" + crockford.EncodeToString(h.Sum(nil)[:5])
}

// Ordinals gives ids to records that have no native key: the instant, the shape of the text before anything is redacted from it, and the
// record's ordinal among equals. One Ordinals serves all the files of a family, so that equal records in two files get two ids, whichever
// file is read first. The zero value is ready.
type Ordinals struct{ seen map[string]int }

// ID is the id of the next record of kind at an instant with a text.
func (o *Ordinals) ID(kind Kind, at time.Time, text string) string {
	key := string(kind) + "\x00" + at.UTC().Format(time.RFC3339Nano) + "\x00" + Shape(text)
	if o.seen == nil {
		o.seen = map[string]int{}
	}
	o.seen[key]++
	return ID(kind, key, strconv.Itoa(o.seen[key]))
}

// Shape is a text with what varies masked: every word that holds a digit becomes "#", and so does what follows "=" or ":" inside a word.
// The rule is fixed for ever, because ids hang on it, and it is taken of the text before redaction: an id must not change when a later
// version of pes recognises one more kind of secret.
func Shape(text string) string {
	var b strings.Builder
	for i, w := range strings.Fields(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(shapeWord(w))
	}
	return b.String()
}

func shapeWord(w string) string {
	if i := strings.IndexAny(w, "=:"); i > 0 && i < len(w)-1 {
		return shapeWord(w[:i]) + w[i:i+1] + "#"
	}
	if strings.ContainsAny(w, "0123456789") {
		return "#"
	}
	return w
}
