// Package pes holds the use cases that the command line and the Slack app share, a file each: collect the evidence of an incident, show its
// timeline, generate the Post-Event Summary. The way from evidence to document is the function build, in build.go; what each stage does is
// in the package of its name. Nothing here reads the environment or the clock, or ends the process.
package pes
