package redact

import "strings"

// minRun is how short a word may be to be looked at for its randomness, however it is called: passwords and numbers are shorter, and are found by
// their keys alone.
const minRun = 12

// inRun marks what keys are written in: base64 of both alphabets, and what joins their parts.
var inRun = func() (t [256]bool) {
	for c := range t {
		t[c] = word(byte(c)) || strings.IndexByte("+/-.~", byte(c)) >= 0
	}
	return t
}()

// near adds what is called a secret and looks drawn by lot, and what looks so alone. It looks at every twelfth byte only, and closer where that can
// be within a long word, so that it costs little on texts without any.
func near(spans []span, s string, nested int) []span {
	f := runs{s: s, nested: nested, spans: spans}
	floor := 0
	public, blocks := strings.Index(s, "-----BEGIN "), 0
	for i := minRun - 1; i < len(s); {
		for public >= 0 && i > public {
			end := public + publicBlock(s[public:])
			if floor, i = max(floor, end), max(i, end); i >= len(s) {
				return f.spans
			}
			n := strings.Index(s[end:], "-----BEGIN ")
			if public = end + n; n < 0 || blocks == maxBlocks {
				public = -1
			}
			blocks++
		}
		if !inRun[s[i]] {
			i += minRun
			continue
		}
		start, end := i, i
		for start > floor && inRun[s[start-1]] {
			start--
		}
		for end < len(s) && inRun[s[end]] {
			end++
		}
		end = padded(s, end)
		f.each(start, end)
		floor = end
		i = end + minRun
	}
	return f.spans
}

// runs looks at the words of a text.
type runs struct {
	s      string
	nested int
	spans  []span
}

// try adds a word if it is a secret, or holds one in base64.
func (f *runs) try(from, to int) bool {
	kind := judge(f.s[max(0, from-maxBefore):from], f.s[from:to])
	if kind == "" {
		kind = within(f.s[from:to], f.nested)
	}
	if kind != "" {
		f.spans = append(f.spans, span{from, to, kind})
	}
	return kind != ""
}

// maxBlocks is how many blocks of armour are passed over in a text: a chain of certificates has a handful, a trust store some 150.
const maxBlocks = 200

// padded is the end of a run with the padding of base64, unless that is the delimiter of a key.
func padded(s string, end int) int {
	pad := end
	for pad < len(s) && pad-end < 3 && s[pad] == '=' {
		pad++
	}
	if pad < len(s) && inRun[s[pad]] {
		return end
	}
	return pad
}

// each tries a run as a whole; where that is no secret, what stands between its slashes, and what between their points.
func (f *runs) each(start, end int) {
	s := f.s
	for start < end && strings.IndexByte("./-~", s[start]) >= 0 {
		start++
	}
	for start < end && strings.IndexByte("./-~", s[end-1]) >= 0 {
		end--
	}
	if dot := strings.LastIndexByte(s[start:end], '.'); dot >= 0 && fileEndings[s[start+dot+1:end]] {
		end = start + dot
	}
	if end-start < minRun || hashed(s[start:end]) || !path(s[start:end]) && f.try(start, end) {
		return
	}
	for _, sep := range []byte("/.") {
		if strings.IndexByte(s[start:end], sep) < 0 {
			continue
		}
		for start < end {
			n := strings.IndexByte(s[start:end], sep)
			if n < 0 {
				n = end - start
			}
			f.each(start, start+n)
			start += n + 1
		}
		return
	}
}

// path says whether a run is the name of a file or the rest of an address: a part of it is a word. In base64 hardly any is.
func path(v string) bool {
	if strings.IndexByte(v, '/') < 0 {
		return false
	}
	for part := range strings.FieldsFuncSeq(v, func(r rune) bool { return classOf(byte(r)) == 0 }) { //nolint:gosec // ASCII, see inRun
		if len(part) >= 3 && strings.Trim(part, "abcdefghijklmnopqrstuvwxyz") == "" {
			return true
		}
	}
	return false
}

