// Package atomicfile replaces files as a whole: whoever looks at the path, during a crash or after one, finds the old content or the new one and
// nothing between. The new content is written beside the old, synced, and renamed over it, and the folder is synced so that the rename lasts.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// WriteFile makes data the content of path. A file that is there keeps its mode, a new one gets perm less the umask. A symbolic link stays a
// link, and what it leads to is replaced. What is no file (a terminal, a pipe, /dev/null) is written to as it is. On an error the old content is
// still there, and nothing is left beside it; only if the last sync fails is the new content there, if not yet certain to outlast a power cut.
func WriteFile(path string, data []byte, perm fs.FileMode) error {
	return Writer{}.WriteFile(path, data, perm)
}

// Writer replaces files, and tells of each step that changes the disk. The zero value has nobody to tell.
type Writer struct {
	After func(step string) // is called when a step is done: create, chmod, write, sync, close, rename, sync folder
}

// WriteFile is the function of that name.
func (w Writer) WriteFile(path string, data []byte, perm fs.FileMode) error {
	return writeFile(w.system(), path, data, perm)
}

// Create is the function of that name.
func (w Writer) Create(path string, perm fs.FileMode) (*File, error) {
	return create(w.system(), path, perm)
}

// Did tells of a step that the caller took itself.
func (w Writer) Did(step string) {
	if w.After != nil {
		w.After(step)
	}
}

func writeFile(sys system, path string, data []byte, perm fs.FileMode) error {
	f, err := create(sys, path, perm)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // after Commit it does nothing, and before there is an error to return already
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Commit()
}

// File is new content on its way to a path. Until Commit nothing is to be seen at the path.
type File struct {
	sys     system
	path    string // as given, for errors
	target  string // where links lead
	file    *os.File
	direct  bool // a device or pipe, written to as it is
	done    bool
	synced  bool  // nothing was written since the last sync
	failure error // of a write: what follows a gap must not be committed
}

var _ io.WriteCloser = (*File)(nil)

// Create begins new content for path, with the modes of WriteFile. The caller ends it with Commit, and calls Close in any case.
func Create(path string, perm fs.FileMode) (*File, error) { return create(disk(), path, perm) }

func create(sys system, path string, perm fs.FileMode) (*File, error) {
	target, err := follow(path)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", path, err)
	}
	f := &File{sys: sys, path: path, target: target}
	info, err := os.Stat(path) // not of target: "/dev/stdout" leads to "pipe:[12345]", which is no path
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.file, err = f.temporary(perm)
	case err != nil:
	case info.IsDir():
		err = syscall.EISDIR
	case !info.Mode().IsRegular():
		f.direct = true
		f.file, err = os.OpenFile(path, os.O_WRONLY, 0)
	default:
		f.file, err = f.temporary(info.Mode().Perm())
		if err == nil {
			err = f.keepMode(info.Mode().Perm())
		}
	}
	if err != nil {
		return nil, f.error(err)
	}
	return f, nil
}

