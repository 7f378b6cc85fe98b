package alerts

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
)

// fingerprint identifies a label set as Alertmanager does, so that an alert has one identity whether its source states a fingerprint or not:
// 64-bit FNV-1a over the names in order and their values, each followed by a byte 255, which no UTF-8 text holds
// (github.com/prometheus/common/model, LabelSet.Fingerprint).
func fingerprint(l labels) string {
	h := fnv.New64a()
	for _, k := range sortedKeys(l) {
		_, _ = h.Write([]byte(k))
		_, _ = h.Write([]byte{255})
		_, _ = h.Write([]byte(l[k]))
		_, _ = h.Write([]byte{255})
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

func sortedKeys(l labels) []string { return slices.Sorted(maps.Keys(l)) }
