package file

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// Digest is a hash of a file, to compare files with and to put into a manifest.
type Digest [sha256.Size]byte

// String is the digest in hexadecimal.
func (d Digest) String() string { return fmt.Sprintf("%x", d[:]) }

// Digest is the SHA-256 of the file as it lies in the folder, or in the archive: packed.
func (f *File) Digest(ctx context.Context) (Digest, error) {
	r, err := f.open()
	if err != nil {
		return Digest{}, plainError(err)
	}
	return digest(ctx, r)
}

// ContentDigest is the SHA-256 of what Open yields, so that a log and its gzipped copy have the same. It fails if the file cannot be read
// to its end: what is cut is identical to nothing.
func (f *File) ContentDigest(ctx context.Context) (Digest, error) {
	r, err := f.Open()
	if err != nil {
		return Digest{}, err
	}
	return digest(ctx, r)
}

func digest(ctx context.Context, r io.ReadCloser) (Digest, error) {
	defer r.Close() //nolint:errcheck // nothing was written

	h := sha256.New()
	for {
		_, err := io.CopyN(h, r, 8<<20)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Digest{}, plainError(err)
		}
		if ctx.Err() != nil {
			return Digest{}, ctx.Err()
		}
	}
	var d Digest
	h.Sum(d[:0])
	return d, nil
}
