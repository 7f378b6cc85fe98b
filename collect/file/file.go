// Package file turns what lies in an incident folder into pieces of evidence: it walks folders, opens gzip, zstd and zip, and offers each
// piece's first bytes to the families of formats, which recognise it by its content and never by its name. It knows no format itself.
package file

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"
	"weak"

	"github.com/pes-dev/pes/event"
)

// File is one piece of evidence as bytes, whatever it was packed in.
type File struct {
	Path string // with slashes, relative to the incident folder; inside an archive "export.zip!/general/2025-10-20.json"
	Size int64  // packed size in bytes, for the progress bar; 0 if unknown

	open func() (io.ReadCloser, error)

	mu   sync.Mutex
	head weak.Pointer[Head] // weak: ten thousand heads of an export would be half a gigabyte, and reading one again is cheap

	read   func(n int64) // told of progress; nil is no one to tell
	passed int64         // packed bytes told so far
}

// New is a file whose content open yields. It is for callers that have the content at hand, tests among them.
func New(path string, size int64, open func() (io.ReadCloser, error)) *File {
	return &File{Path: path, Size: size, open: open}
}

// Bytes is a file with the given content.
func Bytes(path string, data []byte) *File {
	return New(path, int64(len(data)), func() (io.ReadCloser, error) { return content{bytes.NewReader(data)}, nil })
}

// OnRead has f tell read how many more bytes of its packed content were consumed, each byte once however often the file is opened, and
// never more than Size in all. It is to be called before the file is opened.
func (f *File) OnRead(read func(n int64)) { f.read = read }

// advance says that a reading of the file has come as far as pos.
func (f *File) advance(pos int64) {
	if f.read == nil {
		return
	}
	f.mu.Lock()
	n := min(pos, f.Size) - f.passed
	f.passed += max(n, 0)
	f.mu.Unlock()
	if n > 0 {
		f.read(n)
	}
}

// Head is the beginning of a file's content, unpacked.
type Head struct {
	Data  []byte // at most HeadSize bytes
	Whole bool   // whether that is the whole file
}

// HeadSize is how much of a file is read to recognise it.
const HeadSize = 64 << 10

// Match is a family's answer to a file's head.
type Match struct {
	Format  string // "alertmanager-webhook"; "" if the family does not know it
	Score   int    // 1 to 100: how sure. JSON with the format's own keys 90, text that can hardly be anything else 70, a plausible guess 40
	Undated bool   // its stamps lack the year or the date, so that it can be read only after the dated evidence
}

// Options is what a reader must be told because its files do not say it.
type Options struct {
	Zone *time.Location // the zone of stamps that have none; nil is UTC, and the report says that it was assumed
	Near event.Window   // when the incident was, for stamps without a year or a date; zero if nothing is known
}

// Family is a group of formats that yield one kind of event. Each family's package makes one.
type Family struct {
	Kind event.Kind
	// Match says whether a file with this beginning is the family's.
	Match func(Head) Match
	// Collect reads files that Match took, as one set: a Slack export's users and messages, an alert's firing in one file and its end in
	// another. The order of files must not matter. A file that cannot be read to its end is named in its report's Error, what was read of
	// it is kept, and Collect goes on; it returns an error only when ctx is done.
	Collect func(ctx context.Context, files []*File, w event.Window, o Options) (event.Batch, error)
}
