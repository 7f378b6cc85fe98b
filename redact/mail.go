package redact

import "strings"

// How long the parts of an e-mail address are at most (RFC 5321, section 4.5.3.1).
const (
	maxLocal  = 64
	maxDomain = 255
)

// mail finds the e-mail address around the "@" at i. Much else is written with one: packages and modules with their versions, images, units of
// systemd, prompts of shells, remotes of git, ids of messages. They have no domain behind it, or another sign beside them.
func mail(s string, i int) (span, bool) {
	start := i
	for start > 0 && i-start < maxLocal && local(s[start-1]) {
		start--
	}
	start += len(s[start:i]) - len(strings.TrimLeft(s[start:i], ".-'"))
	end := i + 1
	for end < len(s) && end-i < maxDomain && (word(s[end]) && s[end] != '_' || s[end] == '-' || s[end] == '.') {
		end++
	}
	end = i + 1 + len(strings.TrimRight(s[i+1:end], ".-"))
	user, domain := s[start:i], s[i+1:end]
	if user == "" || !domainName(domain) || accounts[strings.ToLower(user)] || elsewhere(s, start, end) {
		return span{}, false
	}
	return span{start, end, "email"}, true
}

func local(c byte) bool {
	return word(c) || strings.IndexByte(".+-%'&=~!#$*", c) >= 0 && c != '=' && c != '&'
}

// mailbox says whether s is an e-mail address and nothing else.
func mailbox(s string) bool {
	i := strings.LastIndexByte(s, '@')
	if i < 1 {
		return false
	}
	f, ok := mail(s, i)
	return ok && f.start == 0 && f.end == len(s)
}

// domainName says whether an e-mail address may end so: in a name of a top-level domain, none of a file or of a unit.
func domainName(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	if dot < 1 || strings.Contains(s, "..") || s[0] == '-' {
		return false
	}
	top := strings.ToLower(s[dot+1:])
	if len(top) < 2 || len(top) > 24 || fileEndings[top] || strings.Trim(top, "abcdefghijklmnopqrstuvwxyz") != "" && !strings.HasPrefix(top, "xn--") {
		return false
	}
	return !version(s)
}

// version says whether what stands behind the "@" is a package's version: "1.2.3-rc.beta", "v2.0.0-alpha.rc".
func version(s string) bool {
	s = strings.TrimPrefix(s, "v")
	n := 0
	for n < len(s) && classOf(s[n]) == 'd' {
		n++
	}
	return n > 0 && n < len(s) && (s[n] == '.' && n+1 < len(s) && classOf(s[n+1]) == 'd')
}

// fileEndings end names that hold an "@" and are no addresses: units of systemd, pictures for two densities, sources.
var fileEndings = set(`
	service socket timer target slice mount scope device swap automount path
	png jpg jpeg gif svg webp css js mjs ts tsx jsx json yaml yml conf log tar gz zip html xml txt lock
`)

// accounts stand before the "@" of an address of a machine: programs log in with them, and nobody reads their mail.
var accounts = set(`git hg svn celery rabbit ejabberd`)

// elsewhere says whether what stands around an address says that it is one of another kind.
func elsewhere(s string, start, end int) bool {
	rest := s[end:]
	switch {
	case strings.HasPrefix(rest, ":~"), strings.HasPrefix(rest, ":/"), strings.HasPrefix(rest, "]#"), strings.HasPrefix(rest, "]$"), strings.HasPrefix(rest, " ~]"):
		return true // a prompt, or a path for scp
	case strings.HasPrefix(rest, ":") && len(rest) > 1 && classOf(rest[1]) == 'd' && strings.HasSuffix(s[:start], "//"):
		return true // ssh://deploy@host.example:22/
	case strings.HasSuffix(s[:start], "://"):
		return true
	}
	before := strings.ToLower(s[max(0, start-16):start])
	return strings.HasSuffix(before, "message-id: <") || strings.HasSuffix(before, "message-id=<") || strings.HasSuffix(before, "msgid=<") ||
		strings.HasSuffix(before, "in-reply-to: <") || strings.HasSuffix(before, "references: <") || strings.HasSuffix(before, "ssh ")
}
