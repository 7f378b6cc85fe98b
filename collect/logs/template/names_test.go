package template

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestNames fills statements with names, several at a time, so that hardly two messages differ in one word alone. Each statement must come out as one
// template of its own, and its opposite as another.
func TestNames(t *testing.T) {
	pools := map[string][]string{
		"N": strings.Fields(`alice bob carol dave erin frank grace heidi ivan judy mallory niaj olivia peggy quentin rupert sybil trent ursula victor walter
			xavier yvonne zoe adam brian chloe diana edgar fiona george hanna ida jonas klara lukas mia nora oskar paula`),
		"T": strings.Fields("cart order ledger stock parcel invoice coupon refund voucher basket shelf rack pallet truck depot counter receipt label"),
		"C": strings.Fields("OrderService CartService com.acme.shop.Mailer LedgerImpl StockKeeper RefundHandler VoucherCache web-front db-primary cache_main"),
		"#": {"17", "9", "4711"},
	}
	statements := []string{
		"user N granted role T to N", "user N denied role T to N", "N moved T to T", "N removed T from T", "message from N to N about T delivered",
		"message from N to N about T bounced", "lookup of T failed for N", "lookup of T succeeded for N", "component C initialized in # ms by N",
		"component C stopped after # ms by N", "login N", "logout N", "key=N value=T", "name=N value=T ok", "name=N value=T failed",
	}
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 7))
		var lines []Line
		var want []int
		for i, s := range statements {
			for range 60 {
				words := strings.Fields(s)
				for j, w := range words {
					key, value, keyed := strings.Cut(w, "=")
					if !keyed {
						key, value = "", w
					}
					if pool := pools[value]; pool != nil {
						value = pool[r.IntN(len(pool))]
					}
					if keyed {
						value = key + "=" + value
					}
					words[j] = value
				}
				lines, want = append(lines, Line{Text: strings.Join(words, " "), Count: 1 + r.IntN(20)}), append(want, i)
			}
		}
		templates, of := Mine(lines)
		if len(templates) != len(statements) {
			t.Errorf("seed %d: %d templates of %d statements:", seed, len(templates), len(statements))
		}
		first := map[int]int{}
		for i, tmpl := range of {
			if j, seen := first[want[i]]; seen && of[j] != tmpl {
				t.Errorf("seed %d: apart: %q and %q", seed, templates[of[j]].Text, templates[tmpl].Text)
				break
			}
			first[want[i]] = i
		}
	}
}

// TestShortStatements has statements of two or three words that differ in one of them: no names, whatever they look like.
func TestShortStatements(t *testing.T) {
	texts := strings.Split(`cupboard empty
cellar empty
garage empty
attic empty
oven hot
stove hot
invalid length
invalid width
invalid colour
invalid shape
missing hammer
missing nail file
cannot read plan
cannot draw plan
cannot fold plan
cannot burn plan
cannot find plan
failed to make wooden box
failed to make copper ring
failed to make garden chair
failed to make kitchen table
failed to make picture frame
failed to make paper plane
garden door creaks
cellar stairs creak
roof tiles loose`, "\n")
	var lines []Line
	for _, text := range texts {
		lines = append(lines, Line{Text: text, Count: 3})
	}
	templates, of := Mine(lines)
	for i, tmpl := range of {
		if templates[tmpl].Text != texts[i] {
			t.Errorf("%q became %q", texts[i], templates[tmpl].Text)
		}
	}
}
