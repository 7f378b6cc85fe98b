package pes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/internal/mistake"
)

// SourcesPage is the reference of the kinds of live systems, in Markdown: of all, or the part of one kind.
func SourcesPage(kind string) ([]byte, error) {
	if kind == "" {
		return []byte(collect.Reference), nil
	}
	names := each(LiveKinds(), func(k LiveKind) string { return k.Name })
	if !slices.Contains(names, kind) {
		return nil, &Error{Err: fmt.Errorf("no kind %q of live systems%s", kind, mistake.DidYouMean(kind, names)), Usage: true, Hint: "\"pes sources\" lists them"}
	}
	_, part, _ := strings.Cut(collect.Reference, "\n## "+kind+"\n")
	part, _, _ = strings.Cut(part, "\n## ")
	return []byte("## " + kind + "\n" + strings.TrimRight(part, "\n") + "\n"), nil
}
