package logs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
)

// columned writes lines of a format, of which every tenth is an error.
func columned(format string, args func(i int, level string) []any) string {
	var b strings.Builder
	for i := range 120 {
		level := "INFO"
		if i%10 == 9 {
			level = "ERROR"
		}
		fmt.Fprintf(&b, format+"\n", args(i, level)...)
	}
	return b.String()
}

func TestColumns(t *testing.T) {
	said := []string{"instruction cache parity corrected", "link to node %d lost", "job %d done", "%d torus packets received", "ddr errors seen on rank %d"}
	message := func(i int) string {
		m := said[i%len(said)]
		if strings.Contains(m, "%d") {
			return fmt.Sprintf(m, i)
		}
		return m
	}
	for _, tc := range []struct {
		name, text string
		want       map[string]int // lines by service
	}{
		{"a supercomputer", columned("- %d 2025.10.20 R%02d-M1-N%d RAS %s %s %s", func(i int, level string) []any {
			return []any{1760943783 + i, i % 40, i % 9, []string{"KERNEL", "APP"}[i/60], level, message(i)}
		}), map[string]int{"KERNEL": 60, "APP": 60}},
		{"a file's name before the stamp", columned("billing-api.log.1 2025-10-20 07:%02d:%02d.250 25746 %s billing.api.server [req-%08x - -] %s", func(i int, level string) []any {
			return []any{i / 60, i % 60, level, i * 7919, message(i)}
		}), map[string]int{"billing.api.server": 120}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h, err := file.Bytes("f", []byte(tc.text)).Head()
			if err != nil {
				t.Fatal(err)
			}
			if m := match(h); m.Format != "columns" {
				t.Fatalf("recognised as %q", m.Format)
			}
			all, _ := scanned(t, options{workers: 2, block: 1000}, file.Bytes("f", []byte(tc.text)))
			got := map[string]int{}
			var errors uint64
			for name, s := range all.services {
				got[name] += int(s.lines.total())
				errors += s.errors.total()
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("lines by service (-want +got):\n%s", diff)
			}
			if errors != 12 {
				t.Errorf("%d errors, want 12", errors)
			}
		})
	}
}

// TestNoColumns is of texts that have stamps and names somewhere, and are no logs.
func TestNoColumns(t *testing.T) {
	for name, text := range map[string]string{
		"a list of changes": columned("* v1.%d of 2025-10-20 07:%02d:00 by ana: %s", func(i int, _ string) []any {
			return []any{i, i % 60, "add a column to table orders"}
		}),
		"a person's list of what went wrong": columned("ana 2025-10-20 07:%02d:%02d %s", func(i int, _ string) []any {
			saw := []string{"saw Error: blank page", "Error: cart was lost", "the queue is long again", "mail was late, Error: 450", "nobody could pay", "one more ERROR here", "Error: again", "then all was well", "back to ERROR twice"}
			return []any{i / 60, i % 60, saw[i%len(saw)]}
		}),
		"chat":  columned("ana 2025-10-20 07:%02d:%02d %s", func(i int, _ string) []any { return []any{i / 60, i % 60, "any news of node 7?"} }),
		"prose": strings.Repeat("At 07:03:03 on 20 October the ERROR budget was spent, and nobody knew.\n", 50),
	} {
		h, err := file.Bytes("f", []byte(text)).Head()
		if err != nil {
			t.Fatal(err)
		}
		if m := match(h); m.Format == "columns" {
			t.Errorf("%s: read as a log of columns", name)
		}
	}
}
