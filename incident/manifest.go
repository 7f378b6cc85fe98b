package incident

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/pes-dev/pes/event"
)

// ManifestSchema is the schema of .pes/manifest.json.
const ManifestSchema = "pes/manifest/v1"

// Manifest says what a run read, so that a later one, or a person, can tell whether the document still fits the evidence. It holds no time
// of its own: the same input gives the same bytes.
type Manifest struct {
	Schema   string         `json:"schema"`
	Version  string         `json:"version"` // of pes
	Window   event.Window   `json:"window"`
	Inputs   []Input        `json:"inputs"`
	Sources  []Asked        `json:"sources,omitempty"`  // live systems
	Dropped  map[string]int `json:"dropped,omitempty"`  // source → raw records that could not be used
	Redacted map[string]int `json:"redacted,omitempty"` // kind of secret → how many were removed
}

// Input is a file that was read.
type Input struct {
	Path   string `json:"path"` // as event.Ref.File
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Asked is a live system that was asked, in this run or in one before.
type Asked struct {
	Name    string         `json:"name"`
	System  string         `json:"system"`            // its kind: "prometheus"
	Version string         `json:"version,omitempty"` // where it says
	Queries []string       `json:"queries,omitempty"` // in its own language
	Covered []event.Window `json:"covered,omitempty"` // the stretches of which nothing is missing
	Events  int            `json:"events"`
	Records int            `json:"records"` // raw records that it answered with
	Dropped int            `json:"dropped,omitempty"`
	Error   string         `json:"error,omitempty"`
}

// WriteManifest writes .pes/manifest.json. The caller holds the lock.
func (f *Folder) WriteManifest(m Manifest) error {
	m.Schema = ManifestSchema
	m.Inputs = slices.SortedFunc(slices.Values(m.Inputs), func(a, b Input) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.SHA256, b.SHA256))
	})
	m.Sources = slices.SortedFunc(slices.Values(m.Sources), func(a, b Asked) int { return cmp.Compare(a.Name, b.Name) })
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	return f.writeState("manifest.json", append(data, '\n'))
}

// Manifest reads .pes/manifest.json; ok is false if there is none.
func (f *Folder) Manifest() (m Manifest, ok bool, err error) {
	name := f.Path(StateName, "manifest.json")
	data, err := ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, false, nil
	}
	if err != nil {
		return Manifest{}, false, fmt.Errorf("reading %s: %w", name, plainError(err))
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return Manifest{}, false, fmt.Errorf("reading %s: %w", name, err)
	}
	return m, true, nil
}

// writeState writes a file of .pes.
func (f *Folder) writeState(name string, data []byte) error {
	return f.write(filepath.Join(StateName, name), data)
}
