package redact

import "strings"

// naming is what the words before a value say of it.
type naming int

const (
	unnamed  naming = iota
	harmless        // what stands there has a name, and is no secret: a commit, a request's id
	nearby          // a secret is spoken of not far from it
	named           // it is called a secret
)

// label is what the text before a value calls it, and the kind of secret if it does. The nearest word that means something decides: in "token
// refused for request 4bf9…" that is the request.
func label(before string) (naming, string) {
	near := named // until a word comes between that means nothing to us
	keyOf := false
	for i, hops := len(before), 0; hops < maxHops; hops++ {
		end := i
		for end > 0 && !identifier(before[end-1]) {
			end--
		}
		gap := before[end:i]
		if strings.Count(gap, "\n") > 2 || sentenceEnds(before[:end], gap) || hops > 0 && strings.ContainsAny(gap, ".;!?") {
			break // another sentence
		}
		start := end
		for start > 0 && identifier(before[start-1]) {
			start--
		}
		if start == end {
			break
		}
		if mark, ok := strings.CutSuffix(before[:start], opening); ok {
			i, near = len(mark), nearby // what stood there was a word, and is not its mark's
			continue
		}
		i = start
		what, kind := meaning(strings.Trim(before[start:end], "-._"))
		switch {
		case what == kindFiller:
		case keyOf && what != kindThing:
			return near, "api-key"
		case what == kindText:
			return unnamed, ""
		case what == kindHarmless || what == kindThing && (keyOf || hops == 0):
			return harmless, ""
		case what == kindSecret:
			if kind == "token" && tokenThings[wordBefore(before[:start])] {
				return harmless, ""
			}
			return near, kind
		case what == kindVendor && hops == 0 && strings.Trim(gap, " ") == "":
			return nearby, kind // "stripe 7d44…" may be an id of theirs
		case what == kindVendor:
			return near, kind
		case what == kindKey && hops == 0 && start > 0 && (before[start-1] == '?' || before[start-1] == '&'):
			return named, "api-key" // of an address
		case oneTime[strings.ToLower(before[start:end])] && hops == 0 && start > 0 && strings.IndexByte("/?&", before[start-1]) >= 0 && (gap == "/" || gap == "="):
			return named, "token" // of an address
		case what == kindKey:
			keyOf = true
		default:
			near = nearby
		}
	}
	if keyOf {
		return nearby, "api-key"
	}
	return unnamed, ""
}

// sentenceEnds says whether a text ends a sentence before a gap. A full stop may belong to an identifier, and then no blank is behind it.
func sentenceEnds(before, gap string) bool {
	return strings.HasSuffix(before, ".") && strings.HasPrefix(gap, " ")
}

// oneTime are the parts of addresses that are followed by what lets in whoever opens them: links to reset a password, invitations, OAuth's codes.
var oneTime = set(`reset reset-password password-reset invite invitation join magic magic-link activate activation confirm verify unsubscribe code otp ticket`)

// How far before a value its name is looked for: scanners look 40 characters back, and a line of YAML or JSON may stand in between.
const (
	maxHops   = 7
	maxBefore = 96
)

func identifier(c byte) bool { return word(c) || c == '-' || c == '.' }

// What an identifier says of the value behind it.
const (
	kindUnknown = iota
	kindFiller
	kindHarmless
	kindSecret
	kindKey    // "key" alone: it depends on whose
	kindVendor // somebody of whom programs hold a key
	kindText   // holds texts of all sorts: what stands before it is about something else
	kindThing  // what a key may belong to that is none of a lock: a cache, a partition
)

// meaning is what an identifier says: its last word, seen with the one before it.
func meaning(ident string) (what int, kind string) {
	if kind, _ := keyKind(ident); kind != "" {
		return kindSecret, kind
	}
	last, before := lastWords(ident)
	switch {
	case strings.HasSuffix(last, "token") && harmlessKey(ident):
		return kindHarmless, ""

	case last == "":
		return kindFiller, ""
	case last == "key" || last == "keys":
		if before == "" {
			return kindKey, ""
		}
		if keyThings[before] {
			return kindHarmless, ""
		}
		return kindSecret, "api-key"
	case last == "id" && before == "client":
		return kindSecret, clientID
	case last == "id" && before == "secret":
		return kindSecret, "secret" // Vault's
	case secretWords[last] != "":
		return kindSecret, secretWords[last]
	case keyThings[last], ident == "s3":
		return kindThing, ""
	case harmlessWords[last], harmlessWords[strings.ToLower(ident)]:
		return kindHarmless, ""
	case last == "msg" || last == "message":
		return kindText, ""
	case fillers[last] || len(last) == 1:
		return kindFiller, ""
	case vendors[last]:
		return kindVendor, "api-key"
	}
	for _, w := range joined {
		if strings.HasSuffix(last, w.suffix) {
			return kindSecret, w.kind
		}
	}
	return kindUnknown, ""
}

// clientID is the kind of what a program calls itself. Some services take it for a key; where it is a UUID, it is an id.
const clientID = "client-id"

