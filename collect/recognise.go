package collect

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// Named is files whose family somebody has told, by a flag or in incident.yaml. Each is read as that family's, in whichever of its formats fits
// best, or reported with an Error if none does.
type Named struct {
	Kind    event.Kind
	Pattern string // a path, or a pattern as in "logs/**/*.jsonl.gz"; a path that exists is never taken for a pattern
}

// recognise asks all families about a file, and reports a file that none of them knows.
func (r *reading) recognise(f *file.File) {
	h, err := f.Head()
	if err != nil {
		r.reports = append(r.reports, event.Report{Name: f.Path, Error: err.Error()})
		return
	}
	if r.Ours != nil && r.Ours(h) {
		return
	}
	best := source{File: f, family: -1}
	if !h.Empty() && h.Attachment() == "" {
		for i, family := range r.families {
			if m := family.Match(h); m.Format != "" && (best.family < 0 || m.Score > best.match.Score) {
				best.family, best.match = i, m
			}
		}
	}
	if best.family < 0 {
		r.reports = append(r.reports, unknown(f, h))
		return
	}
	r.sources = append(r.sources, best)
}

// findNamed lists the files that somebody named, and asks the family that was told.
func (r *reading) findNamed(ctx context.Context, n Named) error {
	family := slices.IndexFunc(r.families, func(f file.Family) bool { return f.Kind == n.Kind })
	if family < 0 {
		return fmt.Errorf("reading %s: no family of formats is of kind %q", n.Pattern, n.Kind)
	}
	paths, err := expand(n.Pattern)
	if err != nil {
		r.reports = append(r.reports, event.Report{Name: n.Pattern, Kind: n.Kind, Error: err.Error()})
		return nil
	}
	files, reports, err := file.Named(ctx, paths)
	if err != nil {
		return err
	}
	for _, p := range reports {
		p.Kind = n.Kind
		r.reports = append(r.reports, p)
	}
	taken := map[string]bool{}
	for _, s := range r.sources {
		if s.family == family {
			taken[s.Path] = true
		}
	}
	for _, f := range files {
		if taken[f.Path] {
			continue // two patterns fit it
		}
		taken[f.Path] = true
		r.force(f, family)
	}
	return nil
}

// force takes a file for a family's, if any format of it fits.
func (r *reading) force(f *file.File, family int) {
	kind := r.families[family].Kind
	h, err := f.Head()
	if err != nil {
		r.reports = append(r.reports, event.Report{Name: f.Path, Kind: kind, Error: err.Error()})
		return
	}
	m := r.families[family].Match(h)
	if m.Format != "" {
		r.sources = append(r.sources, source{f, family, m})
		return
	}
	report := unknown(f, h)
	report.Kind = kind
	if report.Error == "" && !h.Empty() {
		report.Error = fmt.Sprintf("in no format of %s that pes reads", called[kind])
	}
	r.reports = append(r.reports, report)
}

// called is what people call evidence of a kind.
var called = map[event.Kind]string{
	event.Alert: "alerts", event.Change: "changes", event.Chat: "chat", event.Log: "logs", event.Note: "notes", event.Status: "status posts",
}

func expand(pattern string) ([]string, error) {
	if _, err := os.Stat(pattern); err == nil {
		return []string{pattern}, nil
	}
	paths, err := doublestar.FilepathGlob(filepath.Clean(pattern), doublestar.WithFilesOnly())
	if err != nil {
		return nil, fmt.Errorf("pattern: %w", err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no such file, and none that the pattern fits")
	}
	return paths, nil
}

// unknown is the report of a file that no family knows. What is damaged is an error; what is merely no evidence is a note.
func unknown(f *file.File, h file.Head) event.Report {
	r := event.Report{Name: f.Path}
	if err := f.Check(); err != nil {
		r.Error = err.Error()
		return r
	}
	json := h.JSON()
	switch media, archive := h.Attachment(), h.Archive(); {
	case h.Empty():
		r.Notes = []string{"empty"}
	case media != "":
		r.Format = media
		r.Notes = []string{"an attachment: not read as evidence"}
	case archive != "":
		r.Format = archive
		r.Notes = []string{"not opened: unpack it beside the other files to have it read"}
	case json.Kind != "" && !json.Whole && h.Whole:
		r.Error = "JSON that breaks off or is malformed, and in no format that pes knows"
	case json.Kind == "object", json.Kind == "array":
		r.Notes = []string{"not recognised: JSON in no format that pes knows"}
	case !h.Text():
		r.Notes = []string{"not recognised: neither text nor a known binary format"}
	default:
		r.Notes = []string{"not recognised: text in no format that pes knows"}
	}
	return r
}

// dropCopies drops files whose content, unpacked, is that of another: a log and its gzipped copy would count everything twice. Only files
// with equal beginnings are read to their ends. The first by path stays. Chat is left alone: an export's parts belong together although two
// exports of one workspace have the same list of users, and its messages have ids of their own, by which copies of them are known.
func (r *reading) dropCopies(ctx context.Context) error {
	slices.SortStableFunc(r.sources, func(a, b source) int { return cmp.Compare(a.Path, b.Path) })
	type start struct {
		family int
		head   [sha256.Size]byte
	}
	alike := map[start][]int{}
	for i, s := range r.sources {
		if r.families[s.family].Kind == event.Chat {
			continue
		}
		h, err := s.Head()
		if err != nil {
			continue // the family will meet the error, and report it
		}
		k := start{s.family, sha256.Sum256(h.Data)}
		alike[k] = append(alike[k], i)
	}
	copies := map[int]int{}
	for _, group := range alike {
		if err := r.compare(ctx, group, copies); err != nil {
			return err
		}
	}
	kept := r.sources[:0:0]
	for i, s := range r.sources {
		original, isCopy := copies[i]
		if !isCopy {
			kept = append(kept, s)
			continue
		}
		r.reports = append(r.reports, event.Report{
			Name: s.Path, Kind: r.families[s.family].Kind, Format: s.match.Format,
			Notes: []string{fmt.Sprintf("identical to %s: read once", r.sources[original].Path)},
		})
	}
	r.sources = kept
	return nil
}

// compare notes which of a group of sources are copies of which.
func (r *reading) compare(ctx context.Context, group []int, copies map[int]int) error {
	if len(group) < 2 {
		return nil
	}
	first := map[file.Digest]int{}
	for _, i := range group {
		d, err := r.sources[i].ContentDigest(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			continue // cut or damaged: identical to nothing
		}
		if original, ok := first[d]; ok {
			copies[i] = original
			continue
		}
		first[d] = i
	}
	return nil
}
