package alerts

import "testing"

// The expected values are what Alertmanager 0.25 computed for these label sets.
func TestFingerprintIsAlertmanagers(t *testing.T) {
	for want, l := range map[string]labels{
		"fea87206e6e9c5ec": {"alertname": "DiskFull", "service": "db", "severity": "warning"},
		"cbf29ce484222325": {},
	} {
		if got := fingerprint(l); got != want {
			t.Errorf("%v: got %s, want %s", l, got, want)
		}
	}
}
