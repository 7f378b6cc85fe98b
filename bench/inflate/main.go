// Inflate unpacks a gzip file and throws the text away, with the library that pes reads such files by: what reading a packed log costs before
// a line of it is looked at.
//
//	go run ./bench/inflate app.log.gz
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: inflate FILE")
		os.Exit(2)
	}
	if err := inflate(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "inflate:", err)
		os.Exit(1)
	}
}

func inflate(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	r, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return err
}
