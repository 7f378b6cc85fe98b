package file

import (
	"fmt"
	"io"
)

// ReadAll is the whole content of a file whose format cannot be read in a stream, at most limit bytes of it. What was read before an error, or
// up to the limit, is good and returned with it.
func (f *File) ReadAll(limit int) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(in, int64(limit)+1))
	if len(data) > limit {
		return data[:limit], fmt.Errorf("larger than %d MiB: the rest was not read", limit>>20)
	}
	return data, err
}

// Surest is the format of a family that is surest of a file, and how sure; of equally sure ones the first. A score of 0 is none, and then the
// format is the zero one.
func Surest[F any](formats []F, score func(F) int) (best F, top int) {
	for _, f := range formats {
		if n := score(f); n > top {
			best, top = f, n
		}
	}
	return best, top
}
