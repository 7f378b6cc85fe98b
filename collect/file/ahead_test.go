package file

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// text is n bytes that pack to a third.
func text(n int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = "abcdefg\n"[rng.IntN(8)]
	}
	return b
}

func gzipped(t testing.TB, parts ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		if _, err := w.Write(p); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func zstandard(t testing.TB, parts ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, p := range parts {
		w, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(p); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestOpenAhead(t *testing.T) {
	long := text(5*aheadSize + 77)
	gz := gzipped(t, long)
	for _, tc := range []struct {
		name string
		data []byte
		want []byte
		err  error
	}{
		{"plain", long, long, nil},
		{"empty", nil, nil, nil},
		{"gzip", gz, long, nil},
		{"gzip of nothing", gzipped(t, nil), nil, nil},
		{"as long as a piece", gzipped(t, long[:aheadSize]), long[:aheadSize], nil},
		{"members of gzip", gzipped(t, long[:1000], nil, long[1000:]), long, nil},
		{"frames of zstd", zstandard(t, long[:1000], long[1000:]), long, nil},
		{"gzip in gzip", gzipped(t, gz), long, nil},
		{"gzip cut short", gz[:len(gz)/2], nil, ErrTruncated},
		{"gzip cut in its trailer", gz[:len(gz)-3], long, ErrTruncated},
		{"gzip with what is none behind it", append(bytes.Clone(gz), "what is no packed text\n"...), long, ErrDamaged},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := Bytes("a", tc.data)
			r, err := f.OpenAhead()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			got, err := io.ReadAll(iotest.OneByteReader(io.LimitReader(r, 10)))
			if err != nil {
				t.Fatal(err)
			}
			rest, err := io.ReadAll(r)
			got = append(got, rest...)
			if !errors.Is(err, tc.err) {
				t.Errorf("error %v, want %v", err, tc.err)
			}
			if tc.want != nil && !bytes.Equal(got, tc.want) {
				t.Errorf("%d bytes, want %d", len(got), len(tc.want))
			}
			if tc.err != nil {
				straight, _ := f.ReadAll(len(long))
				if !bytes.Equal(got, straight) || len(got) == 0 {
					t.Errorf("%d bytes before the error, want %d as without reading ahead", len(got), len(straight))
				}
				if _, again := r.Read(make([]byte, 1)); !errors.Is(again, tc.err) {
					t.Errorf("error %v the second time", again)
				}
			}
		})
	}
}

// watched is a stream that knows whether it is read after it was closed.
type watched struct {
	io.Reader
	closed, late atomic.Bool
}

func (w *watched) Read(p []byte) (int, error) {
	if w.closed.Load() {
		w.late.Store(true)
	}
	return w.Reader.Read(p)
}

func (w *watched) Close() error {
	w.closed.Store(true)
	return nil
}

// A reader that stops early leaves nothing behind: when Close returns, nobody reads the stream any more.
func TestAheadStopsEarly(t *testing.T) {
	for _, n := range []int{0, 1, aheadSize, 3*aheadSize + 1} {
		w := &watched{Reader: bytes.NewReader(text(9 * aheadSize))}
		a := newAhead(w)
		if _, err := io.ReadFull(a, make([]byte, n)); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if _, open := <-a.full; open || !w.closed.Load() || w.late.Load() {
			t.Errorf("after %d bytes: the stream is still read", n)
		}
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("reading on: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Errorf("closing twice: %v", err)
		}
	}
}

// What is read ahead is bounded.
func TestAheadIsBounded(t *testing.T) {
	var read atomic.Int64
	a := newAhead(&watched{Reader: readerFunc(func(p []byte) (int, error) {
		read.Add(int64(len(p)))
		return len(p), nil
	})})
	defer a.Close()
	for range 1000 {
		if _, err := io.ReadFull(a, make([]byte, aheadSize)); err != nil {
			t.Fatal(err)
		}
	}
	if most := int64((1000 + aheadBuffers) * aheadSize); read.Load() > most {
		t.Errorf("%d bytes, at most %d", read.Load(), most)
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