// judge is the kind of secret that a word is, seen with what stands before it; "" if it is none.
func judge(before, v string) string {
	s := shapeOf(strings.TrimPrefix(v, "0x"))
	if v[0] == '0' && v[1] == 'x' && s.hex && s.n <= 16 {
		return "" // where something lies in memory
	}
	if s.digits == 0 || s.n == s.digits {
		return ""
	}
	if strings.Contains(before[strings.LastIndexByte(before, ' ')+1:], "arn:") {
		return "" // the name of a resource
	}
	name, kind := unnamed, ""
	look := func() bool { // at what stands before, which most words need not
		name, kind = label(before)
		return name != harmless
	}
	switch {
	case s.hex && s.n < minRun: // a short hash
		return ""
	case s.hex:
		if look() && name == named && kind != clientID {
			return kind
		}
		return ""
	case s.n >= minRun && s.changes >= 3 && s.longest >= 6 && (v[0] != '/' || s.alone()):
		if !look() {
			return ""
		}
		if name == named && kind == clientID && !s.random() {
			return ""
		}
		if name == nearby && (kind == "password" || kind == "credential") && s.upper > 0 && s.random() && s.longest >= 10 {
			return kind // "creds bob:…": passwords that programs make up are shorter than keys
		}
		if name == named && s.often(12) || name == nearby && s.random() && s.longest >= 10 && s.n >= 16 {
			return kind
		}
	}
	id, key := prefixed(v)
	if key && look() {
		return "api-key"
	}
	if !id && s.alone() && look() && !readable(v) {
		return "key-like"
	}
	return ""
}

// minPrefixed is how many characters follow the name that vendors write before their keys, so that finders like this one know them: 20 or more,
// and some fewer where the name says that it is a key's.
const minPrefixed = 20

// prefixed says what the name says of a key that stands behind one: "dop_v1_4f…", "sk-proj-Ab…", "key-3f…". Vendors write ids in this way, too: is it
// one, or else a key?
func prefixed(v string) (id, key bool) {
	start, end := longest(v)
	if start == 0 || end-start < minPrefixed-6 || start > 24 || v[start-1] == '/' {
		return false, false
	}
	says := false
	for name := v[:start-1]; name != ""; {
		n := 0
		for n < len(name) && classOf(name[n]) != 0 {
			n++
		}
		w := strings.ToLower(name[:n])
		if idPrefixes[w] {
			return true, false
		}
		if len(w) > 10 {
			return false, false
		}
		says = says || keyPrefixes[w]
		name = name[min(len(name), n+1):]
	}
	if end-start < minPrefixed && !says {
		return false, false
	}
	body := shapeOf(v[start:end])
	if body.hex {
		return false, says && body.n >= 32
	}
	return false, body.random() && (says || body.n >= 24 || body.upper > 0)
}

// longest is where the longest stretch of letters and digits of v stands.
func longest(v string) (start, end int) {
	for i := 0; i < len(v); {
		j := i
		for j < len(v) && classOf(v[j]) != 0 {
			j++
		}
		if j-i > end-start {
			start, end = i, j
		}
		i = j + 1
	}
	return start, end
}

// keyPrefixes are the parts of such names that speak of a key.
var keyPrefixes = set(`key keys sk pk rk api tok token tkn sec secret pat pw pass live test prod auth at rt oauth access private pub priv svc sa v1 v2 us eu`)

// idPrefixes are those of ids: of Stripe's and others' objects, AWS's resources, of builds, requests, hashes.
var idPrefixes = set(`
	req request evt event ch pi pm cus cu in ii inv sub si seti src txn tr po py acct price prod_id prd plan card ba cs bps promo coupon file link user usr
	org team msg message run thread asst step batch call conn job task trace span ses sess session ip i vol vpc subnet eni sg igw rtb ami snap nat eipalloc fs
	acl tgw lb elb tg arn sha sha1 sha256 sha384 sha512 md5 h1 hash digest etag git commit rev build img image layer pod node deploy dpl dep rs svc_id id uid
	uuid urn doc page obj item order case ticket inc incident alert nonce integrity cid ctr container chatcmpl cmpl resp ft ftjob modelperm vs wf exec env
	main chunk vendor bundle index style app polyfills runtime
`)

// hashed says whether v is what a tool writes of a content: a checksum with its name before it.
func hashed(v string) bool {
	for _, p := range []string{"sha1-", "sha256-", "sha384-", "sha512-", "nonce-", "h1-"} {
		if strings.HasPrefix(v, p) {
			return true
		}
	}
	return false
}
