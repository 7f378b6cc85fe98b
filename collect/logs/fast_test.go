package logs

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/internal/when"
)

// roomy is a copy of a log with the room behind it that blocks have.
func roomy(data []byte) []byte { return append(make([]byte, 0, len(data)+room), data...) }

// failer is what testing.TB and rapid.T have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// compareLanes reads lines by a parser that remembers all it can, and by one that remembers nothing, and wants the same records.
func compareLanes(t failer, data []byte) {
	t.Helper()
	var b block
	var first [][]byte
	for rest := data; len(rest) > 0 && len(first) < sampleLines; {
		var line []byte
		line, rest = b.cutLine(rest)
		if len(line) > 0 {
			first = append(first, line)
		}
	}
	open := func() (*clock, *plainParser) {
		c := &clock{near: when.Span{From: day, To: day.Add(6 * time.Hour)}}
		p := plainText().open(c, first).(*plainParser)
		for _, line := range first {
			p.parse(line, &record{})
		}
		c.pinned = true
		return c, p
	}
	fastClock, fast := open()
	fastClock.begin(0, false)
	fast.words.sets = make([][2]remembered, memoSets)
	fast.headers = headers{slots: make([][2]knownHeader, headerSlots)}
	slowClock, slow := open()
	for rest := data; len(rest) > 0; {
		var line []byte
		line, rest = b.cutLine(rest)
		slowClock.begin(slowClock.last, false)
		slow.words.sets, slow.words.judged, slow.headers.off = nil, 0, true
		var want, got record
		wantOK, gotOK := slow.parse(bytes.Clone(line), &want), fast.parseQuickly(line, &got)
		if wantOK != gotOK {
			t.Fatalf("%q: a record %v, slowly %v", line, gotOK, wantOK)
		}
		if !gotOK {
			continue
		}
		if diff := gocmp.Diff(inFull(want), inFull(got)); diff != "" {
			t.Fatalf("%q (-slow +fast):\n%s", line, diff)
		}
		if x, y := shapeHash(got.message), shapeHash(bytes.Clone(got.message)); x != y {
			t.Fatalf("%q: two shapes, %x and %x", got.message, x, y)
		}
	}
}

// parseQuickly is parse in the way of scanner.runPlain.
func (p *plainParser) parseQuickly(line []byte, r *record) bool {
	at, h := p.quickly(line)
	if h == nil {
		return p.parse(line, r)
	}
	rest := line[p.clock.ticks.quick.n:]
	p.clock.last = at
	r.at, r.level, r.service, r.message = at, h.level, rest[h.from:h.to], rest[h.message:]
	return true
}

func inFull(r record) string {
	return fmt.Sprintf("%d %v level %d, status %d, service %q, message %q", r.at, r.undated, r.level, r.status, r.service, r.message)
}

// parts are what headers are made of, and what looks like it.
var parts = strings.Split("INFO|info|ERROR|error|[error]|[core:error]|debug1|DEBUG3:|debug7|WARN:|E|[E]|I:|level=error|-|--|||:|::|=>|—|[main]|[exec-4]|[exec-47]|"+
	"[pool 3 thread 9]|[a:b]|[x]:|[unclosed|(ThreadPool-2)|1234|0x1f|payments:|pay-ments:|shard-3:|shard-12:|org.example.Pool:|kube-proxy :|Failed:|IOError:|ORA-00600:|"+
	"payments|auth - |a|ab|abcdefgh|abcdefgh:|abcdefghijklmnop:|abcdefghijklmnopqrstuvwxyz:|12:30|PM|am|EST|EST 2025|UTC|GMT+2|-0400|+02:00|(UTC)|2025|America/New_York|Z|"+
	"retrying: no answer|GET /cart/12 done|user=alice id=5|status = 500|日本語|\xff\xfe|\x00|a\tb|key:|http://x/y:z|", "|")

// What is remembered of stamps, words and headers changes no record, whatever stands in the lines.
func TestFastLanes(t *testing.T) {
	for name, data := range corpus(t) {
		t.Run(name, func(t *testing.T) { compareLanes(t, roomy(data)) })
	}
	rapid.Check(t, func(t *rapid.T) {
		layouts := []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05.000Z07:00", "2006-01-02 15:04:05,000", "Jan _2 15:04:05", "[02/Jan/2006:15:04:05 -0700]", "Mon Jan _2 15:04:05 2006", "Mon Jan _2 15:04:05", "15:04:05"}
		layout := rapid.SampledFrom(layouts).Draw(t, "layout")
		seed := rapid.Uint64().Draw(t, "seed")
		few := rapid.IntRange(2, len(parts)).Draw(t, "few")
		compareLanes(t, roomy(ofParts(seed, layout, few)))
	})
}

