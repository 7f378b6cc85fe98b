package column

import "testing"

func heads() map[string][][]byte {
	heads := map[string][][]byte{}
	for _, k := range kinds() {
		says := says()
		for i := range 1000 {
			heads[k.name] = append(heads[k.name], []byte(k.write(i, says[i%len(says)])))
		}
	}
	return heads
}

func TestMessageDoesNotAllocate(t *testing.T) {
	for name, head := range heads() {
		l := Learn(head)
		if n := testing.AllocsPerRun(10, func() {
			for _, line := range head {
				l.Message(line)
			}
		}); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkMessage(b *testing.B) {
	for _, name := range []string{"log4j", "supercomputer", "bars", "no header"} {
		head := heads()[name]
		l := Learn(head)
		b.Run(name, func(b *testing.B) {
			size := 0
			for _, line := range head {
				size += len(line)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, line := range head {
					l.Message(line)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(head)), "ns/line")
		})
	}
}

func BenchmarkLearn(b *testing.B) {
	for _, name := range []string{"log4j", "supercomputer", "no header"} {
		head := heads()[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Learn(head)
			}
		})
	}
}
