package logs

import (
	"cmp"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// sign is a change of a service that must be found: from when to when, and how far each may be off the first and the last line of the outage in
// that time; or off the time itself, where it is a silence.
type sign struct {
	service, change string
	from, to        time.Duration // since the scene's day; zero is from the start, and to the end
	slack, slackTo  time.Duration // slackTo is slack if it is zero
}

func hours(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }

// crowd is so many healthy services besides.
func crowd(n int, lines, noise float64) []actor {
	var cast []actor
	for i := range n {
		cast = append(cast, actor{name: fmt.Sprintf("svc-%c%c%c", 'a'+i/676, 'a'+i/26%26, 'a'+i%26), lines: always(lines), noise: always(noise)})
	}
	return cast
}

// sceneCase is a scene with what is to be found in it.
type sceneCase struct {
	scene
	want []sign
	says []string // what rows must say
	mute []string // what none may say
	rows int      // most rows in all; 0 is 12 a sign, or none
}

func scenes() map[string]sceneCase {
	const s, m = time.Second, time.Minute
	down := between(hours(14), hours(14.7), 0.4, 0)
	return map[string]sceneCase{
		"an outage by day": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(4, 0.5, 0.01), actor{name: "shop", lines: daily(1, 0.7), noise: always(0.01), failure: down})},
			want:  []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 10 * s, 20 * s}},
			says:  []string{"connection to database"},
		},
		"days and nights, and a surge": {
			scene: scene{span: 48 * time.Hour, cast: []actor{
				{name: "shop", lines: either(daily(1, 0.9), between(hours(20), hours(20.5), 20, 0)), noise: always(0.01)},
				{name: "auth", lines: daily(0.5, 0.8), noise: daily(0.01, 0.7)},
			}},
		},
		"retries thrice": {
			scene: scene{span: 24 * time.Hour, cast: []actor{
				{name: "shop", lines: always(1), noise: always(0.01), clump: 3, failure: down, retries: 3},
				{name: "auth", lines: always(0.5), noise: always(0.01), clump: 3},
				{name: "mail", lines: always(0.2), noise: always(0.003), clump: 20},
			}},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 15 * s, 30 * s}},
			says: []string{"connection to database"},
		},
		"a nightly job that errs": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(2, 0.5, 0.01),
				actor{name: "report", lines: between(hours(2), hours(2.2), 1, 0), noise: always(0.2)},
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: down})},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 10 * s, 20 * s}},
		},
		"an hourly job that errs": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(2, 0.5, 0.01),
				actor{name: "report", lines: repeated(time.Hour, between(5*m, 8*m, 2, 0)), noise: always(0.3)},
				actor{name: "feed", lines: always(1), noise: repeated(time.Hour, between(20*m, 22*m, 0.3, 0.005))})},
		},
		"an hourly job that errs, in an outage": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(2, 0.5, 0.01),
				actor{name: "feed", lines: always(1), noise: repeated(time.Hour, between(20*m, 22*m, 0.3, 0.005)), failure: between(hours(14), hours(14.9), 0.5, 0)})},
			want: []sign{{"feed", changeErrorRate, hours(14), hours(14.9), 20 * s, 20 * s}},
		},
		"a slow ramp": {
			scene: scene{span: 12 * time.Hour, cast: append(crowd(2, 0.5, 0.01),
				actor{name: "shop", lines: always(3), noise: always(0.01), failure: func(t time.Duration) float64 {
					return ramp(hours(6), hours(8), 0.4)(t) * between(hours(6), hours(8), 1, 0)(t)
				}})},
			want: []sign{{"shop", changeErrorRate, hours(6), hours(8), 15 * m, 20 * s}},
		},
		"a recovery in steps": {
			scene: scene{span: 12 * time.Hour, cast: append(crowd(2, 0.5, 0.01),
				actor{name: "shop", lines: always(3), noise: always(0.01), failure: either(
					between(hours(6), hours(7), 0.4, 0), between(hours(7), hours(7.5), 0.15, 0), between(hours(7.5), hours(8), 0.06, 0))})},
			want: []sign{{"shop", changeErrorRate, hours(6), hours(8), 10 * s, 45 * s}},
		},
		"a partial outage": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(2, 0.5, 0.01),
				actor{name: "shop", lines: always(3), noise: always(0.02), failure: between(hours(14), hours(15), 0.04, 0)})},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(15), 2 * m, 2 * m}},
		},
		"a service falls silent": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: between(hours(14), hours(14.7), 0, 1), noise: always(0.01)})},
			want: []sign{{"shop", changeSilent, hours(14), hours(14.7), 10 * s, 10 * s}},
		},
		"errors, then silence": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: between(hours(14.1), hours(14.7), 0, 1), noise: always(0.01), failure: between(hours(14), hours(14.1), 0.6, 0)})},
			want: []sign{
				{"shop", changeErrorRate, hours(14), hours(14.1), 10 * s, 20 * s},
				{"shop", changeSilent, hours(14.1), hours(14.7), 10 * s, 10 * s},
			},
		},
		"an outage in warnings": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: down, as: "WARN"})},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 15 * s, 30 * s}},
			says: []string{"connection to database"},
		},
		"an outage without levels": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: down, as: " "})},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 10 * s, 20 * s}},
			says: []string{"connection to database"},
		},
		"a deploy": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: always(1), noise: always(0.01), deploy: hours(12)})},
		},
		"a deploy that breaks it": {
			scene: scene{
				span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
					actor{name: "shop", lines: always(2), noise: always(0.01), deploy: hours(13.99), failure: down}),
				lone: []remark{{hours(13.999), "shop", "ERROR", "java.lang.OutOfMemoryError: Java heap space"}},
			},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 10 * s, 20 * s}},
			says: []string{"connection to database", "OutOfMemoryError"},
			mute: []string{"of the new release"},
			rows: 3,
		},
		"begun before the log": {
			scene: scene{start: hours(14.2), span: 6 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: down})},
			want: []sign{{"shop", changeErrorRate, 0, hours(14.7), 10 * s, 20 * s}},
		},
		"not over when the log ends": {
			scene: scene{start: hours(8), span: hours(6.5), cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: down})},
			want: []sign{{"shop", changeErrorRate, hours(14), 0, 10 * s, 0}},
		},
		"two waves": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: either(down, between(hours(16), hours(16.3), 0.3, 0))})},
			want: []sign{
				{"shop", changeErrorRate, hours(14), hours(14.7), 10 * s, 20 * s},
				{"shop", changeErrorRate, hours(16), hours(16.3), 15 * s, 30 * s},
			},
		},
		"one of three hundred": {
			scene: scene{json: true, span: 6 * time.Hour, start: hours(11), cast: append(crowd(300, 0.03, 0.01),
				actor{name: "shop", lines: always(0.3), noise: always(0.01), failure: down})},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 40 * s, 60 * s}},
		},
		"few lines an hour": {
			scene: scene{span: 48 * time.Hour, cast: append(crowd(20, 5.0/3600, 0.05),
				actor{name: "shop", lines: either(always(5.0/3600), between(hours(14), hours(14.7), 0.02, 0)), noise: always(0.02), failure: between(hours(14), hours(14.7), 0.9, 0)})},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 4 * m, 5 * m}},
		},
		"errors only": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: either(always(2.0/3600), between(hours(14), hours(14.7), 0.1, 0)), noise: always(1), failure: between(hours(14), hours(14.7), 0.95, 0)})},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 45 * s, 60 * s}},
		},
		"ten services one after another": {
			scene: scene{span: 12 * time.Hour, cast: append(crowd(10, 0.5, 0.01), staggered()...)},
			want:  staggeredSigns(),
		},
		"latency is in a field only": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01), actor{name: "shop", lines: between(hours(14), hours(14.7), 0.6, 1), noise: always(0.01)})},
		},
		// Whose clock is wrong cannot be told from the lines; both waves are, and the first is the true one where the clock is ahead.
		"a host whose clock is an hour ahead": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: down},
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: down, slow: time.Hour})},
			want: []sign{
				{"shop", changeErrorRate, hours(14), hours(14.7), 10 * s, 30 * s},
				{"shop", changeErrorRate, hours(15), hours(15.7), 10 * s, 30 * s},
			},
		},
		"users by name": {
			scene: scene{span: 24 * time.Hour, cast: append(crowd(3, 0.5, 0.01),
				actor{name: "shop", lines: always(1), noise: always(0.01), failure: down, users: true})},
			want: []sign{{"shop", changeErrorRate, hours(14), hours(14.7), 10 * s, 20 * s}},
			says: []string{"connection to database"},
			rows: 2,
		},
	}
}

