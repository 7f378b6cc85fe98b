package merge

import (
	"strings"
	"testing"
)

// tableOf is a document of one table.
func tableOf(rows ...string) string {
	return "<!-- pes:document genre=pes -->\n\n# T\n\n## Items\n\n<!-- pes:table items -->\n\n" + strings.Join(rows, "\n") + "\n"
}

func TestTables(t *testing.T) {
	const head, rule = "| Item | What | State |", "|---|---|---|"
	const a, b, c = "| R-aaaaaaa1 | mend | open |", "| R-aaaaaaa2 | watch | open |", "| R-aaaaaaa3 | drill | open |"
	const aDone = "| R-aaaaaaa1 | mend | done |"
	for _, x := range []struct {
		name     string
		old      []string
		edit     []string // pairs
		late     []string
		want     []string // the lines of the table
		suggests []string // lines of the suggestion under it
		noBase   []string // the lines where they differ without the base
	}{
		{
			name: "a vanished row with a word in an own column stays",
			old:  []string{head, rule, a, b}, edit: []string{head, head + " Mine |", rule, rule + "---|", b, b + " soon |"}, late: []string{head, rule, a},
			want: []string{head + " Mine |", rule + "---|", a, b + " soon |"},
		},
		{
			name: "a vanished row without one goes",
			old:  []string{head, rule, a, b}, edit: []string{head, head + " Mine |", rule, rule + "---|", a, a + " soon |"}, late: []string{head, rule, aDone},
			want: []string{head + " Mine |", rule + "---|", aDone + " soon |"},
		},
		{
			name: "a column that is no longer generated goes",
			old:  []string{head, rule, a, b}, edit: []string{"drill", "drill"}, late: []string{"| Item | What |", "|---|---|", "| R-aaaaaaa1 | mend |"},
			want: []string{"| Item | What |", "|---|---|", "| R-aaaaaaa1 | mend |"},
		},
		{
			name: "and stays if a person wrote into it",
			old:  []string{head, rule, a, b}, edit: []string{"mend | open", "mend | by Friday"}, late: []string{"| Item | What |", "|---|---|", "| R-aaaaaaa1 | mend |", "| R-aaaaaaa2 | watch |"},
			want: []string{head, rule, "| R-aaaaaaa1 | mend | by Friday |", "| R-aaaaaaa2 | watch | |"},
		},
		{
			name: "a new column comes, and rows that people edited have room for it",
			old:  []string{head, rule, a, b}, edit: []string{"mend", "mend it"}, late: []string{"| Item | Owner | What | State |", "|---|---|---|---|", "| R-aaaaaaa1 | jo | mend | open |", "| R-aaaaaaa2 | al | watch | open |"},
			want:     []string{"| Item | Owner | What | State |", "|---|---|---|---|", "| R-aaaaaaa1 | | mend it | open |", "| R-aaaaaaa2 | al | watch | open |"},
			suggests: []string{"| Item | Owner | What | State |", "|---|---|---|---|", "| R-aaaaaaa1 | jo | mend | open |"},
		},
		{
			name: "a renamed head stays when the column is gone",
			old:  []string{head, rule, a}, edit: []string{"State", "How far"}, late: []string{"| Item | What |", "|---|---|", "| R-aaaaaaa1 | mend |"},
			want: []string{"| Item | What | How far |", rule, "| R-aaaaaaa1 | mend | |"},
		},
		{
			name: "rows in a person's order keep it, and new ones come after theirs",
			old:  []string{head, rule, a, b}, edit: []string{a + "\n" + b, b + "\n" + a}, late: []string{head, rule, aDone, c, b},
			want: []string{head, rule, b, aDone, c},
		},
		{
			name: "rows of one key are told apart by what they say",
			old:  []string{head, rule, "| – | one | open |", "| – | two | open |"}, edit: []string{"| – | one | open |\n", ""}, late: []string{head, rule, "| – | one | open |", "| – | two | done |"},
			want: []string{head, rule, "| – | two | done |"},
		},
		{
			name: "a row that was written by a person and is generated now is theirs",
			old:  []string{head, rule, a}, edit: []string{a, a + "\n| R-aaaaaaa2 | look | now |"}, late: []string{head, rule, a, b},
			want:     []string{head, rule, a, "| R-aaaaaaa2 | look | now |"},
			suggests: []string{head, rule, b},
		},
		{
			name: "what a person took up from a suggestion is ours again",
			old:  []string{head, rule, a, b}, edit: []string{a, aDone}, late: []string{head, rule, aDone, b},
			want: []string{head, rule, aDone, b},
		},
		{
			name: "a column taken out, rows known by the base",
			old:  []string{head, rule, a, b}, edit: []string{head, "| Item | State |", rule, "|---|---|", " mend |", "", " watch |", ""}, late: []string{head, rule, aDone, b},
			want:   []string{"| Item | State |", "|---|---|", "| R-aaaaaaa1 | done |", "| R-aaaaaaa2 | open |"},
			noBase: []string{"| Item | State |", "|---|---|", "| R-aaaaaaa1 | open |", "| R-aaaaaaa2 | open |"},
		},
		{
			name: "edited rows do not change places",
			old:  []string{head, rule, a, b, c}, edit: []string{"mend", "mend it", "watch", "watch it"}, late: []string{head, rule, c, b, a},
			want: []string{head, rule, "| R-aaaaaaa1 | mend it | open |", "| R-aaaaaaa2 | watch it | open |", c},
		},
		{
			name: "rows of another order follow it",
			old:  []string{head, rule, a, b, c}, edit: []string{"mend", "mend it"}, late: []string{head, rule, c, b, a},
			want: []string{head, rule, c, b, "| R-aaaaaaa1 | mend it | open |"},
		},
		{
			name: "a date in a head",
			old:  []string{"| Item | At (UTC, 1 May) |", "|---|---|", "| R-aaaaaaa1 | 10:00 |"}, edit: []string{"10:00", "10:01"}, late: []string{"| Item | At (UTC, 2 May) |", "|---|---|", "| R-aaaaaaa1 | 10:00 |"},
			want: []string{"| Item | At (UTC, 2 May) |", "|---|---|", "| R-aaaaaaa1 | 10:01 |"},
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			old, late := marking(t, tableOf(x.old...)), marking(t, tableOf(x.late...))
			edited := strings.NewReplacer(x.edit...).Replace(old)
			for _, base := range []string{old, ""} {
				got := string(merged(t, edited, base, late).Document)
				want := strings.Join(x.want, "\n")
				if base == "" && x.noBase != nil {
					want = strings.Join(x.noBase, "\n")
				}
				if is := tableIn(got, ""); is != want {
					t.Errorf("base %t: the table is\n%s\nwant\n%s", base != "", is, want)
				}
				if is := tableIn(got, "> "); (base != "" || x.noBase == nil) && is != strings.Join(x.suggests, "\n") {
					t.Errorf("base %t: suggested is\n%s\nwant\n%s", base != "", is, strings.Join(x.suggests, "\n"))
				}
			}
		})
	}
}

