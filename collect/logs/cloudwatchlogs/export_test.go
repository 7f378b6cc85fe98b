package cloudwatchlogs

import (
	"context"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
)

// Engine is a source's engine.
func Engine(ctx context.Context, s live.Source) (logs.Engine, error) { return s.(*source).engine(ctx) }
