package atomicfile

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
)

// ErrChanged says that a path did not hold what was to be replaced. It holds what somebody else put there.
var ErrChanged = errors.New("it was changed meanwhile")

// CommitOver is Commit where nothing but old may be replaced: the two files change places in one step, and if what comes out is not old, they
// change back. Where the system or the file system has no such step, it is Commit.
func (f *File) CommitOver(old []byte) error {
	if f.failure != nil || f.direct || f.done {
		return f.Commit()
	}
	if err := f.Sync(); err != nil {
		return err
	}
	name := f.file.Name()
	if f.sys.exchange(name, f.target) != nil {
		return f.Commit()
	}
	was, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(was, old) {
		return f.error(errors.Join(ErrChanged, f.putBack()))
	}
	f.done = true
	closed := f.sys.close(f.file)
	os.Remove(name) //nolint:errcheck,gosec // the new content is in place; what is left is tidied by the next run
	return f.error(errors.Join(closed, f.sys.syncDir(filepath.Dir(f.target))))
}

// putBack undoes an exchange, and leaves at the temporary name what Close may remove: the new content, or, if somebody saved once more in
// between, what that save replaced.
func (f *File) putBack() error {
	name := f.file.Name()
	if err := f.sys.exchange(name, f.target); err != nil {
		f.done = true // the temporary name has what a person wrote: it must not be removed
		return err
	}
	ours, errOurs := f.file.Stat()
	there, errThere := os.Lstat(name)
	if errOurs != nil || errThere != nil || os.SameFile(ours, there) {
		return nil
	}
	return f.sys.exchange(name, f.target)
}
