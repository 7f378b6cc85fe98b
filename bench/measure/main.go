// Measure runs programs in turn, several times, and prints what they took as Markdown. What is run stands on its standard input, one thing a
// line, its parts set apart by tabs:
//
//	run    NAME  BYTES  COMMAND    a contender: a command of bash, and the size of what it reads, unpacked
//	ratio  TITLE A      B  OF  AIM two contenders, set against each other round by round: OF is speed, cpu, wall or memory
//
// One round of all is not counted: it fills the page cache. Then in each round each contender runs once, so that what else the machine does
// meets all alike. CPU time and peak memory are the kernel's own (getrusage): of the command and all that it waited for.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each is run")
	flag.Parse()
	if err := run(os.Stdin, os.Stdout, os.Stderr, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out, progress io.Writer, rounds int) error {
	contenders, ratios, err := parse(in)
	if err != nil {
		return err
	}
	for round := range rounds + 1 {
		for _, c := range contenders {
			if c.err != nil {
				continue
			}
			u, err := measure(c.command)
			if err != nil {
				c.err = err
				fmt.Fprintf(progress, "measure: %s: %v\n", c.name, err)
				continue
			}
			if round > 0 {
				c.runs = append(c.runs, u)
			}
		}
		fmt.Fprintf(progress, "round %d of %d\n", round, rounds)
	}
	report(out, contenders, ratios)
	for _, c := range contenders {
		if c.err != nil {
			return errors.New("not all of it ran")
		}
	}
	return nil
}

// contender is a program with what it reads.
type contender struct {
	name    string
	bytes   int64
	command string
	runs    []usage // by round
	err     error   // why it was given up
}

// ratio is two contenders against each other: of a against of b.
type ratio struct {
	title string
	a, b  *contender
	of    string
	aim   string
}

func parse(in io.Reader) (contenders []*contender, ratios []ratio, err error) {
	byName := map[string]*contender{}
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		parts := strings.Split(lines.Text(), "\t")
		switch {
		case parts[0] == "run" && len(parts) == 4:
			c := &contender{name: parts[1], command: parts[3]}
			if c.bytes, err = strconv.ParseInt(parts[2], 10, 64); err != nil {
				return nil, nil, fmt.Errorf("line %d: %w", n, err)
			}
			contenders, byName[c.name] = append(contenders, c), c
		case parts[0] == "ratio" && len(parts) == 6:
			r := ratio{title: parts[1], a: byName[parts[2]], b: byName[parts[3]], of: parts[4], aim: parts[5]}
			if metrics[r.of] == nil {
				return nil, nil, fmt.Errorf("line %d: %q is nothing that is measured", n, r.of)
			}
			if r.a != nil && r.b != nil { // one that is not installed is not run
				ratios = append(ratios, r)
			}
		default:
			return nil, nil, fmt.Errorf("line %d is neither a run nor a ratio: %q", n, lines.Text())
		}
	}
	return contenders, ratios, lines.Err()
}