// temporary makes the file beside the target. It is a dotfile, so that no walk over the folder takes it for evidence.
func (f *File) temporary(perm fs.FileMode) (*os.File, error) {
	dir, base := filepath.Split(f.target)
	for {
		name := fmt.Sprintf("%s.%.100s.%08x.tmp", dir, base, rand.Uint32()) //nolint:gosec // O_EXCL is what makes it safe
		file, err := f.sys.create(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

// keepMode gives the temporary file the mode of the old one, which the umask may have narrowed.
func (f *File) keepMode(perm fs.FileMode) error {
	if err := f.sys.chmod(f.file, perm); err != nil {
		f.Close() //nolint:errcheck,gosec // there is an error to return already
		return err
	}
	return nil
}

// Write adds to the new content.
func (f *File) Write(p []byte) (int, error) {
	f.synced = false
	n, err := f.sys.write(f.file, p)
	if err != nil {
		f.failure = f.error(err)
		return n, f.failure
	}
	return n, nil
}

// Commit puts the new content in the old one's place. It fails if a write has failed. Close may follow, and does nothing.
func (f *File) Commit() error {
	if f.done {
		return f.error(fs.ErrClosed)
	}
	defer f.Close() //nolint:errcheck // see below: what may fail is done before
	if f.failure != nil {
		return f.failure
	}
	if f.direct {
		f.done = true
		return f.error(f.file.Close())
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.sys.close(f.file); err != nil {
		return f.error(err)
	}
	if err := f.sys.rename(f.file.Name(), f.target); err != nil {
		return f.error(err)
	}
	f.done = true
	return f.error(f.sys.syncDir(filepath.Dir(f.target)))
}

// Sync makes what was written so far last, as Commit does first. After it Commit has little left to do but the rename: it does not sync what
// nobody has added to, since that may take long even so, and whoever called Sync had a look at the path in between.
func (f *File) Sync() error {
	if f.failure != nil || f.done || f.direct || f.synced {
		return f.failure
	}
	err := f.sys.sync(f.file)
	f.synced = err == nil
	return f.error(err)
}

// Close drops the new content unless it was committed.
func (f *File) Close() error {
	if f.done {
		return nil
	}
	f.done = true
	closed := f.file.Close()
	if errors.Is(closed, fs.ErrClosed) {
		closed = nil // Commit came that far
	}
	if f.direct {
		return f.error(closed)
	}
	return f.error(errors.Join(closed, os.Remove(f.file.Name())))
}

// error names the path that the caller gave, and not the temporary file's.
func (f *File) error(err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		err = l.Err
	}
	return fmt.Errorf("writing %s: %w", f.path, err)
}

// follow is the file that path means: the end of its links, which need not exist.
func follow(path string) (string, error) {
	const maxLinks = 40 // as Linux has it
	for range maxLinks {
		to, err := os.Readlink(path)
		if err != nil {
			return path, nil //nolint:nilerr // no link: a file, or nothing yet
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", syscall.ELOOP
}

// system is what a commit asks of the operating system, so that a test can have any step of it fail.
type system struct {
	create  func(name string, flag int, perm fs.FileMode) (*os.File, error)
	chmod   func(f *os.File, perm fs.FileMode) error
	write   func(f *os.File, p []byte) (int, error)
	sync    func(f *os.File) error
	close   func(f *os.File) error
	rename  func(from, to string) error
	syncDir func(dir string) error

	exchange func(a, b string) error
}

func disk() system {
	return system{
		create:  os.OpenFile,
		chmod:   (*os.File).Chmod,
		write:   (*os.File).Write,
		sync:    (*os.File).Sync,
		close:   (*os.File).Close,
		rename:  os.Rename,
		syncDir: syncDir,

		exchange: exchange,
	}
}

// system is the disk, each step of which is told when it has succeeded.
func (w Writer) system() system {
	sys := disk()
	if w.After == nil {
		return sys
	}
	told := func(step string, err error) error {
		if err == nil {
			w.After(step)
		}
		return err
	}
	return system{
		create: func(name string, flag int, perm fs.FileMode) (*os.File, error) {
			f, err := sys.create(name, flag, perm)
			return f, told("create", err)
		},
		chmod: func(f *os.File, perm fs.FileMode) error { return told("chmod", sys.chmod(f, perm)) },
		write: func(f *os.File, p []byte) (int, error) {
			n, err := sys.write(f, p)
			return n, told("write", err)
		},
		sync:    func(f *os.File) error { return told("sync", sys.sync(f)) },
		close:   func(f *os.File) error { return told("close", sys.close(f)) },
		rename:  func(from, to string) error { return told("rename", sys.rename(from, to)) },
		syncDir: func(dir string) error { return told("sync folder", sys.syncDir(dir)) },

		exchange: func(a, b string) error { return told("rename", sys.exchange(a, b)) },
	}
}

// syncDir makes a rename in a folder last. Windows has no such thing, and some network file systems refuse it.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // nothing was written through it
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
