package logs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// jsonOracle reads lines by encoding/json alone: its answers are what the scanner's must be.
type jsonOracle struct {
	clock *clock
	found [roles]oracleValue
}

type oracleValue struct {
	text   []byte // nil if there is none
	number bool
	rank   uint8
	unit   timeKey
}

func (o *jsonOracle) parse(line []byte, r *record) bool {
	before, _, found := bytes.Cut(line[:min(len(line), 8)], []byte("{"))
	object := line[len(before):]
	if !found || len(bytes.TrimLeft(before, " \t\xef\xbb\xbf")) > 0 || !json.Valid(object) {
		return false
	}
	o.found = [roles]oracleValue{}
	dec := json.NewDecoder(bytes.NewReader(object))
	dec.UseNumber()
	if _, err := dec.Token(); err != nil {
		panic(err) // it is valid, and begins with a bracket
	}
	o.object(dec, "", 0)
	v := o.found[timeRole]
	if v.text == nil {
		return false
	}
	if v.number {
		r.at = epoch(v.text, v.unit)
	} else {
		r.at, r.undated = o.clock.value(v.text, v.unit)
	}
	if r.at == 0 && r.undated == nil {
		return false
	}
	r.message = firstLine(line)
	if o.found[messageRole].text != nil {
		r.message = firstLine(o.found[messageRole].text)
	}
	r.service = o.found[serviceRole].text
	if s := o.found[levelRole].text; s != nil {
		r.level = levelValue(s)
	}
	if s := o.found[statusRole].text; s != nil {
		r.status = httpStatus(s)
	}
	if r.level == unsaid && r.status == 0 {
		r.level = inMessage(r.message)
	}
	return true
}

func (o *jsonOracle) object(dec *json.Decoder, prefix string, depth int) {
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			panic(err)
		}
		o.value(dec, prefix+key.(string), depth)
	}
	if _, err := dec.Token(); err != nil {
		panic(err)
	}
}

func (o *jsonOracle) value(dec *json.Decoder, path string, depth int) {
	value, err := dec.Token()
	if err != nil {
		panic(err)
	}
	v := oracleValue{unit: keyOf([]byte(path))}
	switch value := value.(type) {
	case json.Delim:
		if value == '{' && depth < maxNesting && nests([]byte(path)) {
			o.object(dec, path+".", depth+1)
			return
		}
		var raw []byte
		isBytes := value == '['
		for open := 1; open > 0; {
			next, err := dec.Token()
			if err != nil {
				panic(err)
			}
			switch next {
			case json.Delim('{'), json.Delim('['):
				open++
				isBytes = false
			case json.Delim('}'), json.Delim(']'):
				open--
				continue
			}
			number, _ := next.(json.Number)
			n, err := strconv.ParseUint(string(number), 10, 8)
			isBytes = isBytes && err == nil
			raw = append(raw, byte(n))
		}
		if role, _ := roleOf([]byte(path)); role != messageRole || !isBytes || len(raw) == 0 {
			return
		}
		v.text = []byte(string([]rune(string(raw))))
	case string:
		v.text = append([]byte{}, value...)
	case json.Number:
		v.text, v.number = []byte(value), true
	default:
		return
	}
	var role role
	role, v.rank = roleOf([]byte(path))
	if role == noRole || v.number && (role == serviceRole || role == messageRole) {
		return
	}
	if have := o.found[role]; have.text == nil || v.rank <= have.rank {
		o.found[role] = v
	}
}

// compareJSON reads lines with one scanner, which learns from each for the next, and wants the oracle's answers.
func compareJSON(t *testing.T, lines [][]byte) {
	t.Helper()
	p, o := &jsonParser{clock: testClock()}, &jsonOracle{clock: testClock()}
	for i, line := range lines {
		var got, want record
		isRecord := p.parse(line, &got)
		if wanted := o.parse(line, &want); isRecord != wanted {
			t.Fatalf("line %d, %q: a record: %v, want %v", i, line, isRecord, wanted)
		}
		if !isRecord {
			continue
		}
		if got.at != want.at || got.level != want.level || got.status != want.status || !bytes.Equal(got.service, want.service) ||
			!bytes.Equal(got.message, want.message) || fmt.Sprint(got.undated) != fmt.Sprint(want.undated) {
			t.Fatalf("line %d, %q:\ngot  %d %d %d %q %q %v\nwant %d %d %d %q %q %v", i, line, got.at, got.level, got.status, got.service, got.message, got.undated,
				want.at, want.level, want.status, want.service, want.message, want.undated)
		}
		if (o.found[messageRole].text == nil) != p.bare {
			t.Fatalf("line %d, %q: bare %v", i, line, p.bare)
		}
	}
}

