package pes

import "github.com/pes-dev/pes/incident"

// Init writes a commented incident.yaml into a folder, which it makes if it is not there, and returns its path. One that is there already is
// left as it is, which is an error.
func Init(dir string) (string, error) {
	name, err := incident.Init(dir)
	return name, explained(err)
}
