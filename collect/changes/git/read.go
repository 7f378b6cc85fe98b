package git

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// maxCommits is how many commits of a window are read: the family keeps no more of one file.
const maxCommits = 20_000

// start is the commit that the history begins with; "" for all branches, or in a repository without a commit.
func (s *source) start(ctx context.Context) (string, error) {
	if s.config.Ref == all {
		_, err := s.run(ctx, "rev-parse", "--git-dir")
		return "", err
	}
	id, err := s.run(ctx, "rev-parse", "--verify", "--end-of-options", s.config.Ref+"^{commit}")
	if err == nil || s.config.Ref != "HEAD" {
		return lastLine(id), err
	}
	if _, unborn := s.run(ctx, "symbolic-ref", "--quiet", "HEAD"); unborn == nil { // a branch without a commit yet
		return "", nil
	}
	return "", err
}

// lastLine is the last line that is not empty: older versions of git echo --end-of-options.
func lastLine(b []byte) string {
	b = bytes.TrimSpace(b)
	return string(b[bytes.LastIndexByte(b, '\n')+1:])
}

// walk visits every commit of the history with its committer's time. The times of commits do not follow their order, so that all are looked at: git
// reads a million in some seconds.
func (s *source) walk(ctx context.Context, visit func(id string, at time.Time)) error {
	start, err := s.start(ctx)
	if err != nil || start == "" && s.config.Ref != all {
		return err
	}
	args := append([]string{"rev-list", "--timestamp"}, s.reach(cmp.Or(start, all))...)
	args = append(args, "--")
	for _, p := range s.config.Paths {
		args = append(args, ":(top,literal)"+p)
	}
	return s.stream(ctx, nil, func(r io.Reader) error {
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			stamp, id, _ := strings.Cut(lines.Text(), " ")
			if n, err := strconv.ParseInt(stamp, 10, 64); err == nil {
				visit(id, time.Unix(n, 0))
			}
		}
		return lines.Err()
	}, args...)
}

// log is the commits of the window as git log prints them, and how many more there are than may be.
func (s *source) log(ctx context.Context, w event.Window) (log []byte, more int, err error) {
	type commit struct {
		id string
		at time.Time
	}
	var found []commit
	newest := func(a, b commit) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.id, b.id)) }
	err = s.walk(ctx, func(id string, at time.Time) {
		if !w.Contains(at) {
			return
		}
		if found = append(found, commit{id, at}); len(found) == 2*maxCommits {
			slices.SortFunc(found, newest)
			more += len(found) - maxCommits
			found = found[:maxCommits]
		}
	})
	if err != nil || len(found) == 0 {
		return nil, 0, err
	}
	slices.SortFunc(found, newest)
	if over := len(found) - maxCommits; over > 0 {
		more, found = more+over, found[:maxCommits]
	}
	s.env.Tell(int64(len(found)), int64(len(found)), "commits")
	var ids bytes.Buffer
	for _, c := range found {
		ids.WriteString(c.id + "\n")
	}
	log, err = s.feed(ctx, ids.Bytes(), "log", "--no-walk=unsorted", "--stdin", "--pretty=fuller", "--date=iso-strict", "--decorate=short", "--encoding=UTF-8",
		"--no-color", "--no-notes", "--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-patch", "--no-abbrev-commit")
	return log, more, err
}

// tags are the annotated tags of the window, as git cat-file prints them; a tag without an object of its own has no time.
func (s *source) tags(ctx context.Context, w event.Window) ([]byte, error) {
	list, err := s.run(ctx, "for-each-ref", "--format=%(objecttype) %(objectname) %(taggerdate:unix)", "refs/tags")
	if err != nil {
		return nil, err
	}
	var ids bytes.Buffer
	for line := range strings.Lines(string(list)) {
		words := strings.Fields(line)
		if len(words) != 3 || words[0] != "tag" {
			continue
		}
		if n, err := strconv.ParseInt(words[2], 10, 64); err == nil && w.Contains(time.Unix(n, 0)) {
			ids.WriteString(words[1] + "\n")
		}
	}
	if ids.Len() == 0 {
		return nil, nil
	}
	return s.feed(ctx, ids.Bytes(), "cat-file", "--batch")
}