// jsonTraps are values and whole lines that readers of JSON differ about.
var jsonTraps = []string{
	`{"ts":1e9,"msg":"a"}`, `{"ts":1e400,"msg":"a"}`, `{"ts":1760943783,"level":-0,"status":01}`, `{"ts":1760943783,"level":01}`, `{"ts":01760943783}`,
	`{"ts":-1760943783}`, `{"ts":+1760943783}`, `{"ts":1760943783.}`, `{"ts":.5}`, `{"ts":1760943783e}`, `{"ts":1760943783E+0}`, `{"ts":1760943783.25e0}`,
	`{"ts":123456789012345678901234567890}`, `{"ts":1760943783,"n":NaN}`, `{"ts":1760943783,"n":-Infinity}`, `{"ts":1760943783,"n":nul}`, `{"ts":1760943783,"n":nulls}`,
	`{"ts":1760943783,"n":0x1}`, `{"ts":1760943783,"n":1-2}`, `{"ts":1760943783,"n":--2}`, `{"ts":1760943783,"n":1.2.3}`, `{"ts":1760943783,"n":-}`,
	`{"\u0074s":1760943783,"ms\u0067":"x"}`, `{"ts":1760943783,"l\u006fg":{"lev\u0065l":"error"}}`, `{"ts":1760943783,"log.level":"warn","log":{"level":"error"}}`,
	`{"ts":1760943783,"level":"info","level":"error"}`, `{"ts":1760943783,"level":"error","level":null}`, `{"ts":1760943783,"level":"error","lvl":{}}`,
	`{"time":1760943783,"ts":"2025-10-20T07:03:03Z","@timestamp":[1]}`, `{"ts":1760943783,"ts":"never"}`, `{"ts":"","msg":""}`,
	`{"ts":1760943783,"msg":"caf\u00e9 \ud83d\ude00 \ud83d \ude00 \ud83d\ud83d\ude00 \ud800x"}`, `{"ts":1760943783,"msg":"\u00zz"}`, `{"ts":1760943783,"msg":"\u12"}`,
	`{"ts":1760943783,"msg":"\x41"}`, `{"ts":1760943783,"msg":"\`, `{"ts":1760943783,"msg":"\"`, `{"ts":1760943783,"msg":"a\\"}`, `{"ts":1760943783,"msg":"a\\\""}`,
	`{"ts":1760943783,"msg":"\n \r\n\t first\nsecond"}`, `{"ts":1760943783,"msg":"\u0000\nx"}`, `{"ts":1760943783,"msg":"a\u000ab"}`, `{"ts":1760943783,"msg":"\\n\\nb\/"}`,
	"{\"ts\":1760943783,\"msg\":\"\xff\xc3\"}", "{\"ts\":1760943783,\"service\":\"\xed\xa0\x80é\"}", "{\"ts\":1760943783,\"m\xffg\":\"x\",\"msg\":\"\xe2\x82\\u00e9\"}",
	"{\"ts\":1760943783,\"msg\":\"a\tb\"}", "{\"ts\":1760943783,\"msg\":\"a\x00b\"}", "{\"ts\":1760943783,\"msg\":\"a\x1fb\x7f\"}", "{\"ts\":1760943783}\x00", "{\"ts\"\x00:1760943783}",
	"\xef\xbb\xbf{\"ts\":1760943783}", "  \t{\"ts\":1760943783}", "\xef\xbb\xbf\xef\xbb\xbf {\"ts\":1760943783}", "        {\"ts\":1760943783}", "\xef\xbb{\"ts\":1760943783}",
	"{\"ts\" :\t1760943783 , \"level\"\r:\n\"error\" } \r", `{"ts":1760943783,}`, `{"ts":1760943783}}`, `{"ts":1760943783} x`, `{"ts":1760943783`, `{"ts":1760943783,"msg":"x`,
	`{"ts"}`, `{"ts":}`, `{"ts" 1}`, `{ts:1}`, `{"ts":1760943783 "msg":"x"}`, `{"ts":1760943783,"a":[1,]}`, `{"ts":1760943783,"a":[,]}`, `{"ts":1760943783,"a":[1}}`,
	`{"ts":1760943783,"a":{"b":1]}`, `{"ts":1760943783,"a":{"b"}}`, `{"ts":1760943783,"a":{1:2}}`, `{"ts":1760943783,"a":[[],{},[{"b":[null,true,false,""]}]]}`, `{}`, `{ }`, `{,}`, `{`,
	`{"kubernetes":{"labels":{"app":{"kubernetes":{"io/name":"deep"}},"app":"api"}},"ts":1760943783}`, `{"ts":1760943783,"resource":{"attributes":{"service.name":"a"},"service":{"name":"b"}}}`,
	`{"ts":1760943783,"kubernetes.labels":{"app.kubernetes.io/name":"a"},"service":{"name":["x"]}}`, `{"ts":1760943783,"service":7,"msg":8,"body":"b"}`,
	`{"ts":1760943783,"res":{"statusCode":"503"}}`, `{"ts":1760943783,"http":{"response":{"status_code":503}},"status":200.0}`, `{"ts":1760943783,"error":{"msg":"m","message":"n"}}`,
	`{"__REALTIME_TIMESTAMP":"1760943783250000","PRIORITY":"3"}`, `{"ts":"1760943783.5"}`, `{"t":"07:03:03"}`, `{"ts":"2025-10-20T07:03:0\u0033Z","level":"\u0045RROR"}`,
	`{"ts":"2025-10-20T07:03:03Z","level":"WARN\u0000"}`, `{"ts":"2025-10-20T07:03:04Z","level":"WARN"}`, `{"ts":"2025-10-20T07:03:04Z ","level":"VERYLONGLEVEL","msg":"ERROR x"}`,
}

func TestJSONTraps(t *testing.T) {
	var lines [][]byte
	for _, line := range jsonTraps {
		compareJSON(t, [][]byte{[]byte(line)})
		lines = append(lines, []byte(line))
	}
	compareJSON(t, append(lines, lines...))
	for _, open := range []int{maxOpen - 1, maxOpen} { // the line itself is one more
		compareJSON(t, [][]byte{[]byte(`{"ts":1760943783,"a":` + strings.Repeat("[", open) + strings.Repeat("]", open) + "}")})
	}
	compareJSON(t, [][]byte{[]byte(`{"ts":1760943783,"a":` + strings.Repeat(`{"a":`, 200_000))})
}

// jsonWriter writes lines with the usual keys and others, as programs do and as they should not.
type jsonWriter struct {
	rng *rand.Rand
	b   []byte
}

func (w *jsonWriter) pick(of ...string) string { return of[w.rng.IntN(len(of))] }

func (w *jsonWriter) blanks() {
	if w.rng.IntN(8) == 0 {
		w.b = append(w.b, w.pick(" ", "  ", "\t", "\r", " \n")...)
	}
}

func (w *jsonWriter) text(s string) {
	w.b = append(w.b, '"')
	for _, r := range s {
		if w.rng.IntN(60) == 0 && r < 0x10000 {
			w.b = fmt.Appendf(w.b, `\u%04x`, r)
			continue
		}
		w.b = append(w.b, string(r)...)
	}
	w.b = append(w.b, '"')
}

func (w *jsonWriter) object(depth int) {
	w.b = append(w.b, '{')
	w.blanks()
	for i := range w.rng.IntN(8) {
		if i > 0 {
			w.b = append(w.b, ',')
			w.blanks()
		}
		w.text(w.pick("ts", "time", "@timestamp", "level", "lvl", "log.level", "service", "service.name", "name", "app", "log", "kubernetes", "labels", "attributes", "resource",
			"msg", "message", "error", "status", "http", "response", "status_code", "pod", "trace_id", "x"+strconv.Itoa(w.rng.IntN(40)), "é", "", strings.Repeat("k", w.rng.IntN(90))))
		w.blanks()
		w.b = append(w.b, ':')
		w.blanks()
		w.value(depth)
		w.blanks()
	}
	w.b = append(w.b, '}')
}

func (w *jsonWriter) value(depth int) {
	switch n := w.rng.IntN(12); {
	case n < 2 && depth < 6:
		w.object(depth + 1)
	case n == 2 && depth < 6:
		w.b = append(w.b, '[')
		w.value(depth + 1)
		w.b = append(append(w.b, ','), ' ')
		w.value(depth + 1)
		w.b = append(w.b, ']')
	case n < 6:
		w.text(w.pick("2025-10-20T07:03:03.250Z", "2025-10-20T07:03:04.251Z", "2025-10-20 07:04:04", "1760943783", "ERROR", "info", "W", "30", "503"))
	case n < 9:
		w.b = append(w.b, w.pick("1760943783", "1760943783.25", "1760943783250", "30", "3", "503", "404", "-0", "1e9", "12.50E-1", "true", "false", "null")...)
	case n == 9:
		w.text(strings.Repeat(w.pick("a", "long ", "über", "漢"), w.rng.IntN(20)))
	case n == 10:
		w.b = append(w.b, `"`+w.pick(`a\nb`, `\\`, `\"quoted\"`, `\ud83d\ude00`, `\ud83d`, "\\\\n", "\xff", `\n`)+`"`...)
	default:
		w.b = append(w.b, w.pick("01", "+1", "NaN", `"open`, "{", "\"\x01\"", "'a'", "1.", "", "nul", `"\q"`, "]", "}")...)
	}
}

// Lines of all kinds, and lines of which a byte was changed, are read as encoding/json reads them.
func TestJSONAgainstEncodingJSON(t *testing.T) {
	const marks = "\"\\{}[]:,0-e.\x00\x1f \xff"
	for seed := range uint64(60) {
		w := &jsonWriter{rng: rand.New(rand.NewPCG(seed, 17))}
		var lines [][]byte
		for range 400 {
			w.b = nil
			w.object(0)
			lines = append(lines, w.b)
			if w.rng.IntN(3) == 0 {
				changed := bytes.Clone(w.b)
				changed[w.rng.IntN(len(changed))] = marks[w.rng.IntN(len(marks))]
				lines = append(lines, changed)
			}
		}
		compareJSON(t, lines)
	}
}

// Lines are read as encoding/json reads them, whatever was learnt from the lines before.
func FuzzJSONScan(f *testing.F) {
	for i, line := range jsonTraps {
		f.Add([]byte(line), []byte(jsonTraps[(i*7+1)%len(jsonTraps)]))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		compareJSON(t, [][]byte{first, second, first, second})
	})
}

