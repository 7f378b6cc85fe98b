package logs

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"os"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// exported reads lines as an export, by way of a file, since they are read several times.
func exported(ctx context.Context, e Exporter, span, w event.Window) (event.Batch, error) {
	f, done, err := Spool(func(to io.Writer) error { return e.Export(ctx, span, to) })
	if f == nil {
		return event.Batch{Reports: []event.Report{{Kind: event.Log}}}, err
	}
	defer done()
	b, read := collect(ctx, []*file.File{f}, w, file.Options{Near: w})
	if len(b.Reports) == 0 {
		b.Reports = []event.Report{{Kind: event.Log}}
	}
	b.Reports = b.Reports[:1]
	return b, cmp.Or(err, read)
}

// Spool is what write writes, as a file that nobody else may read and that is gone after done. With an error, the file is what was written before it;
// it is nil if there is none.
func Spool(write func(io.Writer) error) (f *file.File, done func(), err error) {
	temp, err := os.CreateTemp("", "pes-*.log") // with the mode 0600
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = os.Remove(temp.Name()) } // what cannot be removed is the system's to remove
	buffered := bufio.NewWriterSize(temp, 256<<10)
	err = write(buffered)
	err = cmp.Or(err, buffered.Flush(), temp.Close())
	info, stat := os.Stat(temp.Name())
	if stat != nil {
		done()
		return nil, nil, cmp.Or(err, stat)
	}
	path := temp.Name()
	return file.New("export", info.Size(), func() (io.ReadCloser, error) { return os.Open(path) }), done, err
}
