package live

import (
	"fmt"
	"slices"
)

// Queries is what a system was asked, each query once, in the order in which they were asked first. The zero value is none. It is not for concurrent use.
type Queries struct {
	list []string
	more int // queries that are not in the list
}

// maxQueries is how many queries a report lists: an engine may be asked for each of some hundred patterns, and nobody pastes more than a few.
const maxQueries = 40

// Tell notes a query.
func (q *Queries) Tell(query string) {
	switch {
	case slices.Contains(q.list, query):
	case len(q.list) == maxQueries:
		q.more++
	default:
		q.list = append(q.list, query)
	}
}

// List is the queries; if there were none, what was asked at least.
func (q *Queries) List(least ...string) []string {
	switch {
	case len(q.list) == 0:
		return least
	case q.more > 0:
		return append(slices.Clone(q.list), fmt.Sprintf("and %d more of their kind", q.more))
	}
	return slices.Clone(q.list)
}