func staggered() (cast []actor) {
	for i := range 10 {
		from := hours(6) + time.Duration(i)*90*time.Second
		cast = append(cast, actor{name: fmt.Sprintf("front-%c", 'a'+i), lines: always(0.8), noise: always(0.01), failure: between(from, hours(7)+time.Duration(i)*20*time.Second, 0.3, 0)})
	}
	return cast
}

func staggeredSigns() (signs []sign) {
	for i, a := range staggered() {
		signs = append(signs, sign{a.name, changeErrorRate, hours(6) + time.Duration(i)*90*time.Second, hours(7) + time.Duration(i)*20*time.Second, 25 * time.Second, 45 * time.Second})
	}
	return signs
}

var sceneSeeds = flag.Int("scene-seeds", 1, "how many draws of each scene TestScenes judges")

// TestScenes: what must be found in made-up logs, how exactly, and that nothing else is.
func TestScenes(t *testing.T) {
	if testing.Short() {
		t.Skip("what is judged here is arithmetic, and large")
	}
	for name, tc := range scenes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(*sceneSeeds) {
				data, truth := tc.write(seed)
				events := run(t, event.Window{}, file.Bytes("app.log", data)).Events
				problems := append(compare(tc.want, truth, events), tc.told(events)...)
				for _, p := range problems {
					t.Errorf("seed %d: %s", seed, p)
				}
				if len(problems) == 0 {
					continue
				}
				for _, e := range events {
					t.Logf("  %s %s %s %s – %s %s", e.Service, e.Labels["change"], e.Severity, e.At.Format("15:04:05"), e.Until.Format("15:04:05"), e.Text)
				}
			}
		})
	}
}

