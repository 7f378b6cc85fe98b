package logs

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// midnight is when the day of a scene begins.
var midnight = time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)

// A scene is a made-up log of some services, each with a life of its own: what it says when nothing is wrong, and what went wrong when. The same
// seed gives the same bytes.
type scene struct {
	span  time.Duration
	cast  []actor
	lone  []remark // single lines
	start time.Duration
	json  bool
}

// curve is a rate or a share as a function of the time since the scene's day began.
type curve func(t time.Duration) float64

// actor is a service.
type actor struct {
	name    string
	lines   curve         // lines a second, of all kinds
	noise   curve         // share of them that are the errors of an ordinary day
	failure curve         // share of them that are the outage's
	as      string        // the level of the outage's lines: "" is ERROR, " " none at all
	clump   int           // how often each error of an ordinary day is repeated, in the same second
	retries int           // how often each line of the outage is repeated, in the same second
	fails   string        // what the outage's lines say, with a %d; "" is an unreachable database
	slow    time.Duration // by how much its clock is behind or ahead
	users   bool          // the outage's lines name a user each, which no digit gives away
	deploy  time.Duration
}

// remark is a line by itself.
type remark struct {
	at                   time.Duration
	service, level, text string
}

func always(x float64) curve { return func(time.Duration) float64 { return x } }

// between is x from one time to another, and otherwise else.
func between(from, to time.Duration, x, otherwise float64) curve {
	return func(t time.Duration) float64 {
		if t >= from && t < to {
			return x
		}
		return otherwise
	}
}

// either is the greater of several curves.
func either(curves ...curve) curve {
	return func(t time.Duration) float64 {
		var high float64
		for _, c := range curves {
			high = max(high, c(t))
		}
		return high
	}
}

// daily swings about a mean by so many times of it, with its low at four in the morning.
func daily(mean, swing float64) curve {
	return func(t time.Duration) float64 {
		return mean * (1 - swing*math.Cos(2*math.Pi*(t-4*time.Hour).Hours()/24))
	}
}

// ramp rises from 0 at one time to x at another.
func ramp(from, to time.Duration, x float64) curve {
	return func(t time.Duration) float64 {
		return x * min(max(float64(t-from)/float64(to-from), 0), 1)
	}
}

// repeated is a curve of the time since the last multiple of a period.
func repeated(period time.Duration, c curve) curve {
	return func(t time.Duration) float64 { return c(t % period) }
}

// at is a curve's value; a curve that is not there is 0.
func (c curve) at(t time.Duration) float64 {
	if c == nil {
		return 0
	}
	return c(t)
}

// spoken is a line before it is written.
type spoken struct {
	remark
	failed bool // by the outage
}

// failures are when the lines of an outage came, of each service.
type failures map[string][]time.Duration

// first is the first of a service's from a time on, and last the last before one.
func (f failures) first(service string, from time.Duration) time.Duration {
	i, _ := slices.BinarySearch(f[service], from)
	if i == len(f[service]) {
		return from
	}
	return f[service][i]
}

func (f failures) last(service string, to time.Duration) time.Duration {
	i, _ := slices.BinarySearch(f[service], to)
	if i == 0 {
		return to
	}
	return f[service][i-1]
}

// write is the scene as a log, in order of time, and the truth about it.
func (s scene) write(seed uint64) ([]byte, failures) {
	rng := rand.New(rand.NewPCG(seed, 11))
	var b bytes.Buffer
	failed := failures{}
	var said []spoken
	rest := slices.Clone(s.lone)
	for t := s.start; t < s.start+s.span; t += tick {
		said = said[:0]
		for _, a := range s.cast {
			said = a.speak(t, rng, said)
		}
		for len(rest) > 0 && rest[0].at < t+tick {
			said = append(said, spoken{rest[0], false})
			rest = rest[1:]
		}
		slices.SortStableFunc(said, func(x, y spoken) int { return cmp.Compare(x.at, y.at) })
		for _, l := range said {
			if l.failed {
				failed[l.service] = append(failed[l.service], l.at)
			}
			if s.json {
				fmt.Fprintf(&b, `{"ts":%q,"level":%q,"service":%q,"msg":%q}`+"\n", midnight.Add(l.at).Format("2006-01-02T15:04:05.000Z"), l.level, l.service, l.text)
				continue
			}
			line := midnight.Add(l.at).AppendFormat(b.AvailableBuffer(), "2006-01-02 15:04:05.000 ")
			line = append(line, (l.level + "     ")[:5]...)
			line = append(strconv.AppendInt(append(line, " [exec-"...), rng.Int64N(16), 10), "] "...)
			b.Write(append(append(append(append(line, l.service...), ": "...), l.text...), '\n'))
		}
	}
	for _, times := range failed {
		slices.Sort(times)
	}
	return b.Bytes(), failed
}

