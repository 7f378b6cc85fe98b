package collect

import _ "embed" // for the page

// Reference is the page of all kinds of live systems, in Markdown: what each asks, its settings, and an example. A test makes it of the kinds.
//
//go:embed SOURCES.md
var Reference string
