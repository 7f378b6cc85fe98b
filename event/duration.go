package event

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Duration is a time.Duration that JSON writes as seconds, the unit of every duration in pes's JSON.
type Duration time.Duration

// MarshalJSON writes seconds, with a fraction only where there is one.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).Seconds()) }

// UnmarshalJSON reads seconds.
func (d *Duration) UnmarshalJSON(b []byte) error {
	var s float64
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("reading a duration in seconds: %w", err)
	}
	ns := math.Round(s * float64(time.Second)) // 0.3 s times a billion is a hair less than a whole number
	if math.Abs(ns) > math.MaxInt64/2 {
		return fmt.Errorf("reading a duration in seconds: %v is more than a century", s)
	}
	*d = Duration(ns)
	return nil
}

func (d Duration) String() string { return time.Duration(d).String() }
