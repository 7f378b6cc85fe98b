package file_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/pes-dev/pes/collect/file"
)

const sample = "2025-10-20T06:48:11Z error checkout: connection refused\n2025-10-20T06:48:12Z error checkout: connection refused\n"

func gzipped(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, m := range members {
		w := gzip.NewWriter(&b)
		if _, err := io.WriteString(w, m); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func zstded(t testing.TB, s string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll([]byte(s), nil)
}

// noise is text that does not compress away, so that half of its packed form is about half of it.
func noise(n int) string {
	var b strings.Builder
	for x := uint32(1); b.Len() < n; x = x*1664525 + 1013904223 {
		b.WriteString("request ")
		for i := range 8 {
			b.WriteByte("0123456789abcdef"[x>>(4*i)&15])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func read(t *testing.T, f *file.File) (string, error) {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

func TestOpenUnpacks(t *testing.T) {
	utf16 := "\xff\xfe" + strings.Join(strings.Split("disk full\r\n", ""), "\x00") + "\x00"
	for _, tt := range []struct{ name, data, want string }{
		{"plain", sample, sample},
		{"empty", "", ""},
		{"one byte", "x", "x"},
		{"gzip", string(gzipped(t, sample)), sample},
		{"gzip of two members", string(gzipped(t, "first\n", "second\n")), "first\nsecond\n"},
		{"gzip of nothing", string(gzipped(t, "")), ""},
		{"zstd", string(zstded(t, sample)), sample},
		{"zstd in gzip", string(gzipped(t, string(zstded(t, sample)))), sample},
		{"gzip in gzip", string(gzipped(t, string(gzipped(t, sample)))), sample},
		{"a third layer stays", string(gzipped(t, string(gzipped(t, string(gzipped(t, "x")))))), string(gzipped(t, "x"))},
		{"byte order mark", "\xef\xbb\xbf" + sample, sample},
		{"byte order mark in gzip", string(gzipped(t, "\xef\xbb\xbf"+sample)), sample},
		{"UTF-16", utf16, "disk full\r\n"},
		{"UTF-16 in gzip", string(gzipped(t, utf16)), "disk full\r\n"},
		{"UTF-16 big endian", "\xfe\xff\x00o\x00k", "ok"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(t, file.Bytes("a", []byte(tt.data)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOpenKeepsWhatCameBeforeTheBreak(t *testing.T) {
	long := noise(300_000)
	gz, zs := gzipped(t, long), zstded(t, long)
	flipped := bytes.Clone(gz)
	flipped[len(flipped)-5] ^= 0xff // in the checksum
	for _, tt := range []struct {
		name   string
		data   []byte
		want   error
		words  string
		atMost int
		some   bool
	}{
		{"gzip cut in the middle", gz[:len(gz)/2], file.ErrTruncated, "gzip stream ends in the middle", len(long) - 1, true},
		{"gzip cut in its checksum", gz[:len(gz)-3], file.ErrTruncated, "gzip stream ends in the middle", len(long), true},
		{"gzip cut in its header", gz[:5], file.ErrTruncated, "gzip stream ends in the middle", 0, false},
		{"gzip of which the second member is cut", append(bytes.Clone(gz), gz[:7]...), file.ErrTruncated, "gzip stream ends in the middle", len(long), true},
		{"gzip with a wrong checksum", flipped, file.ErrDamaged, "gzip stream is damaged", len(long), true},
		{"zstd cut in the middle", zs[:len(zs)/2], file.ErrTruncated, "zstd stream ends in the middle", len(long) - 1, true},
		{"cut gzip in gzip", gzipped(t, string(gz[:len(gz)/2])), file.ErrTruncated, "gzip stream ends in the middle", len(long) - 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(t, file.Bytes("a", tt.data))
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("error %v, want %q", err, tt.words)
			}
			if len(got) > tt.atMost || !strings.HasPrefix(long, got) || (tt.some && got == "") {
				t.Errorf("got %d bytes, want a beginning of at most %d", len(got), tt.atMost)
			}
		})
	}
}

func TestOpenStopsABomb(t *testing.T) {
	bomb := gzipped(t, strings.Repeat("a", 300<<20)) // deflate: about 1,030 to 1
	r, err := file.Bytes("bomb", bomb).Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	n, err := io.Copy(io.Discard, r)
	if !errors.Is(err, file.ErrBomb) {
		t.Errorf("error %v after %d bytes, want ErrBomb", err, n)
	}
	if n > 200<<20 {
		t.Errorf("read %d bytes of a bomb", n)
	}
}

func TestOnReadCountsEveryByteOnce(t *testing.T) {
	data := gzipped(t, noise(200_000))
	f := file.Bytes("a", data)
	var got int64
	f.OnRead(func(n int64) { got += n })
	if _, err := f.Head(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := read(t, f); err != nil {
			t.Fatal(err)
		}
	}
	if got != int64(len(data)) {
		t.Errorf("told %d bytes, want %d", got, len(data))
	}
}

func TestDigests(t *testing.T) {
	plain, packed := file.Bytes("a", []byte(sample)), file.Bytes("a.gz", gzipped(t, sample))
	digest := func(f func() (file.Digest, error)) string {
		t.Helper()
		d, err := f()
		if err != nil {
			t.Fatal(err)
		}
		return d.String()
	}
	one := digest(func() (file.Digest, error) { return plain.ContentDigest(t.Context()) })
	two := digest(func() (file.Digest, error) { return packed.ContentDigest(t.Context()) })
	if one != two {
		t.Errorf("a log and its gzipped copy differ: %s, %s", one, two)
	}
	if p := digest(func() (file.Digest, error) { return packed.Digest(t.Context()) }); p == one || len(p) != 64 {
		t.Errorf("digest of the packed file %s", p)
	}
	if _, err := file.Bytes("cut", gzipped(t, sample)[:20]).ContentDigest(t.Context()); !errors.Is(err, file.ErrTruncated) {
		t.Errorf("digest of a cut file: error %v", err)
	}
}
