package file_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
)

func TestHeadIsCutAndSaysSo(t *testing.T) {
	for _, tt := range []struct {
		name  string
		size  int
		whole bool
	}{{"short", 10, true}, {"exactly the head", file.HeadSize, true}, {"one more", file.HeadSize + 1, false}} {
		t.Run(tt.name, func(t *testing.T) {
			f := file.Bytes("a", []byte(strings.Repeat("x", tt.size)))
			for range 2 { // once read, once remembered
				h, err := f.Head()
				if err != nil || h.Whole != tt.whole || len(h.Data) != min(tt.size, file.HeadSize) {
					t.Errorf("%d bytes, whole %v, error %v", len(h.Data), h.Whole, err)
				}
			}
		})
	}
}

func TestHeadOfACutFileIsNotWhole(t *testing.T) {
	gz := gzipped(t, noise(20_000))
	f := file.Bytes("a", gz[:len(gz)/2])
	h, err := f.Head()
	if err != nil || h.Whole || len(h.Data) == 0 {
		t.Errorf("%d bytes, whole %v, error %v", len(h.Data), h.Whole, err)
	}
	if err := f.Check(); err == nil {
		t.Error("Check finds nothing wrong")
	}
	if err := file.Bytes("b", []byte(sample)).Check(); err != nil {
		t.Errorf("Check of a good file: %v", err)
	}
}

func TestText(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		want       bool
	}{
		{"log", sample, true},
		{"nothing", "", true},
		{"colours", "\x1b[31mERROR\x1b[0m disk full\n", true},
		{"Japanese", "障害が発生しました\n", true},
		{"Latin-1", "Ger\xe4t gest\xf6rt, \xdcbertragung f\xe4llt aus\n", true},
		{"a stray NUL in a long log", strings.Repeat("line of a log\n", 30) + "\x00", true},
		{"program", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60) + "text", false},
		{"packed", string(gzipped(t, noise(3000))), false},
		{"UTF-16 without a mark", "d\x00i\x00s\x00k\x00", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := (file.Head{Data: []byte(tt.data), Whole: true}).Text(); got != tt.want {
				t.Errorf("Text() = %v, want %v", got, tt.want)
			}
		})
	}
	if !(file.Head{Data: []byte("caf\xc3")}).Text() {
		t.Error("a character that the head's end cuts makes it binary")
	}
}

