package redact

import (
	"slices"
	"strings"
)

// pair finds the password of who one is and a password behind one name, "login: bob / …", "creds bob:…", with i at the delimiter behind that name.
func (sc *scanner) pair(i int) (span, bool) {
	if sc.ending(i)&endsPair == 0 || !pairNames[strings.ToLower(sc.s[sc.wordStart(i):i])] {
		return span{}, false
	}
	at := i
	for n := 0; at < len(sc.s) && n < 4 && (sc.s[at] == ' ' || sc.s[at] == ':'); n++ {
		at++
	}
	n := run(sc.s[at:min(len(sc.s), at+maxKey)], "-.@\\+")
	if n == 0 || at+n+1 >= len(sc.s) {
		return span{}, false
	}
	at += n
	sign := at
	for at < len(sc.s) && at-sign < 4 && strings.IndexByte(" /:|", sc.s[at]) >= 0 {
		at++
	}
	if !strings.ContainsAny(sc.s[sign:at], "/:|") {
		return span{}, false
	}
	end := sc.bareEnd(at, min(len(sc.s), at+maxValue))
	v := strings.TrimRight(sc.s[at:end], ".,)")
	if !strong(v) || masked(v) {
		return span{}, false
	}
	return span{at, at + len(v), "password"}, true
}

// pairNames are what stands before such a pair.
var pairNames = set(`login logins creds credentials credential zugang zugangsdaten anmeldedaten`)

// piped finds the password that is piped into a program that reads one, "echo … | sudo -S", with i at the bar.
func (sc *scanner) piped(i int) (span, bool) {
	rest, _, _ := strings.Cut(sc.s[i+1:min(len(sc.s), i+maxLook)], "\n")
	reads := false
	for _, w := range []string{"sudo -S", "sudo -kS", "-password-stdin", "chpasswd", "passwd --stdin", "cryptsetup ", "-pass-stdin", "-passin stdin"} {
		reads = reads || strings.Contains(rest, w)
	}
	if !reads {
		return span{}, false
	}
	from := max(sc.pos, i-maxLook)
	echo := ""
	for _, w := range []string{"echo ", "printf "} {
		if n := strings.LastIndex(sc.s[from:i], w); n >= 0 {
			from, echo = from+n+len(w), w
		}
	}
	if echo == "" {
		return span{}, false
	}
	for strings.HasPrefix(sc.s[from:i], "-") { // its own flags
		n := strings.IndexByte(sc.s[from:i], ' ')
		if n < 0 {
			return span{}, false
		}
		from += n + 1
	}
	v := sc.value(from)
	if n := strings.IndexByte(sc.s[v.start:v.end], ':'); n > 0 && strings.Contains(rest, "chpasswd") {
		v.start += n + 1
	}
	if v.start >= v.end || v.end > i || masked(sc.s[v.start:v.end]) {
		return span{}, false
	}
	return span{v.start, v.end, "password"}, true
}

// device finds the keys that routers and switches are set up with, "tacacs-server key …", with i at the blank behind the last word of their names.
func (sc *scanner) device(i int) (span, bool) {
	if sc.ending(i)&endsDevice == 0 {
		return span{}, false
	}
	line := sc.s[max(sc.pos, i-maxBefore):i]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	for _, d := range devices {
		if !strings.HasSuffix(line, d.last) || !strings.Contains(line, d.name) {
			continue
		}
		at := i + 1
		if at+1 < len(sc.s) && classOf(sc.s[at]) == 'd' && sc.s[at+1] == ' ' { // how it is enciphered
			at += 2
		}
		v := sc.value(at)
		if text := sc.s[v.start:v.end]; v.end > v.start && !masked(text) && !slices.Contains(states, text) && (v.quoted || d.last == " community" || !plainWord(text)) {
			return span{v.start, v.end, "secret"}, true
		}
	}
	return span{}, false
}

// devices are the commands of Cisco's and Juniper's systems that hold a key, by a word in them and their last one.
var devices = []struct{ name, last string }{
	{"snmp-server community", " community"},
	{"tacacs", " key"},
	{"radius", " key"},
	{"message-digest-key", " md5"},
	{"isakmp key", " key"},
	{"standby", " authentication"},
	{"pre-shared-key", " ascii-text"},
}
