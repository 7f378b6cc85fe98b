package outward

import (
	"net/netip"
	"regexp"
	"strings"
)

// word says what stands in the place of a word, or of the part of it between two places; found is false if it stays.
func (n *Net) word(w string) (say string, from, to int, found bool) {
	core, from, to := trim(w)
	if core == "" {
		return "", 0, 0, false
	}
	if len(core) > maxForm && !strings.Contains(core, "://") {
		return anID, from, to, true
	}
	if say, found, stays := n.form(core); found || stays {
		return say, from, to, found
	}
	say, a, b := n.parts(core)
	return say, from + a, from + b, b > 0
}

// form says what stands in the place of a word that has one form as a whole. What was published stays.
func (n *Net) form(w string) (say string, found, stays bool) {
	low := strings.ToLower(w)
	if say, ok := always(w, low); ok {
		return say, true, false
	}
	if n.published[low] {
		return "", false, true
	}
	say, ok := inside(w, low)
	return say, ok, false
}

// parts finds, in "host=db-01", "peer:10.0.0.1" and "db-01/db-02", the stretch from the first part that goes to the last. Each part is looked at
// twice at most: whole, and cut at its colons.
func (n *Net) parts(core string) (say string, from, to int) {
	look := func(start, end int) bool {
		w, a, b := trim(core[start:end])
		if w == "" || len(w) == len(core) {
			return false
		}
		what, found, _ := n.form(w)
		if !found {
			return false
		}
		if to == 0 {
			say, from = what, start+a
		}
		to = start + b
		return true
	}
	cut(core, 0, "=/|,;()[]{}<>\"'", func(start, end int) {
		if !look(start, end) && strings.IndexByte(core[start:end], ':') >= 0 {
			cut(core[:end], start, ":", func(start, end int) { look(start, end) })
		}
	})
	return say, from, to
}

// cut calls back for the parts of a text from a place on.
func cut(s string, start int, separators string, part func(start, end int)) {
	for {
		at := strings.IndexAny(s[start:], separators)
		if at < 0 {
			part(start, len(s))
			return
		}
		part(start, start+at)
		start += at + 1
	}
}

// maxForm is how long a word may be that is looked at: the longest name of a host with a port.
const maxForm = 300

// always finds what is never for readers outside, whoever published it.
func always(core, low string) (string, bool) {
	switch {
	case strings.Contains(core, "://"):
		if host := hostOf(low); internalHost(host) || private(host) || strings.Contains(host, "@") {
			return aLink, true
		}
		return "", false
	case strings.IndexByte(core, '@') > 0:
		if mails.MatchString(core) {
			return aMail, true
		}
		return "", false
	case private(low):
		return anAddress, true
	case internalHost(low):
		return aServer, true
	case evidenceID.MatchString(core):
		return "", true
	}
	return "", false
}

// inside finds what is not for readers outside unless it was published.
func inside(core, low string) (string, bool) {
	switch {
	case strings.Contains(core, "://"), strings.HasPrefix(low, "www."), strings.HasPrefix(low, "mailto:"), shortLink.MatchString(low):
		return aLink, true
	case core[0] == '@' && len(core) > 1 && letter(core[1]):
		return aPerson, true
	case core[0] == '#' && len(core) > 1 && letter(core[1]):
		return aChannel, true
	case core[0] == '#' && ticketNumber.MatchString(core):
		return aTicket, true
	case address(low):
		return anAddress, true
	case userAtHost.MatchString(low):
		return aServer, true
	case path(core, low):
		if strings.ContainsAny(core, "/\\") {
			return aPath, true
		}
		return aFile, true
	case resource.MatchString(low), identifier(low):
		return anID, true
	case ticket(core):
		return aTicket, true
	case host(core, low):
		return aServer, true
	}
	return "", false
}