// What is not looked up for its length is no key that anybody knows.
func TestNoKeyIsTooLong(t *testing.T) {
	file, err := goparser.ParseFile(token.NewFileSet(), "jsonkeys.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		if lit, ok := node.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			n++
			if len(lit.Value) > maxKey {
				t.Errorf("%s has over %d bytes", lit.Value, maxKey)
			}
		}
		return true
	})
	if n < 100 {
		t.Errorf("%d keys found, want all", n)
	}
}

// Keys without end are looked up each time, and take no more room than the bounds.
func TestKeyOrderIsBounded(t *testing.T) {
	p := &jsonParser{clock: testClock()}
	for i := range 20_000 {
		line := fmt.Appendf(nil, `{"k%d":1,"ts":1760943783,"level":"error","labels":{"l%d":{},"app":"shop"},"msg":"m"}`, i, i)
		var r record
		if !p.parse(line, &r) {
			t.Fatalf("no record: %s", line)
		}
		if diff := cmp.Diff(said{"2025-10-20T07:03:03Z", erroneous, "shop", "m", true}, told(r)); diff != "" {
			t.Fatalf("line %d (-want +got):\n%s", i, diff)
		}
	}
	if n := len(p.scan.order.keys); n > maxKeys {
		t.Errorf("%d keys kept", n)
	}
}

// Reading a line of known keys allocates nothing.
func TestParseAllocatesNothing(t *testing.T) {
	for _, tc := range []struct {
		name   string
		format format
		line   string
	}{
		{"JSON", jsonLines(), `{"ts":"2025-10-20T07:03:03Z","level":"info","kubernetes":{"labels":{"app":"api"}},"tags":["a",{"b":1}],"msg":"a \"b\"\nc"}`},
		{"JSON with odd keys", jsonLines(), `{"\u0074s":1760943783.25,"k\u0075bernetes":{"l\u0061bels":{"app":"\u0061pi"}},"msg":"caf\u00e9"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := tc.format.open(testClock(), nil)
			var r record
			if n := testing.AllocsPerRun(100, func() { r = record{}; p.parse([]byte(tc.line), &r) }); n > 1 { // the line itself
				t.Errorf("%v allocations", n)
			}
			if r.at == 0 {
				t.Error("no record")
			}
		})
	}
}
