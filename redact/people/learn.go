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
		case start > 0 && s[start-1] == '@':
			// Exports that resolve the ids of users mention people by their full names. A single word may be a group.
			if name := properAt(s, start, true); strings.Contains(name, " ") {
				add(name)
			}
		case s[start:end] == "by" && doneBy[before] && strings.HasPrefix(rest, " "):
			add(properAt(s, end+1, false))
		case labelsOfPeople[string(buf)] && strings.HasPrefix(rest, ": "):
			list(s, end+2, add)
		case calls[string(buf)] && strings.HasPrefix(rest, " "):
			add(properAt(s, end+1, false))
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
		name := properAt(s, i, true)
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
var inNames = [2][]string{{""}, {" ", "-", "'", "’", ". "}}

// particles stand between the words of a name, in lower case.
var particles = wordSet(`van von der den de del della di da do dos das du la le las los y bin ibn al el ter ten zu zur af`)

// properAt is the proper name of at most six words that begins at a place; "" if there is none. Where it is sure that one stands there, words of
// the language can be in it behind the first: "Max Power".
func properAt(s string, i int, sure bool) string {
	end, last := i, i
	for n := range maxNameWords {
		from, to := nextWord(s, end)
		if from == to || !slices.Contains(inNames[min(n, 1)], s[end:from]) {
			break
		}
		w := s[from:to]
		initial := to-from == 1 && w[0] >= 'A' && w[0] <= 'Z' && (strings.HasPrefix(s[to:], ". ") || strings.HasPrefix(s[to:], "'"))
		if s[end:from] == ". " && end-last != 0 {
			break
		}
		switch {
		case proper(w), sure && n > 0 && capitalised(w) && !roleWords[foldWord(w)]:
			last = to
		case initial, n > 0 && particles[w]:
		default:
			return strings.TrimSpace(s[i:last])
		}
		end = to
	}
	return s[i:last]
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
	f := foldWord(w)
	return capitalised(w) && len(f) > 2 && !products[f] && !roleWords[f] && !calendar[f] && (!ordinary(f) || givenWords[f])
}

// capitalised says whether a word has one capital, in front, and no digits: not "DynamoDB".
func capitalised(w string) bool {
	first, n := utf8.DecodeRuneInString(w)
	rest := w[n:]
	return unicode.IsUpper(first) && rest != "" && !strings.ContainsAny(rest, "0123456789") &&
		(strings.ToLower(rest) == rest || strings.HasPrefix(w, "Mc") || strings.HasPrefix(w, "Mac"))
}
