package file

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/pes-dev/pes/event"
)

// maxFiles is how many files one walk takes. A large Slack export, a file a channel and day, stays below it; a home directory given by
// mistake does not, and shall not keep anyone waiting.
const maxFiles = 200_000

// WalkOptions says what of a folder is not evidence. The zero value takes everything but dotfiles.
type WalkOptions struct {
	// Skip is asked for every file and folder, by its path as in File.Path; a folder that is skipped is not entered. Nil skips nothing.
	Skip func(path string) bool
}

// Walk lists the files of a folder and of the zip archives in it, sorted by path. Dotfiles and what is in dot-folders are left out, and so
// are pipes, sockets and devices, which are never opened. A symbolic link to a file within the folder counts as that file; one to a folder is
// not entered, since what is inside the folder is found there anyway. What could not be looked into (no permission, a link that leads out, a
// damaged archive) is a report each, with its Error; the error is not nil only if dir itself cannot be read or ctx is done. The files are
// opened one by one, when their content is asked for, and never outside of dir.
func Walk(ctx context.Context, dir string, o WalkOptions) ([]*File, []event.Report, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("reading folder %s: %w", dir, plainError(err))
	}
	defer root.Close() //nolint:errcheck // nothing was written

	w := walker{skip: o.Skip}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return w.visit(root, dir, name, d, err)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("reading folder %s: %w", dir, plainError(err))
	}
	return w.done()
}

// Named is the files of the given paths, which a person named one by one: the counterpart of Walk for flags. A zip among them is opened, a
// folder is walked. Their Path is the path as given. Links are followed, wherever they lead. Problems are reported as Walk's are.
func Named(ctx context.Context, paths []string) ([]*File, []event.Report, error) {
	var w walker
	for _, p := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		name := filepath.ToSlash(p)
		info, err := os.Stat(p)
		switch {
		case err != nil:
			w.problem(name, plainError(err))
		case info.IsDir():
			if err := w.folder(ctx, p, name); err != nil {
				return nil, nil, err
			}
		default:
			w.take(name, info, func() (*os.File, error) { return os.Open(p) })
		}
	}
	return w.done()
}

// walker gathers the files of a walk.
type walker struct {
	skip    func(path string) bool
	files   []*File
	reports []event.Report
	full    bool
}

func (w *walker) done() ([]*File, []event.Report, error) {
	slices.SortFunc(w.files, func(a, b *File) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortStableFunc(w.reports, func(a, b event.Report) int { return cmp.Compare(a.Name, b.Name) })
	return w.files, w.reports, nil
}

func (w *walker) problem(name string, err error) {
	w.reports = append(w.reports, event.Report{Name: name, Error: err.Error()})
}

func (w *walker) note(name, note string) {
	w.reports = append(w.reports, event.Report{Name: name, Notes: []string{note}})
}

func (w *walker) folder(ctx context.Context, dir, name string) error {
	files, reports, err := Walk(ctx, dir, WalkOptions{})
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		w.problem(name, err)
		return nil
	}
	for _, f := range files {
		f.Path = path.Join(name, f.Path)
		w.add(f)
	}
	for _, r := range reports {
		r.Name = path.Join(name, r.Name)
		w.reports = append(w.reports, r)
	}
	return nil
}

// visit is fs.WalkDir's callback.
func (w *walker) visit(root *os.Root, dir, name string, d fs.DirEntry, err error) error {
	if name == "." {
		return err
	}
	if hidden(name) || (w.skip != nil && w.skip(name)) {
		if d != nil && d.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if err != nil {
		w.problem(name, plainError(err)) // a folder that cannot be listed
		return nil
	}
	if d.IsDir() {
		return nil
	}
	info, err := root.Stat(name)
	if err != nil {
		w.problem(name, linkError(d, err))
		return nil
	}
	if info.IsDir() { // by a link
		return nil
	}
	w.take(name, info, func() (*os.File, error) { return os.OpenInRoot(dir, filepath.FromSlash(name)) })
	return nil
}

// hidden says whether a path's last element is a dotfile, or what the systems of others strew about in folders and archives.
func hidden(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || base == "__MACOSX" || strings.EqualFold(base, "Thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

func linkError(d fs.DirEntry, err error) error {
	if d.Type()&fs.ModeSymlink == 0 {
		return plainError(err)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("a link that leads nowhere")
	}
	if errors.Is(err, fs.ErrPermission) {
		return plainError(err)
	}
	if errors.Is(err, syscall.ELOOP) {
		return errors.New("a link that leads back to itself")
	}
	return errors.New("a link that leads out of the folder is not followed")
}

// take adds a file of the file system, or what an archive holds.
func (w *walker) take(name string, info fs.FileInfo, open func() (*os.File, error)) {
	if !info.Mode().IsRegular() {
		w.note(name, "not a file (a pipe, socket or device): not opened")
		return
	}
	archive, err := isZip(open)
	if err != nil {
		w.problem(name, err)
		return
	}
	if archive {
		w.zip(name, info.Size(), open)
		return
	}
	w.add(New(name, info.Size(), func() (io.ReadCloser, error) { return openRegular(open) }))
}

func (w *walker) add(f *File) {
	if len(w.files) < maxFiles {
		w.files = append(w.files, f)
		return
	}
	if !w.full {
		w.full = true
		w.problem(f.Path, fmt.Errorf("more than %d files: this one and what follows were not read", maxFiles))
	}
}

// openRegular opens a file and looks again whether it is one: it may have been replaced since the walk.
func openRegular(open func() (*os.File, error)) (*os.File, error) {
	f, err := open()
	if err != nil {
		return nil, plainError(err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file any more")
	}
	if err != nil {
		f.Close() //nolint:errcheck,gosec // nothing was written, and there is an error to report already
		return nil, plainError(err)
	}
	return f, nil
}

// plainError is what went wrong, without the operation and the path of this machine: a report names the file by its place in the folder.
func plainError(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