// joined are what words of secrets end in that are written together with others: "userauthkey", "mypat" is none.
var joined = []secretKey{
	{"authkey", "api-key", true}, {"privkey", "private-key", true}, {"token", "token", true}, {"secret", "secret", true}, {"webhook", "webhook", true},
}

// lastWords are the last two words of an identifier in lower case, digits left out: "SQUARE_ACCESS_TOKEN_2", "stripeApiKey".
func lastWords(ident string) (last, before string) {
	for end := len(ident); end > 0; {
		if classOf(ident[end-1]) == 0 || classOf(ident[end-1]) == 'd' {
			end--
			continue
		}
		start := end - 1
		for start > 0 && joins(ident[start-1], ident[start]) {
			start--
		}
		if last != "" {
			return last, strings.ToLower(ident[start:end])
		}
		last = strings.ToLower(ident[start:end])
		end = start
	}
	return last, ""
}

// joins says whether two letters that follow one another belong to one word.
func joins(a, b byte) bool {
	x, y := classOf(a), classOf(b)
	return x == y && x != 0 && x != 'd' || x == 'u' && y == 'l'
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// secretWords are what a value that proves who one is may be called, and the kind that it is.
var secretWords = func() map[string]string {
	m := map[string]string{}
	for kind, words := range map[string]string{ //nolint:gosec // names of secrets, not secrets
		"token":         "token tokens pat jwt bearer oauth sso ssws saml assertion",
		"secret":        "secret secrets seed mnemonic salt pepper hmac otp totp mfa csrf xsrf",
		"password":      "password passwd pwd pass passphrase passcode",
		"api-key":       "apikey apikeys apitoken psk license licence",
		"credential":    "credential credentials creds cred login auth authentication authorization authenticate",
		"webhook":       "webhook webhooks hook hooks",
		"session":       "cookie cookies sas",
		"private-key":   "private privatekey privkey wif",
		"url-password":  "dsn",
		"authorization": "grant otc",
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = kind
		}
	}
	return m
}()

// harmlessWords are what logs, chats and tools call things whose ids and hashes look like keys.
var harmlessWords = set(`
	id ids uid uuid guid ulid ksuid cuid oid pid tid gid rid xid urn arn trace traceid traceparent tracestate span spanid parent request requestid req
	correlation transaction txn tx txid txhash transfer operation op event events thread conversation channel
	commit commits sha sha1 sha256 sha384 sha512 md5 crc h1 hash hashes digest checksum sum integrity fingerprint thumbprint etag revision rev
	version ver release build tag tags branch ref refs head tree blob object merge merged revert reverted cherry
	image images layer layers container containers pod pods node nodes replica replicaset deployment instance host hostname server volume snapshot
	vpc subnet eni ami gateway resource account tenant org organization organisation project customer user users member device asset order invoice
	payment charge refund subscription cart shipment ticket case issue incident alert page job jobs task tasks run runs worker queue topic offset shard
	segment chunk file files path document documents doc spreadsheets presentation folders folder bucket row rows record entry index cluster
	cursor continuation page next marker etags nonce nonces csp ray cf xray amzn via public pub cert certificate serial issuer
	mac ip addr address ipv4 ipv6 port url uri endpoint
	rsa dsa ecdsa ed25519 fedora plan query model dataset experiment feature flag metric dashboard panel report view screen element component class
	symbol module package lambda function method cipher block wallet ledger contract nft payload body content base64 encoded compressed gzip
	conn connection stream client peer broker consumer producer group nix store ipfs cid kid jti scroll dedup idempotency cache lock lease epoch checkpoint
`)

// keyThings are what has keys that open nothing: "cache key", "partition key".
var keyThings = set(`
	cache partition primary foreign sort row routing object idempotency dedup deduplication hash range map redis dictionary translation i18n locale json
	lookup index unique composite candidate natural surrogate shard group sorting host known dns zone storage s3 registry message kafka record event metric
	label annotation public incident issue ticket project verification verify hot cold missing duplicate wrong unknown no
`)

// tokenThings have tokens that prove nothing: "page token", "continuation token".
var tokenThings = set(`next page nextpage continuation sync cursor start starting idempotency shard client unexpected invalid stop eof syntax`)

// wordBefore is the word that a text ends with, in lower case.
func wordBefore(s string) string {
	s = strings.TrimRight(s, " -_\"'`")
	start := len(s)
	for start > 0 && classOf(s[start-1]) != 0 {
		start--
	}
	return strings.ToLower(s[start:])
}

// fillers stand between a name and its value and mean nothing.
var fillers = set(`
	value val values is was are be the a an of for to my your our their his her this that it here with using use used set as new old current now from and or in on
	prod production staging stage dev development test testing live sandbox default string str const let var env export header headers type name field data text
	x put get add see got has have still try by eq equals param arg argument option config settings please rotate leaked exposed it's full raw real actual own
	string's plain fixed temp temporary same only which there app application
`)