// Headers that are alike but for what the rules ask about.
func TestFastLanesOfLookalikes(t *testing.T) {
	for _, pair := range [][2]string{
		{"ERROR debug7: x", "ERROR debug1: x"},
		{"E\x00 payments: x", "E payments: x"},
		{"INFO -\x00 auth - x", "INFO - auth - x"},
		{"ERROR [exec-12] [exec-13] -- -- payments: x", "ERROR [exec-12] [exec-13] -- ab payments: x"},
		{"ERROR [exec-12] payments: x", "ERROR [exec-1] payments : x"},
		{"EDT x", "EDT 2025 x"},
		{"INFO payments: x", "INFO payments:  x"},
		{"INFO payments: x", "INFO payments:"},
	} {
		var b bytes.Buffer
		for i := range 40 {
			fmt.Fprintf(&b, "Mon Oct 20 07:03:%02d INFO [exec-%d] payments: charge %d\n", i, i, i)
		}
		for range 3 {
			for _, line := range pair {
				fmt.Fprintf(&b, "Mon Oct 20 07:03:41 %s\n", line)
			}
		}
		compareLanes(t, roomy(b.Bytes()))
	}
}

// ofParts is lines with some of the parts behind a stamp.
func ofParts(seed uint64, layout string, few int) []byte {
	rng := rand.New(rand.NewPCG(seed, 9))
	some := make([]string, few)
	for i := range some {
		some[i] = parts[rng.IntN(len(parts))]
	}
	var b bytes.Buffer
	at := day
	for range 300 {
		b.WriteString(at.Format(layout))
		for range rng.IntN(7) {
			b.WriteString(strings.Repeat(" ", 1+rng.IntN(8)/7))
			b.WriteString(some[rng.IntN(few)])
		}
		b.WriteByte('\n')
		if rng.IntN(3) == 0 {
			at = at.Add(1e9 * 7)
		}
	}
	return b.Bytes()
}

func FuzzFastLanes(f *testing.F) {
	f.Add("2025-10-20 07:03:03,250 INFO [exec-4] a: b\n2025-10-20 07:03:04,250 INFO [exec-17] a: b\n2025-10-20 07:03:04,250 EST x")
	f.Add("Mon Oct 20 07:03:03 EDT 2025 x\nMon Oct 20 07:03:03 EDT y\nMon Oct 20 07:03:04 2025 z")
	f.Add("10:00:03 a\n10:00:04 PM\n10:00:04 b: c\n10:00:05 debug1 b: c\n10:00:05 debug7 b: c")
	f.Fuzz(func(t *testing.T, lines string) {
		compareLanes(t, roomy([]byte(strings.Repeat(lines+"\n", 2))))
	})
}

// Messages of one shape are those that differ only in words with digits, and in how many blanks there are.
func TestShapeHash(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		same bool
	}{
		{"user 12 signed out", "user 4711 signed out", true},
		{"user 12 signed out", "user x9 signed out", true},
		{"user bob signed out", "user eve signed out", false},
		{"user 12 signed out", "user 12 signed in", false},
		{"a  b", "a b", true},
		{"a b", "ab", false},
		{"id=5 x", "id=77 x", true},
		{"id=5", "code=5", false},
		{"id 5", "id=5", false},
		{"a=b", "a b", false},
		{"a = b", "a b", false},
		{"x1=a", "x1 a", false},
		{"5", "", false},
		{"abcdefgh", "abcdefg", false},
		{"abcdefgh ", "abcdefgh", true},
		{"abcdefgh=", "abcdefgh", false},
		{"a= b", "a =b", false},
		{"a 5 6 b 7 c", "a 5 b 6 7 c", false},
		{strings.Repeat("a", 9), strings.Repeat("a", 10), false},
		{"abcdefghi", "abcdefghj", false},
		{"aaaaaaaaaaaaaaaa1", "bbbbbbbbbbbbbbbbbbbbbbbb2cccc", true},
		{"aaaaaaaaaaaaaaaa1 x", "7 x", true},
		{"aaaaaaaaaaaaaaaa1 x", "7 y", false},
		{strings.Repeat("a", 100) + " b", strings.Repeat("a", 99) + " b", false},
		{strings.Repeat("a ", 40) + "b", strings.Repeat("a ", 40) + "c", false},
		{strings.Repeat("a ", maxShape) + "b", strings.Repeat("a ", maxShape) + "c", true},
	} {
		a, b := shapeHash([]byte(tc.a)), shapeHash([]byte(tc.b))
		if (a == b) != tc.same {
			t.Errorf("%.40q and %.40q: same shape %v, want %v", tc.a, tc.b, a == b, tc.same)
		}
	}
}

