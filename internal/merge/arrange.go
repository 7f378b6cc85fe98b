package merge

// slot is a place in a merged order: the index of what the file holds, or of what was generated; -1 for none.
type slot struct{ file, generated int }

// arrange puts what the file holds and what was generated into one order. of says for each item of the file which generated one it is, -1 for
// a person's own; fresh says of a generated item that it is new, and belongs into the order although the file lacks it. Items of a person stay
// after their predecessor. With follow, the order is the generated one; otherwise the file's, in which a new item comes after the one that it was
// generated after.
func arrange(of []int, fresh []bool, follow bool) []slot {
	own := map[int][]slot{} // by the generated item that they come after; -1 for those at the top
	last := -1
	at := make([]int, len(fresh)) // where in the file a generated item is, and one more
	for i, g := range of {
		if g >= 0 {
			last, at[g] = g, i+1
			continue
		}
		own[last] = append(own[last], slot{i, -1})
	}
	next := generatedOrder(fresh, at)
	if !follow {
		next = fileOrder(of, fresh, at)
	}
	out := append(make([]slot, 0, len(of)+len(fresh)), own[-1]...)
	for _, g := range next {
		out = append(out, slot{at[g] - 1, g})
		out = append(out, own[g]...)
	}
	return out
}

// generatedOrder is the generated items that are to stand, as they were generated.
func generatedOrder(fresh []bool, at []int) []int {
	var next []int
	for g := range fresh {
		if fresh[g] || at[g] > 0 {
			next = append(next, g)
		}
	}
	return next
}

// fileOrder is the generated items as the file has them, each followed by the new ones that were generated after it.
func fileOrder(of []int, fresh []bool, at []int) []int {
	follow := map[int][]int{}
	last := -1
	for g := range fresh {
		switch {
		case at[g] > 0:
			last = g
		case fresh[g]:
			follow[last] = append(follow[last], g)
		}
	}
	next := follow[-1]
	for _, g := range of {
		if g >= 0 {
			next = append(append(next, g), follow[g]...)
		}
	}
	return next
}

// ascending says if numbers rise; negative ones, which stand for nothing, do not count.
func ascending(numbers []int) bool {
	last := -1
	for _, n := range numbers {
		if n < 0 {
			continue
		}
		if n <= last {
			return false
		}
		last = n
	}
	return true
}

// keyed is something that is known by a key and said by its content.
type keyed struct{ key, content string }

// pair finds for each of a the one of b that is the same thing, -1 if none: of equal keys first those of equal content, then the rest by their order.
// Each is taken once; those of a and b whose skip is set are passed over.
func pair(a, b []keyed, skipA, skipB []bool) []int {
	match := make([]int, len(a))
	taken := make([]bool, len(b))
	copy(taken, skipB)
	for i := range match {
		match[i] = -1
	}
	rounds := []func(keyed) string{
		func(k keyed) string { return k.key + "\x00" + k.content },
		func(k keyed) string { return k.key },
	}
	for _, id := range rounds {
		queue := map[string][]int{}
		for j, k := range b {
			if !taken[j] {
				queue[id(k)] = append(queue[id(k)], j)
			}
		}
		for i, k := range a {
			if match[i] >= 0 || skipA != nil && skipA[i] {
				continue
			}
			if q := queue[id(k)]; len(q) > 0 {
				match[i], queue[id(k)] = q[0], q[1:]
				taken[q[0]] = true
			}
		}
	}
	return match
}
