package template

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// most is how many different messages there are at most: the cap of collect/logs.
const most = 50_000

// bombs are logs that cost as much as they can.
func bombs() map[string]func(r *rand.Rand, i int) string {
	word := func(r *rand.Rand) string {
		b := make([]byte, 3+r.IntN(6))
		for i := range b {
			b[i] = byte('a' + r.IntN(26))
		}
		return string(b)
	}
	words := func(r *rand.Rand, n int, glue string) string {
		var b strings.Builder
		for range n {
			b.WriteString(word(r))
			b.WriteString(glue)
		}
		return b.String()
	}
	return map[string]func(r *rand.Rand, i int) string{
		"all words different":       func(r *rand.Rand, _ int) string { return words(r, 10+r.IntN(300), " ") },
		"all lines of one length":   func(r *rand.Rand, _ int) string { return words(r, 300, " ") },
		"short lines of one length": func(r *rand.Rand, _ int) string { return words(r, 12, " ") },
		"one word different": func(r *rand.Rand, _ int) string {
			return "the saw was lent to " + word(r) + " by the carpenter of the house"
		},
		"half of the words different": func(r *rand.Rand, _ int) string { return strings.Repeat("the saw of "+word(r)+" ", 60) },
		"commas":                      func(_ *rand.Rand, i int) string { return strings.Repeat(",", MaxText-i%100) + fmt.Sprint(i) },
		"letters and commas":          func(r *rand.Rand, _ int) string { return words(r, 400, ",") },
		"keys":                        func(r *rand.Rand, _ int) string { return words(r, 128, "=x ") },
		"values":                      func(r *rand.Rand, _ int) string { return "k=" + words(r, 128, " k=") },
		"masks":                       func(r *rand.Rand, i int) string { return strings.Repeat("a"+fmt.Sprint(i)+" b ", 128) + word(r) },
		"literals at masks":           func(r *rand.Rand, _ int) string { return words(r, 200, ":1,") },
		"brackets": func(r *rand.Rand, _ int) string {
			return strings.Repeat("(", 1000) + word(r) + strings.Repeat(")", 1000)
		},
		"masks in brackets": func(r *rand.Rand, _ int) string {
			return strings.Repeat("1 (", 500) + word(r) + strings.Repeat("1)", 300)
		},
		"dots":    func(r *rand.Rand, _ int) string { return words(r, 300, ".") },
		"slashes": func(r *rand.Rand, _ int) string { return words(r, 300, "/") + " " + words(r, 10, " ") },
		"colons":  func(r *rand.Rand, _ int) string { return strings.Repeat("a:", 900) + word(r) },
		"quotes":  func(r *rand.Rand, _ int) string { return strings.Repeat(`"a b `, 300) + word(r) },
		"months":  func(r *rand.Rand, _ int) string { return strings.Repeat("Jan ", 400) + word(r) },
	}
}

func BenchmarkBombs(b *testing.B) {
	for name, write := range bombs() {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			lines := make([]Line, most)
			size := 0
			for i := range lines {
				lines[i].Text = write(r, i)
				lines[i].Text = lines[i].Text[:min(len(lines[i].Text), MaxText)]
				size += len(lines[i].Text)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				Mine(lines)
			}
		})
	}
}

// BenchmarkMine has what a large system writes in a day: some thousand statements, each in a few shapes.
func BenchmarkMine(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	names := strings.Fields("alice bob carol dave erin frank grace heidi OrderService web-front com.acme.Shop /var/lib/x 10.0.0.7:80")
	var lines []Line
	size := 0
	for i := range 3000 {
		for range 4 {
			text := fmt.Sprintf("worker %c%c of stage %c took order %d for user %s from %s: state=%s after %d ms", 'a'+i%26, 'a'+i/26%26, 'a'+i/676, i,
				names[r.IntN(len(names))], names[r.IntN(len(names))], names[r.IntN(len(names))], i)
			lines = append(lines, Line{Text: text, Count: 1 + r.IntN(1000)})
			size += len(text)
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		Mine(lines)
	}
}
