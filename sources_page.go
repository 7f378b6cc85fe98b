package pes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/internal/mistake"
)

// commonHead is the heading of the settings that most kinds share: a page of one kind has them, too, for nobody can follow a link in a terminal.
const commonHead = "\n## Settings of all that speak HTTP\n"

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
	page := "## " + kind + "\n" + strings.TrimRight(part, "\n") + "\n"
	const link = "[of all](#settings-of-all-that-speak-http)"
	if !strings.Contains(page, link) {
		return []byte(page), nil
	}
	_, common, _ := strings.Cut(collect.Reference, commonHead)
	common, _, _ = strings.Cut(common, "\n## ")
	return []byte(strings.Replace(page, link, "of all that speak HTTP", 1) + commonHead + strings.TrimRight(common, "\n") + "\n"), nil
}
