package logs

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRotationOf(t *testing.T) {
	// Each list is one set, in the order in which it was written.
	for stem, names := range map[string][]string{
		"app.log":               {"app.log.10.gz", "app.log.9.gz", "app.log.2.gz", "app.log.1", "app.log"},
		"var/log/syslog":        {"var/log/syslog.2.gz", "var/log/syslog.1", "var/log/syslog"},
		"messages":              {"messages-20251012", "messages-20251019.zst", "messages"},
		"nginx.log":             {"nginx.log-1760832000.gz", "nginx.log-1760918400", "nginx.log"},
		"api.log":               {"api.2025-10-19.0.log.gz", "api.2025-10-19.1.log.gz", "api.2025-10-19.10.log.gz", "api.2025-10-20.0.log", "api.log"},
		"shop.log":              {"shop.log.2025-10-19", "shop.log.2025-10-20-13", "shop.log.2025-10-20-14", "shop.log"},
		"catalina.log":          {"catalina.2025-10-19.log", "catalina.2025-10-20.log"},
		"localhost_access.txt":  {"localhost_access.2025-10-19.txt", "localhost_access.2025-10-20.txt"},
		"server.log":            {"server-2025-10-19T23-00-00.123.log", "server-2025-10-20T01-00-00.456.log.gz", "server.log"},
		"access.log":            {"access.log-20251019", "access.log-20251020-1", "access.log-20251020-2"},
		"/var/lib/0.log":        {"/var/lib/0.log.20251020-120000.gz", "/var/lib/0.log.20251020-130000", "/var/lib/0.log"},
		".log":                  {"2025-10-19.log", "2025-10-20.log"},
		"u_ex251020.log":        {"u_ex251020.log"},
		"web.1.log":             {"web.1.log"},
		"api-2.log":             {"api-2.log"},
		"postgresql.log":        {"postgresql-2025-10-19_000000.log", "postgresql-2025-10-20_000000.log"},
		"id-12345678901234.log": {"id-12345678901234.log"},
		"app.log.123456":        {"app.log.123456"},
	} {
		var got []rotation
		for _, n := range names {
			r := rotationOf(n)
			if r.stem != stem {
				t.Errorf("%s is of %q, want %q", n, r.stem, stem)
			}
			got = append(got, r)
		}
		shuffled := slices.Clone(got)
		rng := rand.New(rand.NewPCG(1, 2))
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		slices.SortFunc(shuffled, rotation.compare)
		if diff := cmp.Diff(got, shuffled, cmp.AllowUnexported(rotation{})); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", stem, diff)
		}
	}
}
