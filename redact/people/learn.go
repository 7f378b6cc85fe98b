package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file learns of people whom nothing but a text names: notes say who acknowledged and who commands, and nobody of these need have written a
// message. Only what is said of people alone is looked at, since a product that is taken for a person would vanish from the whole document.

// labelsOfPeople are what stands, with a colon, before the name of who does that; "incident commander: Ana Lima", "IC: Ana".
var labelsOfPeople = wordSet(`commander ic scribe owner owners assignee author authors facilitator responder responders lead oncall liaison moderator reviewer reviewers
reporter deputy acknowledged assigned`)

// doneBy are verbs behind which "by" names a person.
var doneBy = wordSet(`acked acknowledged declared reviewed written drafted escalated handed led approved reported noticed`)

// deeds are verbs of people alone.
var deeds = wordSet(`acks acked acknowledges acknowledged declares declared joins joined commands volunteers`)

// calls are words behind which somebody is called.
var calls = wordSet(`paged paging pinged pinging cc thanks thx asked`)

// products are proper names that do what people do: a broker acknowledges, a node joins.
var products = wordSet(`
kafka redis postgres postgresql mysql mongo mongodb cassandra elastic elasticsearch opensearch consul vault nomad terraform kubernetes docker jenkins grafana prometheus
loki tempo jaeger nginx envoy istio linkerd apache tomcat spark flink airflow rabbit rabbitmq zookeeper etcd ceph amazon google azure microsoft
cloudflare fastly akamai stripe twilio slack zoom jira confluence statuspage pagerduty opsgenie datadog splunk sentry aws gcp oracle ibm red hat heroku netlify
vercel okta auth snowflake hadoop hive presto linux ubuntu debian windows android chrome firefox safari java python ruby node react`)

// maxLearned is how many people are learned of texts.
const maxLearned = 5_000

// introduced are the names by which texts introduce people, sorted.
func introduced(texts []string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(name string) {
		if name != "" && len(out) < maxLearned && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	for _, s := range texts {
		introducedIn(s, add)
	}
	slices.Sort(out)
	return out
}

func introducedIn(s string, add func(string)) {
	var buf []byte
	before := "" // the word before
	for i := 0; i < len(s); {
		start, end := nextWord(s, i)
		if start == end {
			return
		}
		buf = appendFolded(buf[:0], s[start:end])
		rest := s[end:]
		switch {
		case s[start:end] == "by" && doneBy[before] && strings.HasPrefix(rest, " "):
			add(properAt(s, end+1, 1))
		case labelsOfPeople[string(buf)] && strings.HasPrefix(rest, ": "):
			list(s, end+2, add)
		case calls[string(buf)] && strings.HasPrefix(rest, " "):
			add(properAt(s, end+1, 1))
		case deeds[string(buf)] && start > 1 && s[start-1] == ' ':
			add(properBefore(s, start-1))
		}
		before = string(buf)
		i = end
	}
}

// list adds the names of a list: "Ana Lima, Ben and Chi".
func list(s string, i int, add func(string)) {
	for range 10 {
		name := properAt(s, i, 1)
		if name == "" {
			return
		}
		add(name)
		i += len(name)
		switch rest := s[i:]; {
		case strings.HasPrefix(rest, ", "):
			i += 2
		case strings.HasPrefix(rest, " and "):
			i += 5
		default:
			return
		}
	}
}

// inNames is what stands before the first word of a name, and before another.
var inNames = [2][]string{{""}, {" ", "-", "'", "’"}}

// properAt is the proper name of at least so many words, and at most four, that begins at a place; "" if there is none.
func properAt(s string, i, least int) string {
	end := i
	n := 0
	for ; n < 4; n++ {
		from, to := nextWord(s, end)
		if from == to || !slices.Contains(inNames[min(n, 1)], s[end:from]) {
			break
		}
		if w := s[from:to]; !proper(w) && (w != "O" || !strings.HasPrefix(s[to:], "'")) {
			break
		}
		end = to
	}
	if n < least {
		return ""
	}
	return s[i:end]
}

// properBefore is the proper name that ends at a place.
func properBefore(s string, end int) string {
	start := end
	for range 3 {
		from := start
		if from < end {
			if s[from-1] != ' ' {
				break
			}
			from--
		}
		to := from
		for from > 0 {
			r, n := utf8.DecodeLastRuneInString(s[:from])
			if !isWord(r) {
				break
			}
			from -= n
		}
		if from == to || !proper(s[from:to]) || (from > 0 && strings.IndexByte("/@._-#", s[from-1]) >= 0) {
			break
		}
		if start = from; start == 0 {
			break
		}
	}
	return s[start:end]
}

// proper says whether a word is written as a person's name is, and is no word of the language, a product or a function.
func proper(w string) bool {
	first, n := utf8.DecodeRuneInString(w)
	second, _ := utf8.DecodeRuneInString(w[n:])
	if !unicode.IsUpper(first) || !unicode.IsLower(second) || strings.ContainsAny(w, "0123456789") {
		return false
	}
	if rest := w[n:]; strings.ToLower(rest) != rest && !strings.HasPrefix(w, "Mc") && !strings.HasPrefix(w, "Mac") {
		return false // "DynamoDB"
	}
	f := foldWord(w)
	return len(f) > 2 && !products[f] && !roleWords[f] && !calendar[f] && (!ordinary(f) || givenWords[f])
}
