// Package merge brings a newly generated document into the file that people have edited since the last one, so that nothing which a person
// wrote is lost: bytes in, bytes out, no file and no clock.
//
// Mark gives a generated document its markers: under each heading a comment with the section's name and a hash of its text, before each table
// one with the table's, and at the end a ledger of all sections and of the rows of all tables. They are what Merge knows a person's edit by: a
// block whose hash still fits is the machine's and is replaced; any other is the person's and is kept byte for byte, with the machine's new
// version as one suggestion under it when its facts have changed. What the ledger lists and the file lacks was deleted by a person, and does not
// come back. Tables merge by rows, columns by their heads.
//
// Where markers or ledger are damaged, lost, doubled or forged, Merge errs on the person's side: what it does not know, it keeps.
package merge

import (
	"errors"
	"fmt"
)

// MaxSize is the size in bytes of the largest document that is read. A summary of a long outage has some 200 kB.
const MaxSize = 16 << 20

// maxBlocks is how many headings and rows of tables a document may have. A hundred times what a long outage makes is still merged within two
// seconds.
const maxBlocks = 100_000

// maxLines is how many lines a document may have. Each costs some 80 bytes beside its text, were it blank: 16 MiB of line ends alone took 11 s
// and a gigabyte.
const maxLines = 1_000_000

// Reasons for which a document is not merged. They are the Err of an *Error.
var (
	ErrForeign  = errors.New("no marker of pes in it")
	ErrConflict = errors.New("an unresolved conflict of version control")
	ErrEncoding = errors.New("not UTF-8 text")
	ErrTooLarge = fmt.Errorf("more than %d MiB, %d lines, or %d headings and rows of tables", MaxSize>>20, maxLines, maxBlocks)
)

// Error says why a document cannot be merged. Nothing of it is guessed, and nothing is written.
type Error struct {
	Line int // where it shows, counted from 1; 0 if it is the whole document
	Err  error
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("line %d: %v", e.Line, e.Err)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Kind is what became of a block.
type Kind string

// The kinds of changes.
const (
	Kept      Kind = "kept"      // a person's: their edit of a block, or a block of their own
	Replaced  Kind = "replaced"  // the machine's, with other facts than before
	Suggested Kind = "suggested" // a person's, and the machine's new version stands under it as a suggestion
	Added     Kind = "added"     // newly generated
	Removed   Kind = "removed"   // the machine's, no longer generated
	Deleted   Kind = "deleted"   // generated, but a person has deleted it: it stays so
	Rescued   Kind = "rescued"   // a person's rows whose table is gone, put under the last heading
)

// Change is what happened to one block.
type Change struct {
	Kind    Kind
	Section string // its heading as a reader sees it; "" for what stands before the first one
	Table   bool   // a table in that section, not its text
	Rows    int    // how many rows of the table, where it is not all of it
	Name    string // of the section or table; "" for a section that a person added
}

// Result is a merged document.
type Result struct {
	Document []byte
	Changes  []Change // in the order of the document; what is gone comes last
}

// Mark gives a freshly generated document its markers: the name and hash of each section and table, and the ledger at its end. Names that the
// document states are kept. Marking what is marked changes nothing. It returns an *Error for what is no UTF-8 or too large.
func Mark(generated []byte) ([]byte, error) {
	if err := readable(generated); err != nil {
		return nil, err
	}
	return mark(generated), nil
}

// Merge brings a newly generated document, as Mark left it, into the file as a person left it. base is the marked document that the file began
// with, known by its Generation; nil if it is lost, which costs no more than that some deletions and edits are told less finely. The result has
// the line ends and the byte order mark of edited. Merging the same document once more changes no byte. A file that is empty, or blank, takes
// the generated document whole. It returns an *Error for an edited file that must not be touched.
func Merge(edited, base, generated []byte) (Result, error) {
	if err := readable(edited); err != nil {
		return Result{}, err
	}
	marked, err := Mark(generated)
	if err != nil {
		return Result{}, fmt.Errorf("the generated document: %w", err)
	}
	file := parse(edited)
	if file.blank() {
		return Result{Document: marked}, nil
	}
	if file.excess > 0 {
		return Result{}, &Error{Line: file.excess, Err: ErrTooLarge}
	}
	if line := conflict(file); line > 0 {
		return Result{}, &Error{Line: line, Err: ErrConflict}
	}
	if !file.ours() {
		return Result{}, &Error{Err: ErrForeign}
	}
	var old *document
	if readable(base) == nil && len(base) > 0 {
		if old = parse(base); old.excess > 0 {
			old = nil
		}
	}
	return merge(file, old, parse(marked)), nil
}

// Generation is the id of the generated document that a document came from, as its ledger states; "" if it has none. Equal documents have
// equal ids.
func Generation(document []byte) string {
	if readable(document) != nil {
		return ""
	}
	if l := parse(document).ledger; l != nil {
		return l.generation
	}
	return ""
}

// Genre is the genre that a document's first marker states; "" if it is none of ours.
func Genre(document []byte) string {
	if readable(document) != nil {
		return ""
	}
	return parse(document).genre
}