var (
	mails        = regexp.MustCompile(`^(?:mailto:)?[^\s@]+@[^\s@]+\.[\pL\d-]{2,}`)
	evidenceID   = regexp.MustCompile(`^[ERP]-[0-9a-z]{8}$`)
	ticketNumber = regexp.MustCompile(`^#\d{3,}$`)
	userAtHost   = regexp.MustCompile(`^[a-z_][\w.-]*@[a-z][\w.-]*$`)
	resource     = regexp.MustCompile(`^(arn:[\w-]*:|projects/[\w-]+/|i-[0-9a-f]{8,17}$|(vpc|subnet|sg|ami|vol|eni|rtb|igw|acl|snap)-[0-9a-f]{8,17}$|[ucwdb]0[0-9a-z]{7,}$|as\d{4,10}$)`)
	uuid         = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	hexID        = regexp.MustCompile(`^[0-9a-f]{7,64}$`)
	accountID    = regexp.MustCompile(`^\d{12}$`)
	mac          = regexp.MustCompile(`^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$`)
	partAddress  = regexp.MustCompile(`^\d{1,3}(\.(\d{1,3}|x|\*)){3}(-[\d.]+)?$`)                                     // "10.0.0.1-10.0.0.9", "10.1.x.x"
	port         = regexp.MustCompile(`^[a-z]{2,24}-?\d{1,3}(/\d{1,3}){1,3}(\.\d{1,4})?$`)                            // of a switch: "Gi1/0/24"
	machine      = regexp.MustCompile(`^[a-z0-9]+[-_]([a-z0-9]+[-_])*(laptop|macbook|workstation|bastion|jumphost)$`) // somebody's, or the way in
	shortLink    = regexp.MustCompile(`^(go|wiki|jira|confluence|grafana|git)/[a-z][\w/-]*$`)                         // resolved by the house's own names
	record       = regexp.MustCompile(`^(INC|CHG|PRB|REQ|RITM|TASK|SCTASK|CTASK|CS)\d{5,}$`)                          // ServiceNow's
	request      = regexp.MustCompile(`^[A-Za-z][\w.-]{0,40}#\d{2,}$`)                                                // "PR#4711"
	zeroed       = regexp.MustCompile(`[a-z]{3}0\d{1,3}$`)
	ticketKey    = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}-\d{1,7}$`)
	domain       = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z]{2,24}\.?(:\d{1,5})?$`)
	pod          = regexp.MustCompile(`^[a-z][a-z0-9-]*-[a-z0-9]{6,10}-[a-z0-9]{5}$`)
	numbered     = regexp.MustCompile(`^[a-z][a-z0-9-]*?(-\d{1,5}|0\d{1,3}|\d{2,4})[a-z]?(:\d{1,5})?$`)
	ipHost       = regexp.MustCompile(`^ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}`)
	region       = regexp.MustCompile(`^[a-z]{2,12}(-[a-z]+)*-(north|south|east|west|central|northeast|northwest|southeast|southwest)[a-z]*-?\d[a-z]?$|^(us|europe|asia|northamerica|southamerica|australia|me|africa)-[a-z]+\d(-[a-z])?$`)
	windowsPath  = regexp.MustCompile(`^([a-z]:\\|\\\\)`)
	fileName     = regexp.MustCompile(`^[\w.+-]+\.(log|txt|md|json|jsonl|ya?ml|conf|cfg|ini|go|py|rb|java|jar|ts|tsx|js|sh|sql|csv|gz|zip|tar|toml|tf|xml|html|php|rs|c|cc|cpp|h|lock|pem|crt|key|service|env|properties)(:\d+)*$`)
)

// notTickets begin what is written like the key of a ticket and is none: standards, severities, vulnerabilities.
var notTickets = regexp.MustCompile(`^(SEV|P|S|L|UTF|ISO|SHA|CVE|RFC|COVID|HTTP|TLS|SSL|IPV|AES|RSA|MD|US|EU|AP|GPT|MP|H|X|UTC|GMT|TIER|PHASE|LEVEL|STEP|DAY|WAVE|Q|FY|AZ|EC|S3|VP|R|E)-\d`)

// notHosts begin words with a number that are none.
var notHosts = regexp.MustCompile(`^(utf|sha|http|sev|tier|level|phase|step|day|wave|covid|top|type|section|part|version|priority|ipv|oauth|base|md|tls|ssl|mp|gpt|cve|rfc|iso|utc|gmt|p|q|v|x|s|h|k|ec|r|error|status|code|class|stage|round|week|month|year|windows|python|java|http)-?\d`)

// hostWords are what machines are called with a number right behind.
var hostWords = regexp.MustCompile(`^(db|web|app|api|node|host|srv|server|worker|master|primary|replica|cache|redis|kafka|mysql|pg|postgres|mongo|es|lb|haproxy|nginx|proxy|gw|gateway|edge|vm|bastion|jump|dns|ns|mx|mail|queue|broker|shard|pod|box|machine|router|switch|fw|firewall|rack)\d{1,4}$`)

