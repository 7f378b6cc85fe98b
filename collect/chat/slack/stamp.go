package slack

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// stamp is an instant as Slack writes it: microseconds since 1970.
type stamp int64

// never is after every stamp that Slack writes.
const never stamp = 1<<63 - 1

// parseStamp reads a ts, "1760943180.000100".
func parseStamp(ts string) (stamp, bool) {
	sec, frac, _ := strings.Cut(ts, ".")
	if len(sec) == 0 || len(sec) > 10 || len(frac) > 9 || strings.Trim(sec+frac, "0123456789") != "" {
		return 0, false
	}
	s, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || s == 0 {
		return 0, false
	}
	us, err := strconv.ParseInt((frac + "000000")[:6], 10, 64)
	return stamp(s*1_000_000 + us), err == nil
}

// String is the stamp with the six decimals that Slack wants: of another number of them it misreads where the dot stands
// (github.com/slackapi/python-slack-sdk, issue 906).
func (t stamp) String() string { return fmt.Sprintf("%d.%06d", t/1_000_000, t%1_000_000) }

func (t stamp) time() time.Time { return time.UnixMicro(int64(t)).UTC() }

// span is a window in stamps: from the first that lies in it to before the last that does not. Zero and never are unbounded.
type span struct{ from, to stamp }

// spanOf rounds both ends up, as a stamp in whole microseconds is in the window if it is not before its ends.
func spanOf(w event.Window) span {
	s := span{0, never}
	if !w.From.IsZero() {
		s.from = max(ceiling(w.From), 0)
	}
	if !w.To.IsZero() {
		s.to = max(ceiling(w.To), 0)
	}
	return s
}

func ceiling(t time.Time) stamp {
	us := t.UnixMicro()
	if t.Nanosecond()%1000 != 0 {
		us++
	}
	return stamp(us)
}

func (s span) contains(t stamp) bool { return s.from <= t && t < s.to }

// bound is an end of a span as a parameter; "" is none.
func (t stamp) bound() string {
	if t == 0 || t == never {
		return ""
	}
	return t.String()
}
