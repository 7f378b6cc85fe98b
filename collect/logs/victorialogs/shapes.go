package victorialogs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

// Shapes is as logs.Shaper has it. The server collapses numbers, which makes groups by tens of thousands; of those it masks the words that hold
// one, which makes them shapes. A word of an even number of the letters a to f, four at least, is a number to it: "dead".
func (e *engine) Shapes(ctx context.Context, w event.Window, q logs.Query, step time.Duration, n int) ([]logs.Shape, error) {
	if err := e.learn(ctx, w, 0); err != nil {
		return nil, err
	}
	by := append(slices.Concat(e.by(e.service), e.by(e.level), e.by(e.status)), "pes_shape")
	fields := strings.Join(by, ", ")
	logsQL := e.fitting(w, q) + " | copy _msg as pes_shape | collapse_nums at pes_shape | stats by (" + fields + ", _time:" + seconds(step) + ") count() n" +
		` | replace_regexp if (pes_shape:~"\\n") ("\\n(?s:.*)", "") at pes_shape` + // a match of nothing would be replaced for ever
		` | replace_regexp ("[^\\s=:]*(?:[0-9]|<N>)[^\\s=:]*", "1") at pes_shape` +
		" | stats by (" + fields + ", _time) sum(n) n | sort by (" + fields + ", _time)"
	found := map[string]*logs.Shape{}
	var order []string
	err := e.query(ctx, logsQL, func(r row) error {
		start, err := instant(r["_time"])
		if err != nil {
			return err
		}
		count, err := strconv.ParseUint(r["n"], 10, 64)
		if err != nil {
			return err
		}
		text := logs.Message(r["pes_shape"])
		s := logs.Shape{Service: e.serviceOf(r), Said: e.saidOf(r, text), Text: text, Made: true}
		key := fmt.Sprintf("%s\x00%s\x00%t\x00%s", s.Service, s.Level, s.Failing, text)
		if found[key] == nil {
			found[key] = &s
			order = append(order, key)
		}
		found[key].Bins = append(found[key].Bins, logs.Bin{Start: start, N: count})
		return nil
	})
	return mostFrequent(found, order, n), err
}

func mostFrequent(found map[string]*logs.Shape, order []string, n int) []logs.Shape {
	total := map[string]uint64{}
	for key, s := range found {
		for _, b := range s.Bins {
			total[key] += b.N
		}
	}
	slices.SortStableFunc(order, func(x, y string) int { return cmp.Compare(total[y], total[x]) })
	var shapes []logs.Shape
	for _, key := range order[:min(len(order), n)] {
		shapes = append(shapes, *found[key])
	}
	return shapes
}
