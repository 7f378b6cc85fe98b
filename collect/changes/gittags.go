package changes

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// gitTags is annotated tags, as "git cat-file --batch" prints the objects. Each says its length before it begins, so that no message can pretend to
// be another tag, as it can in what "git show" prints. A tag that is no object has no time of its own: git log shows it beside its commit.
var gitTags = format{
	name:  "git-tags",
	match: matchTags,
	read:  readTags,
}

// tagHead is the line before an object: its hash, its kind and its length in bytes.
var tagHead = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64}) ([a-z]{3,6}) (\d{1,12})$`)

func matchTags(h file.Head) int {
	line, rest, _ := strings.Cut(string(h.Data[:min(len(h.Data), 1<<10)]), "\n")
	m := tagHead.FindStringSubmatch(line)
	if m == nil || m[2] != "tag" || !strings.HasPrefix(rest, "object ") {
		return 0
	}
	return 95
}

// maxTag is how long a tag may be that is read whole: the notes of a release stand in it.
const maxTag = 1 << 20

func readTags(ctx context.Context, s *source, _ file.Head, in io.Reader) error {
	r := bufio.NewReader(in)
	for line := 1; ctx.Err() == nil; {
		head, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) && head == "" {
			return nil
		}
		m := tagHead.FindStringSubmatch(strings.TrimSuffix(head, "\n"))
		if m == nil || err != nil {
			return fmt.Errorf("line %d: no object of git where one should begin", line)
		}
		size, _ := strconv.ParseInt(m[3], 10, 64) // at most twelve digits
		body, err := io.ReadAll(io.LimitReader(r, min(size, maxTag)))
		if err == nil && int64(len(body)) < size {
			_, err = io.CopyN(countingLines{&line}, r, size-int64(len(body)))
		}
		s.report.Records++
		if m[2] == "tag" {
			s.addTag(m[1], string(body), line)
		}
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d: it ends in the middle of a tag", line)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		line += strings.Count(string(body), "\n") + 2
		if _, err := r.Discard(1); err != nil {
			return nil // the newline behind the last object may be missing
		}
	}
	return ctx.Err()
}

// countingLines counts the lines of what is passed over.
type countingLines struct{ n *int }

func (c countingLines) Write(p []byte) (int, error) {
	*c.n += strings.Count(string(p), "\n")
	return len(p), nil
}

// addTag reads a tag: a head of keys and values, an empty line, and the message.
func (s *source) addTag(id, body string, line int) {
	head, message, _ := strings.Cut(body, "\n\n")
	fields := map[string]string{}
	for l := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(l, " ")
		if _, known := fields[key]; !known && key != "" {
			fields[key] = value
		}
	}
	who, when := rawPerson(fields["tagger"])
	if when.at.IsZero() || fields["tag"] == "" {
		s.drop("tags without a time were left out")
		return
	}
	subject, rest, _ := strings.Cut(strings.TrimSpace(message), "\n")
	if before, _, signed := strings.Cut(rest, "-----BEGIN "); signed {
		rest = before // a signature
	}
	text := "Tag " + fields["tag"]
	if subject != "" && subject != fields["tag"] && !strings.HasPrefix(subject, "-----BEGIN ") {
		text += ": " + subject
	}
	ev := event.Event{
		ID: event.ID(event.Change, id), Source: s.path, Kind: event.Change, At: when.at, Count: 1, Refs: []event.Ref{{File: s.path, Line: line}},
		Actor: event.Actor{ID: clip.Text(who.ID, maxLabel), Name: clip.Text(who.Name, maxLabel)}, Text: clip.Text(text, maxText),
		Labels: labels(labelType, "tag", labelTag, fields["tag"], labelBody, rest),
	}
	if fields["type"] == "commit" {
		if c := commitID(word(fields["object"])); c != "" {
			ev.Labels[labelCommit] = c
		}
	}
	s.keep(record{Event: ev})
}
