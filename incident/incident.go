// Package incident is the incident folder: incident.yaml (what people know and decide), which of the folder's files are evidence and which
// are not, the lock that keeps two runs apart, the manifest of what a run read, and the documents, which are written whole and never over a
// person's edit. It knows where things lie and what people decided, but neither reads evidence nor judges it.
package incident

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// The names of what pes itself keeps in a folder.
const (
	EvidenceName = "evidence.jsonl" // what was collected, secrets removed
	StateName    = ".pes"           // what the next run needs to know of the last
)

// Marker is what the first line of a document of ours begins with. A file that bears it is never evidence, whatever its name.
const Marker = "<!-- pes:"

// Folder is an incident folder.
type Folder struct {
	Dir    string
	Config *Config
	After  func(step string) // is told of each step of writing that changed the disk, for tests that stop there; nil is no one to tell
}

// Open reads the incident.yaml of a folder; what lies in the folder besides is for others to read. See Load for fallback and the errors.
func Open(dir string, fallback *time.Location) (*Folder, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, &FolderError{Dir: dir, Err: plainError(err)}
	}
	if !info.IsDir() {
		return nil, &FolderError{Dir: dir, Err: errNoFolder}
	}
	c, err := Load(dir, fallback)
	if err != nil {
		return nil, err
	}
	return &Folder{Dir: dir, Config: c}, nil
}

// Path is where a file of the folder lies.
func (f *Folder) Path(elem ...string) string {
	return filepath.Join(append([]string{f.Dir}, elem...)...)
}

// Skip says of a path within an incident folder, with slashes, that it is no evidence by its name: incident.yaml, evidence.jsonl, PES*.md
// (our documents), README* (what people tell each other about the folder), *.md.tmpl (templates of documents), .pes and every other dotfile, temporary files among them. What
// bears our Marker is none either, but only its content tells: see Ours.
func Skip(name string) bool {
	base := path.Base(name)
	if strings.HasPrefix(base, ".") && base != "." {
		return true
	}
	if base == ConfigName || base == EvidenceName {
		return true
	}
	if strings.HasPrefix(base, "PES") && strings.HasSuffix(base, ".md") {
		return true
	}
	return strings.HasPrefix(base, "README") || strings.HasSuffix(base, ".md.tmpl")
}

// TimelineColumns is what a timeline in CSV, which has no place for a marker, begins with.
const TimelineColumns = "at_utc,at_local,until_utc,open,"

// ourSchema is how JSON and JSON Lines of ours begin: evidence, timelines, manifests.
var ourSchema = regexp.MustCompile(`^\{\s*"schema"\s*:\s*"pes/`)

// frontMatter is what some sites want before the text of a page: YAML between two lines of hyphens.
var frontMatter = regexp.MustCompile(`^---[ \t]*\r?\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*\r?\n\s*`)

// Ours says of a file's first bytes that pes wrote it, under whatever name: a document, or a timeline or evidence that somebody kept.
func Ours(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	head = bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(frontMatter.ReplaceAll(head, nil), []byte(Marker)) {
		return true // a template of people's own may write front matter, which must come before the marker
	}
	return bytes.HasPrefix(head, []byte(TimelineColumns)) || ourSchema.Match(head)
}