// internalHost says of a name that its end is one of names that nobody outside can resolve (RFC 6762, RFC 8375, ICANN's .internal, and what
// clusters and clouds use).
func internalHost(low string) bool {
	name, _, _ := strings.Cut(strings.TrimSuffix(low, "."), ":")
	if name == "localhost" {
		return true
	}
	for _, end := range []string{
		".internal", ".local", ".localdomain", ".lan", ".corp", ".intranet", ".intra", ".private", ".home.arpa", ".svc", ".cluster", ".consul", ".localhost", ".prod", ".stg", ".staging",
	} {
		if strings.HasSuffix(name, end) && len(name) > len(end) {
			return true
		}
	}
	return ipHost.MatchString(name)
}

// private says of an address that it is reachable from nowhere outside (RFC 1918, RFC 4193, RFC 6598, loopback, link-local).
func private(low string) bool {
	a, ok := parseAddress(low)
	return ok && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified() || shared.Contains(a))
}

var shared = netip.MustParsePrefix("100.64.0.0/10")

// address says whether a word is an IP address, with or without a port or a length. Public ones go as well: they tell whose customers, providers
// or machines took part.
func address(low string) bool {
	_, ok := parseAddress(low)
	return ok || mac.MatchString(low) || partAddress.MatchString(low)
}

func parseAddress(low string) (netip.Addr, bool) {
	if strings.Count(low, ".") < 3 && strings.Count(low, ":") < 2 {
		return netip.Addr{}, false
	}
	if a, err := netip.ParseAddr(strings.Trim(low, "[]")); err == nil {
		return a.Unmap(), true
	}
	if a, err := netip.ParseAddrPort(low); err == nil {
		return a.Addr().Unmap(), true
	}
	if p, err := netip.ParsePrefix(low); err == nil {
		return p.Addr().Unmap(), true
	}
	return netip.Addr{}, false
}

// hostOf is the host of an address with a scheme.
func hostOf(low string) string {
	_, rest, _ := strings.Cut(low, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimSuffix(rest, ":443")
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// path says whether a word is the path of a file or of an interface: "/var/log/app.log", "C:\logs", "app/main.go:12", not "and/or".
func path(core, low string) bool {
	switch {
	case windowsPath.MatchString(low), port.MatchString(low), strings.HasPrefix(core, "~/"), strings.HasPrefix(core, "./"), strings.HasPrefix(core, "../"):
		return true
	case core[0] == '/' && len(core) > 2 && letter(core[1]):
		return true
	case fileName.MatchString(low):
		return core != strings.ToUpper(core[:1])+core[1:] || !strings.HasSuffix(low, ".js") // "Node.js"
	}
	if strings.Count(core, "/") == 0 {
		return false
	}
	return fileName.MatchString(low[strings.LastIndexByte(low, '/')+1:]) || (strings.Count(core, "/") >= 2 && strings.ContainsAny(core, "-_."))
}

// identifier says whether a word is a hash, a UUID or the number of an account.
func identifier(low string) bool {
	if uuid.MatchString(low) || accountID.MatchString(low) {
		return true
	}
	return hexID.MatchString(low) && strings.ContainsAny(low, "0123456789") && strings.ContainsAny(low, "abcdef")
}

func ticket(core string) bool {
	return ticketKey.MatchString(core) && !notTickets.MatchString(core) || record.MatchString(core) || request.MatchString(core)
}

// host says whether a word is the name of a machine: one with a domain, or one with a number.
func host(core, low string) bool {
	switch {
	case domain.MatchString(low) && core == low:
		return !abbreviation(low)
	case domain.MatchString(low):
		return strings.Count(low, ".") > 1 && !abbreviation(low)
	case region.MatchString(low):
		return false
	case core == strings.ToUpper(core) && len(core) > 5: // as Windows' and mainframes' are written
		return numbered.MatchString(low) && !notHosts.MatchString(low) && (strings.Count(low, "-") > 1 || zeroed.MatchString(low))
	case core != low:
		return false
	case machine.MatchString(low), strings.HasPrefix(low, "gke-") && strings.Count(low, "-") > 2:
		return true
	case pod.MatchString(low) && strings.ContainsAny(low[len(low)-16:], "0123456789"):
		return true
	case hostWords.MatchString(low):
		return true
	}
	return numbered.MatchString(low) && !notHosts.MatchString(low) && (strings.ContainsRune(low, '-') || strings.Contains(low, "0"))
}

// abbreviation says of words with full stops that they are none of hosts: "e.g", "a.m", "i.e".
func abbreviation(low string) bool {
	for part := range strings.SplitSeq(strings.TrimSuffix(low, "."), ".") {
		if len(part) > 1 {
			return false
		}
	}
	return true
}
