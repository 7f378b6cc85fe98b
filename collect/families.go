package collect

import (
	"github.com/pes-dev/pes/collect/alerts"
	"github.com/pes-dev/pes/collect/changes"
	"github.com/pes-dev/pes/collect/chat"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/collect/notes"
	"github.com/pes-dev/pes/collect/status"
)

// families is every family of formats, by name. A new one is a folder and a line here. Of two that are equally sure of a file the first has it.
func families() []file.Family {
	return []file.Family{
		alerts.Family(),
		changes.Family(),
		chat.Family(),
		logs.Family(),
		notes.Family(),
		status.Family(),
	}
}
