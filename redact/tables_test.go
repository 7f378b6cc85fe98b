package redact

import (
	"strings"
	"testing"

	"github.com/pes-dev/pes/redact/redacttest"
)

// Each entry of each table decides here: with it a text is found or left that is not without it.

func gone(t *testing.T, text, secret string) {
	t.Helper()
	if got, _ := String(text); strings.Contains(got, secret) {
		t.Errorf("%q stays %q", text, got)
	}
}

func stays(t *testing.T, text string) {
	t.Helper()
	if got, n := String(text); n > 0 {
		t.Errorf("%q became %q", text, got)
	}
}

func TestForms(t *testing.T) {
	d := redacttest.New(11)
	for _, f := range forms {
		body := d.Of(redacttest.Base62, max(f.least, 1))
		switch f.kind {
		case "jwt":
			continue
		case "aws-access-key":
			body = strings.ToUpper(body)
		case "twilio-key", "databricks-token", "digitalocean-token", "mailgun-key", "infracost-key", "adobe-secret":
			body = d.Hex(f.least)
		case "mapbox-token":
			body += "." + d.Of(redacttest.Base62, 22)
		}
		s := "see " + f.prefix + body + "."
		sc := newScanner(s)
		found, ok := sc.next()
		if !ok || s[found.end:] != "." {
			t.Errorf("%s: %q, %v", f.prefix, s, found)
		}
		if word := "see " + f.prefix + strings.Repeat("word-of-mouth", f.least/10+1); f.least > 10 {
			sc = newScanner(word)
			if found, ok := sc.next(); ok {
				t.Errorf("%q is a %s", word, found.kind)
			}
		}
	}
}

func TestHashes(t *testing.T) {
	d := redacttest.New(12)
	for _, c := range crypted {
		body := d.Of(redacttest.Base62, c.least)
		gone(t, "root:"+c.prefix+body+":19000:0", body)
		stays(t, "see "+c.prefix+" for it")
	}
}

func TestCommands(t *testing.T) {
	for _, f := range flagged {
		for _, joint := range []string{"", " ", "="} {
			if (joint == "") != f.joined || joint == "=" && f.program != "curl" || f.flag == "-U" && f.program == "curl" && joint == "=" {
				continue
			}
			value := "hunter-two"
			if f.sign != 0 {
				value = "bob" + string(f.sign) + value
			}
			gone(t, f.program+" -h db "+f.flag+joint+value+" rest", "hunter-two")
		}
	}
	stays(t, "mkdir -p hunter-two")
	stays(t, "mysql -p hunter-two")
	stays(t, "curl -u bob https://x.example/")
}

func TestKeys(t *testing.T) {
	d := redacttest.New(13)
	for _, k := range append(append([]secretKey{}, secretKeys...), wholeKeys...) {
		value := d.Of(redacttest.Base62, 24)
		if k.kind == "seed-phrase" {
			value = strings.Repeat("abandon ", 11) + "about"
		}
		if k.kind == "authorization" {
			value = "Bearer " + value
		}
		gone(t, k.suffix+`="`+value+`"`, value[7:])
	}
	for k := range harmlessKeys {
		stays(t, k+"="+d.Of(redacttest.Base62, 24))
	}
}

func TestWords(t *testing.T) {
	d := redacttest.New(14)
	for w := range secretWords {
		v := d.Of(redacttest.Base62, 20)
		gone(t, "zephyr_"+w+" -> "+v, v)
	}
	for w := range harmlessWords {
		stays(t, w+" "+d.Of(redacttest.Base62, 40))
	}
	for w := range keyThings {
		stays(t, w+" key "+d.Hex(32))
	}
	for w := range tokenThings {
		stays(t, w+" token "+d.Of(redacttest.Base62, 24))
	}
	for w := range fillers {
		v := d.Hex(32)
		gone(t, "token "+w+" "+v, v)
	}
	for w := range between {
		gone(t, "password "+w+" Tr0ub4dor", "Tr0ub4dor")
	}
	for w := range vendors {
		v := d.Hex(32)
		gone(t, w+": "+v, v)
	}
	for w := range keyPrefixes {
		v := d.Hex(32)
		gone(t, "see zq-"+w+"-"+v, v)
	}
	for w := range idPrefixes {
		stays(t, "see "+w+"_"+d.Of(redacttest.Base62, 24))
	}
	for _, w := range joined {
		v := d.Hex(32)
		gone(t, "zephyr"+w.suffix+" -> "+v, v)
	}
}

func TestCards(t *testing.T) {
	d := redacttest.New(15)
	for _, r := range issuers {
		for _, n := range r.lengths {
			for _, prefix := range []string{r.from, r.to} {
				number := d.Card(prefix, n)
				gone(t, "paid with "+number+" today", number)
				stays(t, "order_id="+number)
				wrong := number[:n-1] + string('0'+(number[n-1]-'0'+1)%10)
				stays(t, "paid with "+wrong+" today")
			}
		}
	}
	for country, n := range ibanLengths {
		account := []byte(country + "00" + d.Of(redacttest.Numbers, n-4))
		for check := range 100 {
			account[2], account[3] = byte('0'+check/10), byte('0'+check%10)
			if mod97(account) && check > 1 {
				gone(t, "to "+string(account)+", please", string(account[4:]))
				account[3] = '0' + (account[3]-'0'+1)%10
				stays(t, "to "+string(account)+", please")
				break
			}
		}
	}
}

func TestMail(t *testing.T) {
	for _, s := range []string{"bob@example.com", "b.o+b@mail.example.co.uk", "mailto:bob@example.org", "<bob@example.com>", "bob_b@xn--exmple-cua.example", "user=bob@example.com,", "o'hara@example.ie"} {
		gone(t, s, "@")
	}
	for e := range fileEndings {
		stays(t, "failed: web@1."+e)
		stays(t, "failed: web@x."+e)
	}
	for a := range accounts {
		stays(t, a+"@node.example.com")
	}
	for _, s := range []string{"@here", "a@b", "x@10.0.3.17", "@scope/pkg@1.0.0", "pkg@v1.2.3-rc.beta", "deploy@web.example.com:~$", "deploy@web.example.com:/srv", "ssh deploy@web.example.com", "user@.com"} {
		stays(t, s)
	}
}
