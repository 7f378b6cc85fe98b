// Package templates holds the genres: what each document says, in which order, as templates of Markdown. How a value is made safe to print
// is not theirs to know: package render escapes whatever they print.
package templates

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// FS holds the genres' files, each named after its genre: "pes.md.tmpl".
//
//go:embed *.md.tmpl
var FS embed.FS

// Default is the genre of a document for which none is asked.
const Default = "pes"

// Partials is a file of pieces that templates share: {{template "impact" .}} is the table of the periods of impact in every genre.
//
//go:embed partials.tmpl
var Partials string

// Fields is the reference of all that a template can name, for people who write one.
//
//go:embed FIELDS.md
var Fields string

// Genre is a kind of document.
type Genre struct {
	Name     string
	For      string // what it is for and for whom, in one line
	Nameless bool   // it names no person
	Public   bool   // it is for readers outside: no names, hosts, private addresses, internal links, e-mail addresses or ids of evidence
}

// List is the genres in the order of their names.
func List() []Genre {
	return []Genre{
		{Name: "atlassian", For: "a post-incident review in sentences that are filled in, for the team that prepares the review meeting"},
		{Name: "aws-pes", For: "an open letter, service by service, that names nobody, for those who rely on the service", Nameless: true},
		{Name: "cloudflare", For: "a technical account with UTC times and tables, for engineers outside the team"},
		{Name: "coe", For: "a correction of error with questions and a tree of whys, for the team that must keep it from coming again"},
		{Name: "executive", For: "one page on what, who, how long, why and what now, for those who decide"},
		{Name: "gcp", For: "an incident report with the impact on each product, for customers' engineers and account teams"},
		{Name: "pagerduty", For: "a postmortem with responders, links to data and messages, for the responders' own review"},
		{Name: "pes", For: "the whole Post-Event Summary, with its evidence, for the people who run the service"},
		{Name: "public", For: "what customers may read: times, services and public posts, without names or evidence", Nameless: true, Public: true},
		{Name: "sre-book", For: "a blameless postmortem with trigger, detection and lessons learned, for the teams around the service"},
	}
}

// Source is the template of a genre. The error for a name that is none lists those that are.
func Source(name string) (string, error) {
	if !slices.ContainsFunc(List(), func(g Genre) bool { return g.Name == name }) {
		return "", fmt.Errorf("no genre %q: there are %s", name, strings.Join(names(), ", "))
	}
	b, err := FS.ReadFile(name + ".md.tmpl")
	if err != nil {
		return "", fmt.Errorf("reading the template of genre %s: %w", name, err)
	}
	return string(b), nil
}

func names() []string {
	var out []string
	for _, g := range List() {
		out = append(out, g.Name)
	}
	return out
}
