package redact

import "strings"

// flagged are the programs that take a password by a flag of one letter, which means something else to others ("mkdir -p"). A flag that the value
// may stand at ("-phunter2") is joined; of a value with a sign in it, what is behind the sign is the password.
var flagged = []struct {
	program, flag string
	joined        bool
	sign          byte
}{
	{"mysql", "-p", true, 0}, // and mysqldump, mysqladmin, mysqlimport
	{"mariadb", "-p", true, 0},
	{"sshpass", "-p", true, 0},
	{"docker login", "-p", true, 0},
	{"podman login", "-p", true, 0},
	{"az login", "-p", false, 0},
	{"oc login", "-p", false, 0},
	{"mongo", "-p", false, 0}, // and mongosh, mongodump
	{"cqlsh", "-p", false, 0},
	{"sqlcmd", "-P", false, 0},
	{"bcp", "-P", false, 0},
	{"redis-cli", "-a", false, 0},
	{"ldapsearch", "-w", false, 0},
	{"ldapmodify", "-w", false, 0},
	{"ldapadd", "-w", false, 0},
	{"smbclient", "-U", false, '%'},
	{"rpcclient", "-U", false, '%'},
	{"mosquitto_", "-P", false, 0}, //nolint:misspell // the name of a broker
	{"psexec", "-p", false, 0},
	{"useradd", "-p", false, 0},
	{"usermod", "-p", false, 0},
	{"openssl enc", "-k", false, 0},
	{"zip", "-P", false, 0},
	{"7z", "-p", true, 0},
	{"curl", "-u", true, ':'},
	{"curl", "-U", true, ':'},
	{"curl", "--user", false, ':'},
	{"curl", "--proxy-user", false, ':'},
	{"http", "-a", false, ':'}, // HTTPie
}

// command finds the password behind such a flag, with i at the flag.
func (sc *scanner) command(i int) (span, bool) {
	line := sc.s[max(0, i-maxLook):i]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	for _, f := range flagged {
		if !strings.HasPrefix(sc.s[i:], f.flag) || !strings.Contains(line, f.program) {
			continue
		}
		start := i + len(f.flag)
		if start >= len(sc.s) || !f.joined && sc.s[start] != ' ' && sc.s[start] != '=' {
			continue
		}
		if sc.s[start] == ' ' && f.flag == "-p" && f.program == "mysql" {
			continue // asked for; what follows is a database
		}
		if sc.s[start] == '=' {
			start++
		}
		v := sc.value(start)
		from := v.start
		if f.sign != 0 {
			n := strings.IndexByte(sc.s[v.start:v.end], f.sign)
			if n < 0 {
				continue
			}
			from += n + 1
		}
		if from == v.end || masked(sc.s[from:v.end]) || f.sign == 0 && strings.HasPrefix(sc.s[from:], "-") {
			continue
		}
		return span{from, v.end, "password"}, true
	}
	return span{}, false
}

// passFile finds the password in a line of .pgpass, "host:port:database:user:password", with i at the first colon.
func (sc *scanner) passFile(i int) (span, bool) {
	at := i + 1
	for n, field := range []string{"port", "database", "user"} {
		end := at
		for end < len(sc.s) && end-at < maxKey && (word(sc.s[end]) || strings.IndexByte("-.*", sc.s[end]) >= 0) {
			end++
		}
		if end == at || end >= len(sc.s) || sc.s[end] != ':' {
			return span{}, false
		}
		number := digits(sc.s[at:end])
		if field == "port" && (!number || end-at < 4 || end-at > 5) || n > 0 && number {
			return span{}, false
		}
		at = end + 1
	}
	end := sc.bareEnd(at, min(len(sc.s), at+maxValue))
	if !likePassword(sc.s[at:end]) {
		return span{}, false
	}
	return span{at, end, "password"}, true
}