// told says what the rows do not tell, and what they should not.
func (c sceneCase) told(events []event.Event) (problems []string) {
	says := func(text string) bool {
		return slices.ContainsFunc(events, func(e event.Event) bool { return strings.Contains(e.Text, text) })
	}
	for _, text := range c.says {
		if !says(text) {
			problems = append(problems, fmt.Sprintf("no row says %q", text))
		}
	}
	for _, text := range c.mute {
		if says(text) {
			problems = append(problems, fmt.Sprintf("a row says %q", text))
		}
	}
	if most := cmp.Or(c.rows, 12*len(c.want)); len(events) > most {
		problems = append(problems, fmt.Sprintf("%d rows, at most %d are wanted", len(events), most))
	}
	return problems
}

// compare says how the changes of services that were found differ from those that are wanted, and which services are named in vain.
func compare(want []sign, truth failures, events []event.Event) (problems []string) {
	rest := slices.Clone(want)
	for _, e := range events {
		change := e.Labels["change"]
		if change != changeErrorRate && change != changeSilent {
			if !slices.ContainsFunc(want, func(w sign) bool { return w.service == e.Service }) && e.Severity != event.Critical {
				problems = append(problems, fmt.Sprintf("%s: %s: %s", e.Service, change, e.Text))
			}
			continue
		}
		i := slices.IndexFunc(rest, func(w sign) bool { return w.service == e.Service && w.change == change })
		if i < 0 {
			problems = append(problems, fmt.Sprintf("%s at %s in vain: %s", change, e.At, e.Text))
			continue
		}
		problems = append(problems, rest[i].off(truth, e)...)
		rest = slices.Delete(rest, i, i+1)
	}
	for _, w := range rest {
		problems = append(problems, fmt.Sprintf("%s: no %s", w.service, w.change))
	}
	return problems
}

func (w sign) off(truth failures, e event.Event) (problems []string) {
	slackTo := cmp.Or(w.slackTo, w.slack)
	from, to := midnight.Add(truth.first(w.service, w.from)), midnight.Add(truth.last(w.service, w.to))
	if w.change == changeSilent {
		from, to = midnight.Add(w.from), midnight.Add(w.to)
	}
	switch {
	case w.from == 0 && e.Labels["from_start"] == "":
		problems = append(problems, fmt.Sprintf("%s: a beginning at %s, want it from the start", w.service, e.At))
	case w.from > 0 && (e.At.Sub(from).Abs() > w.slack || e.Labels["from_start"] != ""):
		problems = append(problems, fmt.Sprintf("%s: onset off by %s", w.service, e.At.Sub(from)))
	}
	switch {
	case w.to == 0 && !e.Open:
		problems = append(problems, fmt.Sprintf("%s: an end at %s, want none", w.service, e.Until))
	case w.to > 0 && (e.Until.Sub(to).Abs() > slackTo || e.Open):
		problems = append(problems, fmt.Sprintf("%s: end off by %s", w.service, e.Until.Sub(to)))
	}
	return problems
}
