package event

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Schema is the first line of an evidence file, and changes when an older pes could not read a newer file.
const Schema = "pes/evidence/v1"

const (
	// maxLine is the longest line that is read: a series of a day in seconds takes a megabyte, and texts are cut long before.
	maxLine = 8 << 20

	// maxBadLines is how many bad lines are told one by one.
	maxBadLines = 10
)

// line is a line of an evidence file: one of its fields is set.
type line struct {
	Schema string  `json:"schema,omitempty"`
	Report *Report `json:"report,omitempty"`
	Series *Series `json:"series,omitempty"`
	Event  *Event  `json:"event,omitempty"`
}

// Write writes a batch as an evidence file: JSON Lines, first the schema, then reports, series and events, each in an order that does not
// hang on the order in the batch. The same evidence gives the same bytes. A time after the year 9999, which JSON cannot hold, is an error.
func Write(w io.Writer, b Batch) error {
	out := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false) // for people with grep; whoever shows the text escapes it for where it goes

	if err := enc.Encode(line{Schema: Schema}); err != nil {
		return fmt.Errorf("writing evidence: %w", err)
	}
	for _, r := range slices.SortedStableFunc(slices.Values(b.Reports), compareReports) {
		if err := enc.Encode(line{Report: &r}); err != nil {
			return fmt.Errorf("writing the report of %s: %w", r.Name, err)
		}
	}
	for _, s := range slices.SortedStableFunc(slices.Values(b.Series), compareSeries) {
		if err := enc.Encode(line{Series: &s}); err != nil {
			return fmt.Errorf("writing the series of %s: %w", s.Source, err)
		}
	}
	for _, e := range slices.SortedStableFunc(slices.Values(b.Events), compareEvents) {
		if err := enc.Encode(line{Event: &e}); err != nil {
			return fmt.Errorf("writing event %s: %w", e.ID, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing evidence: %w", err)
	}
	return nil
}

func compareReports(a, b Report) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Format, b.Format), cmp.Compare(a.Records, b.Records),
		cmp.Compare(a.Dropped, b.Dropped), cmp.Compare(a.Error, b.Error), slices.Compare(a.Notes, b.Notes))
}

func compareSeries(a, b Series) int {
	return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Unit, b.Unit), a.Start.Compare(b.Start),
		cmp.Compare(a.Step, b.Step), slices.Compare(a.Total, b.Total), slices.Compare(a.Errors, b.Errors))
}

// compareEvents is Compare, made total for batches that were not merged.
func compareEvents(a, b Event) int {
	return cmp.Or(Compare(a, b), compareContent(a, b), cmp.Compare(a.Source, b.Source), slices.CompareFunc(a.Refs, b.Refs, compareRefs))
}

// Read reads an evidence file, whose name goes into errors. Lines that are bad are left out and named in the error, as name:line, with the
// batch of what is good beside it; only a newer schema or a failing reader ends the reading early.
func Read(r io.Reader, name string) (Batch, error) {
	var b Batch
	var bad badLines
	in := bufio.NewReaderSize(r, 64<<10)
	for n := 1; ; n++ {
		raw, long, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return b, fmt.Errorf("reading %s:%d: %w", name, n, err)
		}
		switch {
		case long:
			bad.add(fmt.Errorf("%s:%d: a line of more than %d bytes", name, n, maxLine))
		case len(bytes.TrimSpace(raw)) > 0:
			if lineErr := b.take(raw, n == 1); lineErr != nil {
				if errors.Is(lineErr, errSchema) {
					return Batch{}, fmt.Errorf("%s:%d: %w", name, n, lineErr)
				}
				bad.add(fmt.Errorf("%s:%d: %w", name, n, lineErr))
			}
		}
		if err != nil {
			return b, bad.error(name)
		}
	}
}

// readLine reads a line without its end. A line that is too long is read over, and long says so. The line is valid until the next call.
func readLine(in *bufio.Reader) (text []byte, long bool, err error) {
	text, err = in.ReadSlice('\n')
	if err == nil || !errors.Is(err, bufio.ErrBufferFull) {
		return bytes.TrimSuffix(text, []byte("\n")), false, err
	}
	whole := bytes.Clone(text)
	for errors.Is(err, bufio.ErrBufferFull) {
		text, err = in.ReadSlice('\n')
		if len(whole)+len(text) > maxLine {
			long, whole = true, nil
		}
		if !long {
			whole = append(whole, text...)
		}
	}
	return bytes.TrimSuffix(whole, []byte("\n")), long, err
}

var errSchema = errors.New("is none that this version of pes reads")

// take adds one line to the batch.
func (b *Batch) take(raw []byte, first bool) error {
	var l line
	if err := json.Unmarshal(raw, &l); err != nil {
		return fmt.Errorf("no line of an evidence file: %w", err)
	}
	switch {
	case l.Schema != "" && l.Schema != Schema:
		return fmt.Errorf("schema %.40q %w (%s)", l.Schema, errSchema, Schema)
	case l.Schema != "":
		return nil
	case l.Event != nil:
		if l.Event.ID == "" || l.Event.Kind == "" || l.Event.At.IsZero() {
			return errors.New("an event without id, kind or time")
		}
		b.Events = append(b.Events, *l.Event)
	case l.Series != nil:
		if l.Series.Step <= 0 || len(l.Series.Errors) != len(l.Series.Total) {
			return errors.New("a series without step, or with unequal counts")
		}
		b.Series = append(b.Series, *l.Series)
	case l.Report != nil:
		b.Reports = append(b.Reports, *l.Report)
	default:
		return errors.New("neither event nor series nor report")
	}
	if first {
		return fmt.Errorf("the first line is not {\"schema\":%q}", Schema)
	}
	return nil
}

// badLines gathers errors, and counts those beyond a few.
type badLines struct {
	errs []error
	more int
}

func (b *badLines) add(err error) {
	if len(b.errs) < maxBadLines {
		b.errs = append(b.errs, err)
		return
	}
	b.more++
}

func (b *badLines) error(name string) error {
	if b.more > 0 {
		b.errs = append(b.errs, fmt.Errorf("%s: and %d more bad lines", name, b.more))
	}
	return errors.Join(b.errs...)
}