// oracle finds the password of "jdbc:oracle:thin:user/password@…", with i at the colon before the user; and the halves of a line of a dump of
// Windows' passwords, "user:500:LM:NT:::", with i at the colon before the first.
func (sc *scanner) oracle(i int) (span, bool) {
	rest := sc.s[i+1 : min(len(sc.s), i+1+maxLook)]
	if strings.HasSuffix(sc.s[:i], "thin") {
		user := run(rest, "-.$")
		at := strings.IndexAny(rest, "@ \n\"'")
		if user > 0 && at > user+1 && rest[at] == '@' && rest[user] == '/' {
			return span{i + 1 + user + 1, i + 1 + at, "password"}, true
		}
	}
	const dump = 32 + 1 + 32 // and ":::"
	if len(rest) >= dump+3 && rest[32] == ':' && rest[dump:dump+3] == ":::" && shapeOf(rest[:32]).hex && shapeOf(rest[33:dump]).hex {
		return span{i + 1, i + 1 + dump, "password-hash"}, true
	}
	return span{}, false
}

// bearerUser finds the key that stands where an address has its user, with start behind "://" and at the place of the "@": Sentry's DSN, a remote of
// git with a token.
func bearerUser(user string) bool {
	s := shapeOf(user)
	return s.n >= 20 && s.longest >= 16 && (s.random() || s.hex)
}

// hashForm is how the hash of a password begins, and how many characters follow at least.
type hashForm struct {
	prefix string
	least  int
}

// crypted are how the hashes of passwords begin (crypt(5), and what frameworks write): whoever has them can try passwords.
var crypted = []hashForm{
	{"$2a$", 50},
	{"$2b$", 50},
	{"$2x$", 50},
	{"$2y$", 50},
	{"$1$", 22},
	{"$5$", 40},
	{"$6$", 60},
	{"$y$", 40},
	{"$7$", 40},
	{"$gy$", 40},
	{"$sha1$", 30},
	{"$apr1$", 22},
	{"$P$", 31},
	{"$H$", 31},
	{"$S$", 52},
	{"$argon2i$", 40},
	{"$argon2d$", 40},
	{"$argon2id$", 40},
	{"$scrypt$", 40},
	{"$pbkdf2-", 30},
	{"$krb5", 40},
	{"$DCC2$", 30},
	{"$ml$", 40},
	{"$8$", 40},
	{"$9$", 40},
	{"$bcrypt-sha256$", 40},
	{"$shiro1$", 40},
	{"{SSHA", 32},
	{"{SHA", 28},
	{"{SMD5}", 24},
	{"{MD5}", 24},
	{"{PBKDF2", 40},
	{"{CRYPT}", 13},
	{"{BCRYPT}", 50},
	{"{bcrypt}", 50},
	{"{ARGON2}", 40},
	{"pbkdf2_sha", 40},
	{"pbkdf2:sha", 40},
	{"scrypt:", 60},
	{"bcrypt_sha256$", 50},
	{"argon2$argon2", 40},
}

// maxHash is how much of a hash is looked at before it is known to be one.
const maxHash = 256

// cryptedBy is crypted by the first byte.
var cryptedBy = func() (by [256][]hashForm) {
	for _, c := range crypted {
		by[c.prefix[0]] = append(by[c.prefix[0]], c)
	}
	return by
}()

// crypt finds the hash of a password at i.
func (sc *scanner) crypt(i int) (span, bool) {
	for _, c := range cryptedBy[sc.s[i]] {
		if !strings.HasPrefix(sc.s[i:], c.prefix) {
			continue
		}
		start := i + len(c.prefix)
		n := run(sc.s[start:min(len(sc.s), start+maxHash)], "$./+=,:{}*-@")
		body := strings.TrimRight(sc.s[start:start+n], ".,:-}")
		if len(body) < c.least || !strings.ContainsAny(body, "0123456789") {
			continue
		}
		end := start + len(body)
		if n == maxHash {
			end += run(sc.s[end:], "$./+=,:{}*-@")
		}
		return span{i, end, "password-hash"}, true
	}
	return span{}, false
}
