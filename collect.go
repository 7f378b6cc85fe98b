package pes

import (
	"bytes"
	"context"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
)

// CollectOptions says where the evidence goes.
type CollectOptions struct {
	File string // "" is evidence.jsonl in the folder, and Stdout without a folder
}

// Collect reads the evidence, removes secrets, and writes it as JSON Lines. What live systems said is kept even if ctx is done while they are asked.
func Collect(ctx context.Context, r Request, o CollectOptions) (*Result, error) {
	j, err := open(r)
	if err != nil {
		return nil, err
	}
	o.File = stdout(o.File)
	if err := reserved(j.folder, o.File); o.File != "" && err != nil {
		return nil, err
	}
	toFolder := o.File == "" && j.folder.Dir != ""
	if toFolder {
		unlock, err := j.lock(ctx)
		if err != nil {
			return nil, err
		}
		defer unlock()
		j.stores = true
	}
	ev, err := j.gather(ctx)
	if err != nil {
		return nil, err
	}
	result := &Result{Sources: j.sources(ev)}
	if toFolder {
		if err := j.keep(ctx, ev); err != nil {
			return nil, err
		}
		result.Written.Path = j.folder.Path(incident.EvidenceName)
		return result, nil
	}
	var b bytes.Buffer
	if err := event.Write(&b, ev.Batch); err != nil {
		return nil, err
	}
	if o.File == "" || o.File == Stdout {
		result.Text = b.Bytes()
		return result, nil
	}
	result.Written, err = incident.WriteFile(o.File, b.Bytes())
	if err != nil {
		return nil, explained(err)
	}
	return result, nil
}