// tick is how often the curves are looked at.
const tick = 5 * time.Second

// speak appends what an actor says in a tick.
func (a actor) speak(t time.Duration, rng *rand.Rand, said []spoken) []spoken {
	n := drawn(rng, a.lines.at(t)*tick.Seconds())
	if n == 0 {
		return said
	}
	noise, failure := a.noise.at(t), a.failure.at(t)
	for range n {
		l := spoken{remark{t + time.Duration(rng.IntN(int(tick/time.Millisecond)))*time.Millisecond, a.name, "INFO", ""}, false}
		times := 1
		switch p := rng.Float64(); {
		case p < failure:
			l.level, l.text, l.failed, times = cmp.Or(a.as, "ERROR"), a.failed(rng), true, max(a.retries, 1)
		case p < failure+noise:
			l.level, l.text, times = "ERROR", fmt.Sprintf(hiccups[rng.IntN(len(hiccups))], rng.IntN(9000)), max(a.clump, 1)
		case a.deploy > 0 && t >= a.deploy && rng.IntN(2) == 0:
			l.text = fmt.Sprintf("%s of the new release took %d ms", chores[rng.IntN(len(chores))], rng.IntN(900))
		case rng.IntN(40) == 0:
			l.level, l.text = "WARN", fmt.Sprintf("slow query (%dms)", rng.IntN(9000))
		default:
			before, after, _ := strings.Cut(routine[rng.IntN(len(routine))], "%d")
			l.text = before + strconv.Itoa(rng.IntN(9000)) + after
		}
		for i := range times {
			l.at += time.Duration(i) * time.Microsecond
			said = append(said, spoken{remark{l.at + a.slow, l.service, l.level, l.text}, l.failed})
		}
	}
	return said
}

func (a actor) failed(rng *rand.Rand) string {
	text := "connection to database 10.0.0.%d refused"
	if a.fails != "" {
		text = a.fails
	}
	text = fmt.Sprintf(text, rng.IntN(250))
	if a.users {
		text = "request of " + names[rng.IntN(len(names))] + " " + names[rng.IntN(len(names))] + " failed: " + text
	}
	return text
}

var (
	routine = []string{"GET /cart/%d done", "cache hit for key user:%d", "worker %d idle", "sent %d bytes", "listing page %d"}
	hiccups = []string{"order %d rejected: no address", "upload %d aborted by client", "token %d expired", "no such page %d"}
	chores  = []string{
		"warming", "indexing", "compaction", "migration", "hydration", "tracing", "sampling", "batching", "routing", "shading", "pruning", "packing",
		"binding", "flushing", "scanning", "sorting", "linking", "folding", "merging", "probing", "staging", "priming", "polling", "draining",
		"rolling", "syncing", "padding", "hashing", "mapping", "loading", "parsing", "encoding", "caching", "queueing", "locking", "spooling",
	}
	names = []string{
		"alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "niaj", "olivia", "peggy", "rupert", "sybil",
		"trent", "victor", "walter", "zoe",
	}
)

// drawn is a number from the Poisson distribution.
func drawn(rng *rand.Rand, mean float64) (n int) {
	if mean <= 0 {
		return 0
	}
	limit := math.Exp(-mean)
	for p := rng.Float64(); p > limit; p *= rng.Float64() {
		n++
	}
	return n
}