func TestLines(t *testing.T) {
	lines := func(h file.Head) (got []string) {
		for l := range h.Lines() {
			got = append(got, string(l))
		}
		return got
	}
	for _, tt := range []struct {
		name  string
		data  string
		whole bool
		want  []string
	}{
		{"ends in a newline", "a\r\nb\n", true, []string{"a", "b"}},
		{"no newline at the end", "a\nb", true, []string{"a", "b"}},
		{"cut", "a\nb", false, []string{"a"}},
		{"one endless line", "abc", false, []string{"abc"}},
		{"blank lines", "\n\na\n", true, []string{"", "", "a"}},
		{"nothing", "", true, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, lines(file.Head{Data: []byte(tt.data), Whole: tt.whole})); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := (file.Head{Data: []byte(" \r\n\t first \nsecond"), Whole: true}).FirstLine(); string(got) != "first" {
		t.Errorf("first line %q", got)
	}
}

func TestJSON(t *testing.T) {
	type outline struct {
		Kind        string
		Keys, Paths string
		Whole, More bool
	}
	keys := func(m map[string]bool) string {
		var k []string
		for key := range m {
			k = append(k, key)
		}
		slices.Sort(k)
		return strings.Join(k, " ")
	}
	for _, tt := range []struct {
		name, data string
		want       outline
	}{
		{
			"object", `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"job":"api"}}]}}`,
			outline{"object", "data status", "data data.result data.result.metric data.result.metric.job data.resultType status", true, false},
		},
		{"array", `[{"type":"message","ts":"1"},{"text":"a","reactions":[{"name":"eyes"}]}]`, outline{"array", "reactions text ts type", "reactions reactions.name text ts type", true, false}},
		{"JSON lines", "{\"a\":1}\n{\"b\":2}\n", outline{"object", "a", "a", true, true}},
		{"cut", `[{"ts":"1"},{"text":"ab`, outline{"array", "text ts", "text ts", false, false}},
		{"broken", `{"a":1,"b":}`, outline{"object", "a b", "a b", false, false}},
		{"five deep", `{"a":{"b":{"c":{"d":{"e":1}}}}}`, outline{"object", "a", "a a.b a.b.c a.b.c.d", true, false}},
		{"key with a dot", `{"a.b":1}`, outline{"object", "a.b", "a.b", true, false}},
		{"scalar", "12\n", outline{"scalar", "", "", true, false}},
		{"empty array", "[]", outline{"array", "", "", true, false}},
		{"array of arrays", "[[1,2],[3]]", outline{"array", "", "", true, false}},
		{"stamp", "2025-10-20 06:48:11 error", outline{}},
		{"stamp in brackets", "[2025-10-20 06:48:11] error", outline{}},
		{"number in brackets", "[7] started\n", outline{}},
		{"level in brackets", "[error] x", outline{}},
		{"words", "true story", outline{}},
		{"braces of a template", "{{ define }}", outline{}},
		{"nothing", " \n", outline{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j := file.Head{Data: []byte(tt.data), Whole: true}.JSON()
			top := j.Keys
			if j.Kind == "array" {
				top = j.Elements
			}
			got := outline{j.Kind, keys(top), keys(j.Paths), j.Whole, j.More}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMedia(t *testing.T) {
	for _, tt := range []struct{ name, data, attachment, archive string }{
		{"png", "\x89PNG\r\n\x1a\n\x00", "PNG picture", ""},
		{"webp", "RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP picture", ""},
		{"pdf", "%PDF-1.7\n", "PDF document", ""},
		{"svg", `<svg xmlns="http://www.w3.org/2000/svg">`, "SVG picture", ""},
		{"svg behind a prologue", "<?xml version=\"1.0\"?>\n<!-- a - b -->\n<!DOCTYPE svg>\n<svg>", "SVG picture", ""},
		{"html that holds an svg", "<html><svg></svg></html>", "", ""},
		{"tar", strings.Repeat("\x00", 257) + "ustar", "", "tar archive"},
		{"xz", "\xfd7zXZ\x00\x00", "", "xz stream"},
		{"log", sample, "", ""},
		{"nothing", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := file.Head{Data: []byte(tt.data), Whole: true}
			if got := h.Attachment(); got != tt.attachment {
				t.Errorf("attachment %q, want %q", got, tt.attachment)
			}
			if got := h.Archive(); got != tt.archive {
				t.Errorf("archive %q, want %q", got, tt.archive)
			}
		})
	}
}

// FuzzHead: whatever the first bytes are, the head's questions are answered without a panic, a first line is one line of the data, and what
// opens yields a head.
func FuzzHead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`[{"ts":"1","x":[[{"y":{}}]]}`))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add(gzipped(f, sample))
	f.Add(zstded(f, sample))
	f.Add([]byte("BZh91AY&SY"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := file.Bytes("a", data).Head()
		if err != nil {
			return
		}
		if line := h.FirstLine(); strings.Contains(string(line), "\n") || !strings.Contains(string(h.Data), string(line)) {
			t.Errorf("first line %q", line)
		}
		h.Text()
		h.Attachment()
		if j := h.JSON(); j.Kind == "" && (j.Keys != nil || j.Whole || j.More) {
			t.Errorf("an outline of no JSON: %+v", j)
		}
	})
}

// TestHeadBehindAHole: the head of a file that begins with zeros is what follows them, however far; a file that is nothing else has zeros.
func TestHeadBehindAHole(t *testing.T) {
	text := strings.Repeat("2025-10-20 07:03:03 INFO a: b\n", 5000)
	zeros := func(n int) string { return strings.Repeat("\x00", n) }
	for _, tc := range []struct {
		name, data, want string
		whole            bool
	}{
		{"a page", zeros(4096) + text, text[:file.HeadSize], false},
		{"all of a head", zeros(file.HeadSize) + text, text[:file.HeadSize], false},
		{"a byte more", zeros(file.HeadSize+1) + text, text[:file.HeadSize], false},
		{"megabytes", zeros(3<<20+5) + text, text[:file.HeadSize], false},
		{"megabytes before a short text", zeros(3<<20+5) + text[:60], text[:60], true},
		{"a page before a short text", zeros(4096) + text[:60], text[:60], true},
		{"a few zeros, as pictures begin with", zeros(40) + text[:60], zeros(40) + text[:60], true},
		{"nothing else", zeros(9000), zeros(9000), true},
		{"megabytes of nothing else", zeros(3 << 20), zeros(file.HeadSize), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h, err := file.Bytes("a", []byte(tc.data)).Head()
			if err != nil || string(h.Data) != tc.want || h.Whole != tc.whole {
				t.Errorf("%d bytes %.40q, whole %v, error %v; want %d, %v", len(h.Data), h.Data, h.Whole, err, len(tc.want), tc.whole)
			}
		})
	}
}
