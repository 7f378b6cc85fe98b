package incident

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed starter.yaml
var starter string

// Starter is a commented incident.yaml that sets nothing.
func Starter() string { return starter }

// Init writes a commented incident.yaml into a folder, which it makes if it is not there, and returns its path. Where there is one already,
// it leaves that as it is, and the error is ErrExists.
func Init(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // an incident folder is shared with the team
		return "", fmt.Errorf("making folder %s: %w", dir, plainError(err))
	}
	name := filepath.Join(dir, ConfigName)
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // as above
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("writing %s: %w", name, ErrExists)
	}
	if err != nil {
		return "", fmt.Errorf("writing %s: %w", name, plainError(err))
	}
	_, err = f.WriteString(starter)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("writing %s: %w", name, plainError(err)), os.Remove(name))
	}
	return name, nil
}
