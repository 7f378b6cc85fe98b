package collect

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// fake is a family whose files begin with its kind, and then hold a line an event: a stamp and a text. The stamp "late" is one that lacks the
// date: it is read as the start of Options.Near.
func fake(kind event.Kind, calls *[]string) file.Family {
	return file.Family{
		Kind: kind,
		Match: func(h file.Head) file.Match {
			if !strings.HasPrefix(string(h.Data), string(kind)+"\n") {
				return file.Match{}
			}
			return file.Match{Format: "fake", Score: 90, Undated: bytes.Contains(h.Data, []byte("late "))}
		},
		Collect: func(ctx context.Context, files []*file.File, _ event.Window, o file.Options) (event.Batch, error) {
			if ctx.Err() != nil {
				return event.Batch{}, ctx.Err()
			}
			var b event.Batch
			var names []string
			for _, f := range files {
				names = append(names, f.Path)
				b.Add(readFake(kind, f, o))
			}
			if calls != nil {
				*calls = append(*calls, string(kind)+": "+strings.Join(names, " "))
			}
			return b, nil
		},
	}
}

func readFake(kind event.Kind, f *file.File, o file.Options) (b event.Batch) {
	report := event.Report{Name: f.Path, Kind: kind, Format: "fake"}
	r, err := f.Open()
	if err != nil {
		report.Error = err.Error()
		return event.Batch{Reports: []event.Report{report}}
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		stamp, text, ok := strings.Cut(lines.Text(), " ")
		if !ok {
			continue
		}
		at := o.Near.From
		if stamp != "late" {
			if at, err = time.Parse("2006-01-02T15:04:05Z07:00", stamp); err != nil {
				continue
			}
		}
		report.Records++
		b.Events = append(b.Events, event.Event{ID: event.ID(kind, stamp, text), Source: f.Path, Kind: kind, At: at, Text: text, Count: 1, Refs: []event.Ref{{File: f.Path}}})
	}
	if err := lines.Err(); err != nil {
		report.Error = err.Error()
	}
	b.Reports = append(b.Reports, report)
	return b
}

