// Command pes turns what an outage left behind into a Post-Event Summary. This file alone touches the process: its arguments, environment,
// streams, signals and exit status. A file beside it is a command; run.go holds them together.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Getenv, os.Stdin, os.Stdout, os.Stderr, os.Args[1:]))
}
