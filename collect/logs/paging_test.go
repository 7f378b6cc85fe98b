package logs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

type stamped struct {
	At   int // milliseconds
	Text string
}

// paged is a way to fetch lines, in order of time, of an engine that gives most at once.
func paged(all []stamped, most int, last bool, pages *int) logs.Paging[stamped] {
	instant := func(l stamped) time.Time { return time.UnixMilli(int64(l.At)).UTC() }
	return logs.Paging[stamped]{
		Most: most, Grain: time.Millisecond, Last: last, At: instant, ID: func(l stamped) string { return l.Text },
		Page: func(_ context.Context, w event.Window, n int) ([]stamped, error) {
			*pages++
			if n < 1 || n > most {
				return nil, fmt.Errorf("%d lines at once", n)
			}
			var page []stamped
			for _, l := range all {
				if w.Contains(instant(l)) {
					page = append(page, l)
				}
			}
			if last {
				slices.Reverse(page)
			}
			return page[:min(n, len(page))], nil
		},
	}
}

// TestPaging: what is fetched page by page is what is there.
func TestPaging(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []stamped
		at := 0
		run := 0 // of one stamp
		most := rapid.IntRange(2, 8).Draw(t, "most")
		for range rapid.IntRange(0, 40).Draw(t, "lines") {
			if rapid.Bool().Draw(t, "later") || run == most-1 {
				at += rapid.IntRange(1, 3).Draw(t, "by")
				run = 0
			}
			run++
			all = append(all, stamped{at, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "text")})
		}
		from, to := rapid.IntRange(0, 20).Draw(t, "from"), rapid.IntRange(20, 60).Draw(t, "to")
		n := rapid.IntRange(1, 50).Draw(t, "n")
		last := rapid.Bool().Draw(t, "last")
		var pages int
		w := event.Window{From: time.UnixMilli(int64(from)).UTC(), To: time.UnixMilli(int64(to)).UTC()}
		got, over, err := paged(all, most, last, &pages).Fetch(t.Context(), w, n)
		if err != nil || len(over) > 0 {
			t.Fatal(err, over)
		}
		var want []stamped
		for _, l := range all {
			if l.At >= from && l.At < to {
				want = append(want, l)
			}
		}
		if last {
			want = want[max(len(want)-n, 0):]
		} else {
			want = want[:min(len(want), n)]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestPagingOver: of more lines of one stamp than a page holds the rest is passed over, told, and what comes after them is fetched.
func TestPagingOver(t *testing.T) {
	var all []stamped
	for i := range 7 {
		all = append(all, stamped{5, fmt.Sprint(i)})
	}
	all = append(all, stamped{6, "after"})
	for _, last := range []bool{false, true} {
		var pages int
		got, over, err := paged(all, 3, last, &pages).Fetch(t.Context(), event.Window{From: time.UnixMilli(0), To: time.UnixMilli(10)}, 100)
		if err != nil || len(over) != 1 || !over[0].Equal(time.UnixMilli(5)) || pages > 6 {
			t.Errorf("last %t: error %v, over %v, %d pages", last, err, over, pages)
		}
		if !slices.Contains(got, stamped{6, "after"}) || len(got) != 4 {
			t.Errorf("last %t: %v", last, got)
		}
	}
}

// TestPagingEnds: an engine that gives what nobody asked for, or the same for ever, does not keep anybody waiting.
func TestPagingEnds(t *testing.T) {
	w := event.Window{From: time.UnixMilli(0), To: time.UnixMilli(1 << 40)}
	for name, page := range map[string][]stamped{"outside": {{-5, "a"}, {-5, "b"}}, "the same": {{7, "a"}, {7, "b"}}} {
		var asked int
		p := paged(nil, 2, false, &asked)
		p.Page = func(context.Context, event.Window, int) ([]stamped, error) { asked++; return page, nil }
		_, _, err := p.Fetch(t.Context(), w, 100)
		if err == nil || asked > 1000 {
			t.Errorf("%s: error %v after %d pages", name, err, asked)
		}
	}
	stop := errors.New("stop")
	var asked int
	p := paged([]stamped{{1, "a"}, {2, "b"}, {3, "c"}}, 2, false, &asked)
	first := p.Page
	p.Page = func(ctx context.Context, w event.Window, n int) ([]stamped, error) {
		if asked == 1 {
			return nil, stop
		}
		return first(ctx, w, n)
	}
	got, _, err := p.Fetch(t.Context(), w, 100)
	if !errors.Is(err, stop) || len(got) != 2 {
		t.Errorf("error %v, %v", err, got)
	}
}