func fakes() []file.Family {
	var all []file.Family
	for _, k := range []event.Kind{event.Alert, event.Change, event.Chat, event.Log, event.Note, event.Status} {
		all = append(all, fake(k, nil))
	}
	return all
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func gzipped(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// told is what a batch says, a line an event and a line a report.
func told(b event.Batch) (events, reports []string) {
	for _, e := range b.Events {
		events = append(events, fmt.Sprintf("%s %s %s", e.At.Format("2006-01-02T15:04"), e.Kind, e.Text))
	}
	for _, r := range b.Reports {
		line := fmt.Sprintf("%s (%s %s) %d", r.Name, r.Kind, r.Format, r.Records)
		if len(r.Notes) > 0 {
			line += " note: " + strings.Join(r.Notes, "; ")
		}
		if r.Error != "" {
			line += " error: " + r.Error
		}
		reports = append(reports, line)
	}
	return events, reports
}

func TestFolder(t *testing.T) {
	log := "log\n2025-10-20T06:48:00Z errors rise\n"
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, err := z.Create("deep/alerts")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "alert\n2025-10-20T06:50:00Z HighErrorRate\n"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	packed := gzipped(t, "log\n"+strings.Repeat("2025-10-20T07:00:00Z slow\n", 9))
	dir := folder(t, map[string]string{
		"api.log": log, "copy/api.log.gz": gzipped(t, log), "export.zip": archive.String(), "cut.gz": packed[:len(packed)-9],
		"chat": "message\n2025-10-20T06:55:00+00:00 looking\n", "nothing": " \n", "picture": "\x89PNG\r\n\x1a\n", "half.json": `{"a": [1, 2`,
		"binary": "\x00\x01\x02\x03", "poem.txt": "O, what a tangled web we weave\n", "PES.md": "ours", "skip/me": "log\n2025-10-20T06:48:00Z no\n",
		"backup.7z": "7z\xbc\xaf\x27\x1c....", "cut": gzipped(t, "binary")[:12],
	})
	f := Folder{
		Dir: dir, families: fakes(), Skip: func(p string) bool { return p == "skip" },
		Ours: func(h file.Head) bool { return string(h.Data) == "ours" },
	}
	var done, total int64
	f.Progress = func(d, of int64) { done, total = d, of }
	b, err := f.Collect(t.Context(), event.Window{})
	if err != nil {
		t.Fatal(err)
	}
	events, reports := told(b)
	wantEvents := []string{
		"2025-10-20T06:48 log errors rise", "2025-10-20T06:50 alert HighErrorRate", "2025-10-20T06:55 message looking", "2025-10-20T07:00 log slow",
	}
	if diff := cmp.Diff(wantEvents, events); diff != "" {
		t.Error(diff)
	}
	wantReports := []string{
		"api.log (log fake) 1",
		"backup.7z ( 7-Zip archive) 0 note: not opened: unpack it beside the other files to have it read",
		"binary ( ) 0 note: not recognised: neither text nor a known binary format",
		"chat (message fake) 1",
		"copy/api.log.gz (log fake) 0 note: identical to api.log: read once",
		"cut ( ) 0 error: gzip stream ends in the middle",
		"cut.gz (log fake) 9 error: gzip stream ends in the middle",
		"export.zip!/deep/alerts (alert fake) 1",
		"half.json ( ) 0 error: JSON that breaks off or is malformed, and in no format that pes knows",
		"nothing ( ) 0 note: empty",
		"picture ( PNG picture) 0 note: an attachment: not read as evidence",
		"poem.txt ( ) 0 note: not recognised: text in no format that pes knows",
	}
	if diff := cmp.Diff(wantReports, reports); diff != "" {
		t.Error(diff)
	}
	if total == 0 || done > total || done < total-20 { // a cut file may end before its last bytes are asked for
		t.Errorf("read %d of %d bytes", done, total)
	}
}

func TestFolderReadsUndatedFilesNearTheDatedOnes(t *testing.T) {
	const (
		undated = "status\nlate we are investigating\n"
		alerts  = "alert\n2025-10-20T06:50:00Z fired\n2025-10-20T09:50:00Z again\n1970-01-01T00:00:00Z never set\n"
		git     = "change\n2019-01-01T10:00:00Z first\n2019-01-02T10:00:00Z second\n2019-01-03T10:00:00Z third\n"
	)
	day := func(d int) time.Time { return time.Date(2024, 3, d, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name  string
		files map[string]string
		w     event.Window
		want  string
	}{
		{"alerts tell, not years of changes", map[string]string{"a": alerts, "g": git, "s": undated}, event.Window{}, "2025-10-20T06:50"},
		{"the window tells", map[string]string{"a": alerts, "s": undated}, event.Window{From: day(1), To: day(2)}, "2024-03-01T00:00"},
		{"half a window", map[string]string{"a": alerts, "s": undated}, event.Window{From: day(1)}, "2024-03-01T00:00"},
		{"the family's own dated files", map[string]string{"s": undated, "d": "status\n2023-05-01T08:00:00Z down\n"}, event.Window{}, "2023-05-01T08:00"},
		{"notes, when there is nothing else", map[string]string{"s": undated, "n": "note\n2023-05-01T08:00:00Z paged\n"}, event.Window{}, "2023-05-01T08:00"},
		{"the stretch that most kinds speak of", map[string]string{
			"s": undated, "a": alerts, "l": "log\n2025-10-20T08:00:00Z x\n2024-01-01T00:00:00Z a\n2024-01-01T01:00:00Z b\n2024-01-01T02:00:00Z c\n2024-01-01T02:00:00Z d\n",
		}, event.Window{}, "2025-10-20T06:50"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Folder{Dir: folder(t, tt.files), families: fakes()}
			b, err := f.Collect(t.Context(), tt.w)
			if err != nil {
				t.Fatal(err)
			}
			events, _ := told(b)
			if want := tt.want + " status we are investigating"; !slices.Contains(events, want) {
				t.Errorf("%q is not among %q", want, events)
			}
		})
	}
}

// TestFolderReadsYearsNearOneEvent: a single note on the first minutes of a year tells the year of a log that begins in the one before.
func TestFolderReadsYearsNearOneEvent(t *testing.T) {
	var log strings.Builder
	for i := range 60 {
		at := time.Date(2025, 12, 31, 23, 30, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute)
		text := "ok"
		if at.Year() == 2026 {
			text = "error: cannot reach the database"
		}
		fmt.Fprintf(&log, "%s db-1 app[7]: %s\n", at.Format(time.Stamp), text)
	}
	f := Folder{Dir: folder(t, map[string]string{"app.log": log.String(), "notes.md": "# 2026-01-01\n- 00:05 checkout is down\n"})}
	b, err := f.Collect(t.Context(), event.Window{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range b.Series {
		if got := s.Start.Format("2006-01-02T15:04"); got != "2025-12-31T23:30" || time.Duration(len(s.Total))*time.Duration(s.Step) > time.Hour {
			t.Errorf("a series of %d times %s from %s", len(s.Total), s.Step, got)
		}
	}
	for _, e := range b.Events {
		if e.At.Year() > 2026 || e.At.After(time.Date(2026, 1, 1, 1, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: %s", e.At, e.Text)
		}
	}
	if len(b.Series) == 0 || len(b.Events) < 2 {
		t.Errorf("%d series, %d events", len(b.Series), len(b.Events))
	}
}

func TestFolderDropsWhatHasNoTime(t *testing.T) {
	b, err := (&Folder{Dir: folder(t, map[string]string{"s": "status\nlate nothing is near\n"}), families: fakes()}).Collect(t.Context(), event.Window{})
	if err != nil || len(b.Events) != 0 {
		t.Errorf("%v, %v", b.Events, err)
	}
	if len(b.Reports) != 1 || b.Reports[0].Dropped != 1 || len(b.Reports[0].Notes) != 1 {
		t.Errorf("%+v", b.Reports)
	}
}

// Names of files decide nothing, and neither does it matter in how many files and folders the evidence lies.
func TestFolderRenamed(t *testing.T) {
	parts := []string{
		"alert\n2025-10-20T06:50:00Z fired\n", "alert\n2025-10-20T06:50:00Z fired\n2025-10-20T07:50:00Z more\n",
		"status\nlate investigating\n", "log\n2025-10-20T06:48:00Z rise\n", "message\n2025-10-20T06:55:00Z looking\n",
	}
	ids := func(names ...string) (ids []string) {
		files := map[string]string{}
		for i, n := range names {
			files[n] = parts[i]
		}
		b, err := (&Folder{Dir: folder(t, files), families: fakes()}).Collect(t.Context(), event.Window{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range b.Events {
			ids = append(ids, e.ID+" "+e.At.String()+" "+e.Text)
		}
		return ids
	}
	one := ids("a", "b", "c", "d", "e")
	if diff := cmp.Diff(one, ids("x/9", "x/1", "0", "z/z/z", "m.gz")); diff != "" {
		t.Error(diff)
	}
	if len(one) != 5 {
		t.Errorf("%d events: %q", len(one), one)
	}
}

func TestNamedFiles(t *testing.T) {
	dir := folder(t, map[string]string{"a.log": "log\n2025-10-20T06:48:00Z rise\n", "sub/b[1].log": "log\n2025-10-20T06:49:00Z more\n", "c.txt": "O, what a web\n", "e": "\n"})
	t.Chdir(dir)
	f := Folder{families: fakes(), Named: []Named{
		{event.Log, "**/*.log"}, {event.Log, "sub/b[1].log"}, {event.Alert, "a.log"}, {event.Note, "c.txt"}, {event.Chat, "missing*"}, {event.Status, "e"}, {event.Log, "["},
	}}
	b, err := f.Collect(t.Context(), event.Window{})
	if err != nil {
		t.Fatal(err)
	}
	events, reports := told(b)
	if diff := cmp.Diff([]string{"2025-10-20T06:48 log rise", "2025-10-20T06:49 log more"}, events); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"[ (log ) 0 error: pattern: syntax error in pattern",
		`a.log (alert ) 0 note: not recognised: text in no format that pes knows error: in no format of alerts that pes reads`,
		"a.log (log fake) 1",
		`c.txt (note ) 0 note: not recognised: text in no format that pes knows error: in no format of notes that pes reads`,
		"e (status ) 0 note: empty",
		"missing* (message ) 0 error: no such file, and none that the pattern fits",
		"sub/b[1].log (log fake) 1",
	}
	if diff := cmp.Diff(want, reports); diff != "" {
		t.Error(diff)
	}
}

func TestFolderFails(t *testing.T) {
	missing := Folder{Dir: filepath.Join(t.TempDir(), "missing"), families: fakes()}
	if _, err := missing.Collect(t.Context(), event.Window{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	full := Folder{Dir: folder(t, map[string]string{"a": "log\n2025-10-20T06:48:00Z rise\n"}), families: fakes()}
	if _, err := full.Collect(ctx, event.Window{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

type stub struct {
	batch event.Batch
	err   error
}

func (s stub) Collect(context.Context, event.Window) (event.Batch, error) { return s.batch, s.err }

func TestAll(t *testing.T) {
	down := errors.New("slack: 503")
	at := time.Date(2025, 10, 20, 6, 48, 0, 0, time.UTC)
	e := event.Event{ID: "E-1", Kind: event.Log, At: at, Text: "rise", Count: 1}
	b, err := All(t.Context(), event.Window{}, []Collector{
		stub{batch: event.Batch{Events: []event.Event{e}, Reports: []event.Report{{Name: "files"}}}},
		stub{batch: event.Batch{Events: []event.Event{e}, Reports: []event.Report{{Name: "slack", Error: "503"}}}, err: down},
	})
	if !errors.Is(err, down) {
		t.Errorf("error %v", err)
	}
	if len(b.Events) != 1 || len(b.Reports) != 2 || b.Reports[1].Name != "slack" {
		t.Errorf("%+v", b)
	}
}
