package jsonstream_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/internal/jsonstream"
)

type item struct {
	ID string `json:"id"`
}

func read(t testing.TB, r io.Reader, paths ...string) (got []string, damaged int, err error) {
	t.Helper()
	damaged, err = jsonstream.Each(t.Context(), r, paths, func(e jsonstream.Element) {
		var it item
		if err := e.Decode(&it); err != nil {
			got = append(got, fmt.Sprintf("%s:%d error", e.Path, e.Line))
			return
		}
		got = append(got, fmt.Sprintf("%s:%d %s", e.Path, e.Line, it.ID))
	})
	return got, damaged, err
}

func TestEach(t *testing.T) {
	tests := map[string]struct {
		in      string
		paths   []string
		want    []string
		damaged int
		err     string
	}{
		"an array over lines": {
			in: "[\n  {\"id\": \"a\"},\n\n  {\"id\":\n \"b\"}\n]", paths: []string{"[]"},
			want: []string{"[]:2 a", "[]:4 b"},
		},
		"below keys, others skipped": {
			in:    `{"status":{"x":[1,{"id":"no"}]},"data":{"result":[{"id":"a"},{"id":"b"}]},"tail":null}`,
			paths: []string{"data.result[]"}, want: []string{"data.result[]:1 a", "data.result[]:1 b"},
		},
		"several places": {
			in: `[{"alerts":[{"id":"a"}]}]` + "\n" + `{"alerts":[{"id":"b"}]}`, paths: []string{"alerts[]", "[].alerts[]"},
			want: []string{"[].alerts[]:1 a", "alerts[]:2 b"},
		},
		"whole documents": {in: "{\"id\":\"a\"}\n\r\n{\"id\":\"b\"}", paths: []string{""}, want: []string{":1 a", ":3 b"}},
		"arrays in arrays": {
			in: `{"g":[{"r":[{"a":[{"id":"a"}]},{"a":[]},{"a":[{"id":"b"}]}]}]}`, paths: []string{"g[].r[].a[]"},
			want: []string{"g[].r[].a[]:1 a", "g[].r[].a[]:1 b"},
		},
		"cut in an element": {
			in: "[{\"id\":\"a\"},\n{\"id\":\"b", paths: []string{"[]"}, want: []string{"[]:1 a", "[]:2 error"},
			damaged: 1, err: "line 2, byte 13: the file ends in the middle of a JSON document: unexpected EOF",
		},
		"cut between elements": {
			in: "[{\"id\":\"a\"},\n", paths: []string{"[]"}, want: []string{"[]:1 a"}, damaged: 1,
			err: "line 2, byte 13: the file ends in the middle of a JSON document: unexpected EOF",
		},
		"a damaged line among JSON lines": {
			in: "{\"id\":\"a\"}\n{\"id\":\"b\",,}\nnot json\n{\"id\":\"c\"}\n", paths: []string{""},
			want: []string{":1 a", ":2 error", ":3 error", ":4 c"}, damaged: 2,
			err: "line 2, byte 11: invalid character ',' looking for beginning of object key string",
		},
		"damage within a document of many lines ends it": {
			in: "[\n{\"id\":\"a\"},\n{\"id\" \"b\"},\n{\"id\":\"c\"}\n]", paths: []string{"[]"}, want: []string{"[]:2 a", "[]:3 error"}, damaged: 1,
			err: "line 3, byte 14: invalid character '\"' after object key",
		},
		"too deep": {
			in: strings.Repeat("[", 1000), paths: []string{"x"}, damaged: 1, err: "line 1, byte 65: nested more than 64 deep",
		},
		"nothing": {in: " \n ", paths: []string{"[]"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				got, damaged, err := read(t, r, tt.paths...)
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("elements (-want +got):\n%s", diff)
				}
				if msg := fmt.Sprint(err); damaged != tt.damaged || (err == nil) != (tt.err == "") || (err != nil && msg != tt.err) {
					t.Errorf("damaged %d, %v; want %d, %s", damaged, err, tt.damaged, tt.err)
				}
			}
		})
	}
}

func TestEachStopsAtAnElementOverTheCap(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(`[{"id":"a"},{"id":"`), spaces{})
	got, _, err := read(t, endless, "[]")
	if !errors.Is(err, jsonstream.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, jsonstream.ErrTooLarge)
	}
	if len(got) == 0 || got[0] != "[]:1 a" {
		t.Errorf("what stood before it is lost: %q", got)
	}
}

// spaces is an endless run of blanks.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestEachStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	_, err := jsonstream.Each(ctx, strings.NewReader(`[{},{},{}]`), []string{"[]"}, func(jsonstream.Element) { n++; cancel() })
	if !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("got %v after %d elements", err, n)
	}
}

func TestEachNamesAReadError(t *testing.T) {
	broken := errors.New("gzip: checksum")
	got, damaged, err := read(t, io.MultiReader(strings.NewReader("[{\"id\":\"a\"},\n"), iotest.ErrReader(broken)), "[]")
	if !errors.Is(err, broken) || damaged != 1 || len(got) != 1 {
		t.Errorf("got %v, %d, %v", got, damaged, err)
	}
}

// FuzzEach: no input panics or hangs, lines rise, and an error comes with damage.
func FuzzEach(f *testing.F) {
	f.Add([]byte("[{\"id\":\"a\"},\n{\"id\":1}]"))
	f.Add([]byte("{\"alerts\":[{}]}\n{]\n{\"alerts\":[{\"id\":null}]}"))
	f.Add([]byte("\xff[[[[\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		line := 1
		damaged, err := jsonstream.Each(t.Context(), strings.NewReader(string(data)), []string{"[]", "alerts[]"}, func(e jsonstream.Element) {
			if e.Line < line || e.Line > 1+strings.Count(string(data), "\n") {
				t.Fatalf("line %d after %d", e.Line, line)
			}
			line = e.Line
			var it item
			_ = e.Decode(&it)
		})
		if (err == nil) != (damaged == 0) {
			t.Fatalf("%d damaged, error %v", damaged, err)
		}
	})
}

// A document whose first element is large leaves the decoder with a large buffer, and the elements behind it must not pay for that.
func BenchmarkEachAfterALargeElement(b *testing.B) {
	doc := "[\"" + strings.Repeat("x", 8<<20) + "\"" + strings.Repeat(",{}", 1<<20) + "]"
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := jsonstream.Each(b.Context(), strings.NewReader(doc), []string{"[]"}, func(jsonstream.Element) {}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEach(b *testing.B) {
	doc := "[" + strings.Repeat("{\"id\":\"E-7k2q4m1x\",\"text\":\"connection refused by the payments database\"},\n", 5000) + "{}]"
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := jsonstream.Each(b.Context(), strings.NewReader(doc), []string{"[]"}, func(e jsonstream.Element) {
			var it item
			_ = e.Decode(&it)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
