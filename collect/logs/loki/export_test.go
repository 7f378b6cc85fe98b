package loki

import (
	"context"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

// Engine is a source's engine.
func Engine(ctx context.Context, s live.Source, w event.Window) (logs.Engine, error) {
	return s.(*source).engine(ctx, w)
}
