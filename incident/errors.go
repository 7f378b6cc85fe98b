package incident

import (
	"errors"
	"fmt"
)

var (
	errNoFolder = errors.New("not a folder")
	errNoFile   = errors.New("not a file")
	errNotOurs  = errors.New("a link, a folder or a pipe lies in its place")
)

// FolderError says that an incident folder cannot be used at all.
type FolderError struct {
	Dir string
	Err error
}

func (e *FolderError) Error() string {
	return fmt.Sprintf("opening incident folder %s: %v", e.Dir, e.Err)
}

// Unwrap is the cause.
func (e *FolderError) Unwrap() error { return e.Err }

// ErrExists is what Init answers where there is an incident.yaml already.
var ErrExists = errors.New("it is there already")
