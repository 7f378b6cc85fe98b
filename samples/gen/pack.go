package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A file is one generated file: its path with slashes, and its bytes as they lie on disk.
type file struct {
	path string
	data []byte
}

// gzipped packs data with a header that holds neither a name nor a time.
func gzipped(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(data)
	if err := cmp.Or(err, w.Close()); err != nil {
		return nil, fmt.Errorf("packing with gzip: %w", err)
	}
	return b.Bytes(), nil
}

// zstandard packs data in one goroutine, so that the frame does not depend on the number of cores.
func zstandard(data []byte) ([]byte, error) {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	packed := w.EncodeAll(data, nil)
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("packing with zstd: %w", err)
	}
	return packed, nil
}

// zipped packs members, sorted by name, all of them modified at one given time.
func zipped(members map[string][]byte, modified time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: modified})
		if err != nil {
			return nil, fmt.Errorf("packing %s: %w", name, err)
		}
		if _, err := w.Write(members[name]); err != nil {
			return nil, fmt.Errorf("packing %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("packing with zip: %w", err)
	}
	return b.Bytes(), nil
}
