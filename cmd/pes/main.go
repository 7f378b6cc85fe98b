// Command pes turns what an outage left behind into a Post-Event Summary. This file alone touches the process: its arguments, environment,
// streams, clock, signals and exit status. A file beside it is a command; run.go holds them together.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

// garbage is how much may be collected at once, in percent of what is in use. The logs of a day take some twenty megabytes; Go's default of 100
// would let the process grow to more than twice that for a few percent of time.
const garbage = 50

func main() {
	debug.SetGCPercent(garbage)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, process{os.Getenv, time.Now, os.Stdin, os.Stdout, os.Stderr, os.Args[1:]}))
}