// tableIn is the lines of a document that are a table's, after a prefix.
func tableIn(doc, prefix string) string {
	var lines []string
	for l := range strings.Lines(doc) {
		if s, ok := strings.CutPrefix(strings.TrimRight(l, "\n"), prefix); ok && strings.HasPrefix(s, "|") {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}

// TestWhatIsDeletedStaysAwayThroughOtherGenerations deletes a row and a section; both are not generated for a while, and then again.
func TestWhatIsDeletedStaysAwayThroughOtherGenerations(t *testing.T) {
	const head, rule, a, b = "| Item | What |", "|---|---|", "| R-aaaaaaa1 | mend |", "| R-aaaaaaa2 | watch |"
	full := marking(t, tableOf(head, rule, a, b)+"\n## Luck\n\nIt was Sunday.\n")
	less := marking(t, "<!-- pes:document genre=pes -->\n\n# T\n\nNothing.\n")
	from, to := strings.Index(full, "## Luck"), strings.Index(full, "<!-- pes:ledger")
	edited := strings.Replace(full[:from]+full[to:], b+"\n", "", 1)
	r := merged(t, edited, full, less)
	r = merged(t, string(r.Document), "", full)
	got := string(r.Document)
	if strings.Contains(got, b) || strings.Contains(got, "Sunday") || !strings.Contains(got, a) {
		t.Errorf("got:\n%s", got)
	}
}

func TestSuggestionsGoOn(t *testing.T) {
	doc := func(n string) string {
		return marking(t, "<!-- pes:document genre=pes -->\n\n# T\n\n## S\n\n- It took "+n+" min. <a id=\"e-x\"></a>E-x\n")
	}
	edited := strings.Replace(doc("3"), "It took 3 min.", "It took ages.", 1)
	got := string(merged(t, edited, "", doc("4")).Document)
	if !strings.Contains(got, "> - It took 4 min. E-x\n") {
		t.Fatalf("no suggestion, or with an anchor:\n%s", got)
	}
	newer := string(merged(t, got, "", doc("5")).Document)
	if !strings.Contains(newer, "> - It took 5 min.") || strings.Contains(newer, "4 min") {
		t.Errorf("not replaced:\n%s", newer)
	}
	answered := strings.Replace(got, "> - It took 4 min. E-x\n", "> - It took 4 min. E-x\n>\n> No, says Jo.\n", 1)
	newer = string(merged(t, answered, "", doc("5")).Document)
	if !strings.Contains(newer, "> - It took 4 min. E-x\n>\n> No, says Jo.\n") || !strings.Contains(newer, "> - It took 5 min.") {
		t.Errorf("a suggestion with an answer:\n%s", newer)
	}
	under := strings.Replace(got, "> - It took 4 min. E-x\n", "> - It took 4 min. E-x\nNo, says Jo.\n", 1)
	newer = string(merged(t, under, "", doc("5")).Document)
	if !strings.Contains(newer, "> - It took 4 min. E-x\nNo, says Jo.\n") || !strings.Contains(newer, "> - It took 5 min.") {
		t.Errorf("a line right under a suggestion:\n%s", newer)
	}
	before, _, _ := strings.Cut(got, "<!-- pes:suggestion")
	removed := before + got[strings.Index(got, "<!-- pes:ledger"):]
	if again := string(merged(t, removed, "", doc("4")).Document); again != removed {
		t.Errorf("a deleted suggestion came back:\n%s", again)
	}
	taken := strings.Replace(got, "It took ages.", "It took 4 min.", 1)
	if again := string(merged(t, taken, "", doc("4")).Document); again != doc("4") {
		t.Errorf("taken up, but not ours again:\n%s", again)
	}
}

// TestARowThatIsPutBack deletes a row, has its facts change, and puts back what it was: that is ours, and is brought up to date.
func TestARowThatIsPutBack(t *testing.T) {
	const head, rule, a, b, later = "| Item | What |", "|---|---|", "| R-aaaaaaa1 | mend |", "| R-aaaaaaa2 | watch |", "| R-aaaaaaa2 | watch more |"
	full, changed := marking(t, tableOf(head, rule, a, b)), marking(t, tableOf(head, rule, a, later))
	got := string(merged(t, strings.Replace(full, b+"\n", "", 1), full, changed).Document)
	if strings.Contains(got, "watch") {
		t.Fatalf("came back:\n%s", got)
	}
	got = string(merged(t, strings.Replace(got, a+"\n", a+"\n"+b+"\n", 1), "", changed).Document)
	if tableIn(got, "") != strings.Join([]string{head, rule, a, later}, "\n") {
		t.Errorf("got:\n%s", got)
	}
}

// TestATableThatNothingIsKnownOf loses the ledger, and then the table is no longer generated: it might be anybody's, and stays.
func TestATableThatNothingIsKnownOf(t *testing.T) {
	const a = "| R-aaaaaaa1 | mend |"
	full := marking(t, tableOf("| Item | What |", "|---|---|", a))
	less := marking(t, "<!-- pes:document genre=pes -->\n\n# T\n\n## Items\n\nNone.\n")
	edited := full[:strings.Index(full, "<!-- pes:ledger")]
	if got := string(merged(t, edited, "", less).Document); !strings.Contains(got, a) {
		t.Errorf("got:\n%s", got)
	}
	if got := string(merged(t, full, "", less).Document); got != less {
		t.Errorf("known to be ours, but left:\n%s", got)
	}
}

// TestRowsKnownByEvidence has two rows of one time, and the time of a row corrected: by evidence they are told apart, and followed.
func TestRowsKnownByEvidence(t *testing.T) {
	doc := func(rows ...string) string {
		return marking(t, strings.Replace(tableOf(append([]string{"| At | What | Evidence |", "|---|---|---|"}, rows...)...), "items -->", "items by=evidence -->", 1))
	}
	old := doc("| 10:02 | fails | E-aaaaaaa1 |", "| 10:02 | falls | E-aaaaaaa2 |")
	late := doc("| 10:01 | falls | E-aaaaaaa2 |", "| 10:03 | fails | E-aaaaaaa1 |")
	got := tableIn(string(merged(t, strings.Replace(old, "falls", "falls over", 1), old, late).Document), "")
	if want := "| At | What | Evidence |\n|---|---|---|\n| 10:02 | falls over | E-aaaaaaa2 |\n| 10:03 | fails | E-aaaaaaa1 |"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
