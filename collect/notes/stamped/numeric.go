package stamped

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// numeric is a date in numbers whose year comes last: 5/26/2021, 26.05.2021, 5-26-21.
var numeric = regexp.MustCompile(`(?:^|[^\d/.:-])(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{4}|\d{2})(?:$|[^\d/:-])`)

// maxOrder is how much of a text is searched for the order of its dates: they stand in its title and its headings.
const maxOrder = 64 << 10

// Order is the order in which a text writes dates in numbers: what a number above 12 says of one of them, unless another says the contrary;
// else the one in which they lie together, if they lie months apart in the other; else when.Unsettled.
func Order(data []byte) when.Order {
	found := when.Unsettled
	dates := numeric.FindAllStringSubmatch(string(data[:min(len(data), maxOrder)]), -1)
	for _, m := range dates {
		o := orderOf(m)
		if o == when.Unsettled || o == found {
			continue
		}
		if found != when.Unsettled {
			return when.Unsettled
		}
		found = o
	}
	if found == when.Unsettled {
		return orderTogether(dates)
	}
	return found
}

// OrderIn is the same, and where nothing in the text tells, what is usual where its author is, by the zone that it names or else the incident's: in the
// United States the month comes first, in Europe, Australia and New Zealand the day.
func OrderIn(data []byte, zone *time.Location) when.Order {
	order := Order(data)
	if order != when.Unsettled {
		return order
	}
	head := data[:min(len(data), maxOrder)]
	us, others := american.Match(head), dayFirst.Match(head)
	switch {
	case us != others && us:
		return when.MonthFirst
	case us != others:
		return when.DayFirst
	case us || zone == nil:
		return order
	}
	switch name := zone.String(); {
	case strings.HasPrefix(name, "Europe/"), strings.HasPrefix(name, "Australia/"), name == "Pacific/Auckland":
		return when.DayFirst
	case slices.Contains(monthFirstZones, name):
		return when.MonthFirst
	}
	return order
}

// Zones as people write them who put the month or the day first. GMT is as good as UTC to many, and tells nothing.
var (
	american        = regexp.MustCompile(`\b(?:[ECMP][SD]T|(?:Eastern|Central|Mountain|Pacific) (?:Standard |Daylight )?[Tt]ime|America/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix))\b`)
	dayFirst        = regexp.MustCompile(`\b(?:CES?T|WES?T|EES?T|BST|A[EW][SD]T|NZ[SD]T|Uhr|Europe/[A-Z][a-z]+)\b`)
	monthFirstZones = []string{
		"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix", "America/Detroit", "America/Anchorage", "Pacific/Honolulu",
	}
)

// orderTogether is the order in which dates whose numbers are all up to 12 lie within a fortnight of each other, where the other order puts months
// between them: what is told of one incident lies together. A date such as 8/8 is the same in both.
func orderTogether(dates [][]string) when.Order {
	const together, apart = 14, 25 // days; two readings of one date are at least 27 apart
	day, month := spread(dates, 2, 1), spread(dates, 1, 2)
	switch {
	case len(dates) == 0:
		return when.Unsettled
	case day <= together && (month >= apart || month == day && sameNumbers(dates)):
		return when.DayFirst
	case month <= together && day >= apart:
		return when.MonthFirst
	}
	return when.Unsettled
}

// spread is how many days lie between the first and the last of dates, with the month and the day at given places among their numbers.
func spread(dates [][]string, month, day int) int {
	group := [...]int{0, 1, 3} // of a match of numeric
	var first, last int
	for i, m := range dates {
		mon, _ := strconv.Atoi(m[group[month]])
		dom, _ := strconv.Atoi(m[group[day]])
		y, _ := strconv.Atoi(m[5])
		n := int(time.Date(y, time.Month(mon), dom, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
		if i == 0 {
			first, last = n, n
		}
		first, last = min(first, n), max(last, n)
	}
	return last - first
}

// sameNumbers says whether the day and the month of each date are one number.
func sameNumbers(dates [][]string) bool {
	return !slices.ContainsFunc(dates, func(m []string) bool { return m[1] != m[3] })
}

// orderOf is the order that the numbers of one date leave no doubt about. With two digits for the year, "21-05-26" may begin with it.
func orderOf(m []string) when.Order {
	first, _ := strconv.Atoi(m[1])
	second, _ := strconv.Atoi(m[3])
	switch {
	case m[2] != m[4]:
		return when.Unsettled
	case first <= 12 && second > 12 && second <= 31:
		return when.MonthFirst
	case second <= 12 && first > 12 && first <= 31 && (len(m[5]) == 4 || m[2] != "-"):
		return when.DayFirst
	}
	return when.Unsettled
}

// numericDate is the first date in numbers of a heading, in its own order or in that of the text, and where it stands.
func numericDate(heading string, order when.Order) (d Day, start, end int) {
	at := numeric.FindStringSubmatchIndex(heading)
	if at == nil {
		return Day{}, 0, 0
	}
	m := make([]string, 6)
	for i := range m {
		m[i] = heading[at[2*i]:at[2*i+1]]
	}
	if own := orderOf(m); own != when.Unsettled {
		order = own
	}
	month, _ := strconv.Atoi(m[1])
	dom, _ := strconv.Atoi(m[3])
	switch {
	case m[2] != m[4] || order == when.Unsettled:
		return Day{}, 0, 0
	case order == when.DayFirst:
		month, dom = dom, month
	}
	y, _ := strconv.Atoi(m[5])
	if y < 100 {
		y += 2000
	}
	d = Day{y, time.Month(month), dom}
	if dayOf(d.noon(time.UTC), time.UTC) != d {
		return Day{}, 0, 0
	}
	return d, at[2], at[11]
}
