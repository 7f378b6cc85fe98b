package incident

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// lockName is the file in .pes whose lock a run that writes holds. The file stays; only the lock on it counts. The kernel lets go of the
// lock when the process ends, however it ends, so that a lock is never stale.
const lockName = "lock"

// errLocked is what tryLock answers while another process holds the lock.
var errLocked = errors.New("locked")

// lockPoll is how often a lock that is held is tried again.
const lockPoll = 50 * time.Millisecond

// Lock makes .pes where it is missing, and keeps other runs from writing into the folder until the function that it returns is called. While
// another run holds the lock it waits, having called waiting once (nil is no one to tell), until ctx is done. Then it removes what a run that
// died has left half written.
func (f *Folder) Lock(ctx context.Context, waiting func()) (unlock func(), err error) {
	name := f.Path(StateName, lockName)
	if err := makeState(filepath.Dir(name)); err != nil {
		return nil, fmt.Errorf("locking %s: %w", f.Dir, plainError(err))
	}
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("locking %s: %s: %w", f.Dir, name, errNotOurs)
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644) //nolint:gosec // as above
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", f.Dir, plainError(err))
	}
	for first := true; ; first = false {
		err := tryLock(file)
		if err == nil {
			if err := f.tidy(); err != nil {
				return nil, errors.Join(err, file.Close())
			}
			return func() { file.Close() }, nil //nolint:errcheck,gosec // nothing was written; closing lets go of the lock
		}
		if !errors.Is(err, errLocked) {
			return nil, errors.Join(fmt.Errorf("locking %s: %w", f.Dir, err), file.Close())
		}
		if first && waiting != nil {
			waiting()
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("waiting for another run on %s: %w", f.Dir, ctx.Err()), file.Close())
		case <-time.After(lockPoll):
		}
	}
}

// makeState makes .pes. It must be a folder, not a link to one, which may lie anywhere.
func makeState(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // an incident folder is shared with the team
		return err
	}
	info, err := os.Lstat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s: %w", dir, errNotOurs)
	}
	return err
}
