package file

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Errors that reading a file may end with. What was read before them is good and is to be kept.
var (
	ErrTruncated = errors.New("stream ends in the middle")
	ErrDamaged   = errors.New("stream is damaged")
	ErrBomb      = errors.New("unpacks to far more than logs do: reading stopped")
)

const (
	// maxLayers is how often a file may be packed: a gzip that was shipped through a tool which packs again. More is not an export.
	maxLayers = 2

	// maxRatio is how many bytes one packed byte may unpack to. Monotonous logs reach 200; deflate alone cannot pass 1,032, so that anything
	// near it, or above it in two layers, is one character repeated. minBomb is the size up to which nobody asks: harmless, and small files
	// of a single repeated line reach any ratio.
	maxRatio = 500
	minBomb  = 64 << 20

	// maxWindow bounds the memory of a zstd frame. It is what the zstd program itself accepts unless told otherwise (--long=27).
	maxWindow = 128 << 20
)

// packing is one way of packing a stream.
type packing struct {
	name  string
	magic string
	open  func(io.Reader) (io.ReadCloser, error)
}

func packings() []packing {
	return []packing{
		{"gzip", "\x1f\x8b\x08", func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }},
		{"zstd", "\x28\xb5\x2f\xfd", openZstd},
		{"bzip2", "BZh", func(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil }},
	}
}

func openZstd(r io.Reader) (io.ReadCloser, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

func packingOf(head []byte) (packing, bool) {
	for _, p := range packings() {
		if bytes.HasPrefix(head, []byte(p.magic)) {
			return p, true
		}
	}
	return packing{}, false
}

// Open is the file's content as text: gzip, zstd and bzip2 taken off, twice at most, a byte order mark taken off, and UTF-16 that begins
// with one made UTF-8. Reading ends with an error that is ErrTruncated, ErrDamaged or ErrBomb where the packing is at fault; what came
// before it is good. The caller closes it. A file may be opened more than once, but only by one goroutine at a time.
func (f *File) Open() (io.ReadCloser, error) {
	src, err := f.open()
	if err != nil {
		return nil, plainError(err)
	}
	counted := &counter{file: f, r: src}
	u := &unpacked{counter: counted, closers: []io.Closer{src}}
	r := bufio.NewReaderSize(counted, 32<<10)
	for range maxLayers {
		head, _ := r.Peek(4) // a short or failing stream has no magic, and the error comes again when it is read
		p, ok := packingOf(head)
		if !ok {
			break
		}
		layer, err := p.open(r)
		if err != nil {
			_ = u.Close() // the reason is the layer's
			return nil, packingError(p.name, err)
		}
		u.closers = append(u.closers, layer)
		u.packed = true
		r = bufio.NewReaderSize(&layerReader{name: p.name, r: layer}, 32<<10)
	}
	u.r = decoded(r)
	return u, nil
}

// decoded takes a byte order mark off, and makes UTF-8 of the UTF-16 that Windows programs export.
func decoded(r *bufio.Reader) io.Reader {
	head, _ := r.Peek(3)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = r.Discard(3) // peeked just now: cannot fail
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
	}
	return r
}

// layerReader names the packing in the errors of one layer.
type layerReader struct {
	name string
	r    io.Reader
}

func (l *layerReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if err == nil || err == io.EOF {
		return n, err
	}
	return n, packingError(l.name, err)
}

func packingError(name string, err error) error {
	switch {
	case errors.Is(err, ErrTruncated), errors.Is(err, ErrDamaged):
		return err // a layer below has said it
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%s %w", name, ErrTruncated)
	}
	return fmt.Errorf("%s %w: %w", name, ErrDamaged, err)
}

// unpacked is an opened file: it closes every layer, and stops a bomb.
type unpacked struct {
	r       io.Reader
	counter *counter
	closers []io.Closer // from the outside in
	packed  bool
	n       int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.n += int64(n)
	if u.packed && u.n > minBomb && u.n/maxRatio > cmp.Or(u.counter.file.Size, u.counter.n) { // of a zip's entry the counter sees inflated bytes
		return n, ErrBomb
	}
	return n, err
}

func (u *unpacked) Close() error {
	var first error
	for _, v := range slices.Backward(u.closers) {
		if err := v.Close(); err != nil && first == nil {
			first = err
		}
	}
	u.counter.finish()
	return first
}

// counter counts the packed bytes of one reading, and tells the file's listener how far the furthest reading has come.
type counter struct {
	file *File
	r    io.Reader
	n    int64
	end  bool
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.end = c.end || err == io.EOF
	c.file.advance(c.n)
	return n, err
}

// finish makes up for what a zip's packed size and its unpacked stream differ by.
func (c *counter) finish() {
	if c.end {
		c.file.advance(c.file.Size)
	}
}