// The hash of a shape is that of its plain definition: words cut one by one.
func TestShapeHashFollowsItsRule(t *testing.T) {
	word := rapid.StringMatching(`[a-z=.:/-]{0,5}|[a-z]{6,20}|[0-9a-f]{1,18}|=|[a-zé]{50,70}|[a-z]{120,140}5?|\t| {1,70}`)
	rapid.Check(t, func(t *rapid.T) {
		a := strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, "a"), " ")
		b := strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, "b"), " ")
		switch rapid.IntRange(0, 3).Draw(t, "like a") {
		case 0:
			b = strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return '0' + (r-'0'+3)%10
				}
				return r
			}, a)
		case 1:
			b = a
			if at := rapid.IntRange(0, len(a)).Draw(t, "at"); at < len(a) {
				b = a[:at] + rapid.SampledFrom([]string{"", " ", "=", "x", "7", "xx", "  ", "é"}).Draw(t, "put") + a[at+1:]
			}
		case 2:
			b = strings.ReplaceAll(a, " ", "  ")
		}
		if got, want := shapeHash([]byte(a)) == shapeHash([]byte(b)), gocmp.Equal(shapeWords(a), shapeWords(b)); got != want {
			t.Fatalf("%q and %q: same shape %v, want %v", a, b, got, want)
		}
		if x, y := shapeHash([]byte(a)), shapeHash(roomy([]byte(a + " 1x=y z"))[:len(a)]); x != y {
			t.Fatalf("%q: what is behind it matters", a)
		}
	})
}

// Each byte of a word counts, wherever in a window it stands and however long the word is; none of a word with a digit does.
func TestShapeHashOfEachByte(t *testing.T) {
	for before := range 70 {
		for length := 1; length <= 140; length++ {
			text := []byte(strings.Repeat("b ", before/2) + strings.Repeat(" ", before%2) + strings.Repeat("w", length) + " end")
			want, seen := shapeHash(text), map[uint64]bool{}
			word := text[before : before+length]
			for i := range word {
				word[i] = 'v'
				if h := shapeHash(text); h == want || seen[h] {
					t.Fatalf("%q: the shape of another", text)
				}
				seen[shapeHash(text)] = true
				word[i] = 'w'
			}
			word[0] = '8'
			number := shapeHash(text)
			word[0], word[length-1] = 'w', '7'
			if h := shapeHash(text); h != number || h == want {
				t.Fatalf("%q: is not a number like others", text)
			}
		}
	}
}

// shapeWords is a message's words, with "=" where it ends them, and # for a word with a digit.
func shapeWords(s string) (words []string) {
	for len(s) > 0 {
		i := strings.IndexAny(s, " =\t")
		if i < 0 {
			i = len(s)
		}
		word, end := s[:i], s[i:min(i+1, len(s))]
		if strings.ContainsAny(word, "0123456789") {
			word = "#"
		}
		if word != "" || end == "=" {
			words = append(words, word+strings.TrimSpace(end))
		}
		s = s[min(i+1, len(s)):]
	}
	return words
}

// Most lines of a log that was written by one program are read quickly, whatever fraction its seconds have.
func TestLinesAreReadQuickly(t *testing.T) {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05.000Z", "2006-01-02 15:04:05,000", "Jan _2 15:04:05.00000", "[02/Jan/2006:15:04:05 -0700]"} {
		var data []byte
		for i := range 2000 {
			data = day.Add(time.Duration(i)*20*time.Millisecond).AppendFormat(data, layout)
			data = fmt.Appendf(data, " INFO [exec-%d] payments: charge %d\r\n", i%20, i)
		}
		data = roomy(data)
		var b block
		c := testClock()
		p := plainText().open(c, bytes.SplitN(data, newline, 51)[:50]).(*plainParser)
		quick := 0
		for rest := data; len(rest) > 0; {
			var line []byte
			line, rest = b.cutLine(rest)
			if _, h := p.quickly(line); h != nil {
				quick++
			}
			p.parseQuickly(line, &record{})
		}
		if quick < 900 { // of those behind headersFrom
			t.Errorf("%s: %d of 1000 lines were read quickly", layout, quick)
		}
	}
}

// Seconds are read eight bytes at once as they are byte by byte.
func TestSecondsAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stamp := []byte(rapid.StringMatching(`([0-9]{2}|[/-:]{2})[.,0-:]([0-9]{5}|[/-:]{5})`).Draw(t, "stamp"))
		if i := rapid.IntRange(0, 3*len(stamp)).Draw(t, "other at"); i < len(stamp) {
			stamp[i] = rapid.Byte().Draw(t, "other")
		}
		digits, point := rapid.IntRange(0, 5).Draw(t, "digits"), rapid.SampledFrom([]byte(".,")).Draw(t, "point")
		slow := ticks{digits: digits, point: point, scale: 1}
		want := slow.value(stamp, 0)
		form := secondsOf(digits, point)
		got, ok := form.read(binary.LittleEndian.Uint64(stamp))
		if ok != (want >= 0) || ok && got != want {
			t.Fatalf("%q with %d digits: %d %v, want %d", stamp, digits, got, ok, want)
		}
	})
}
