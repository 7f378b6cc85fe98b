package redact_test

import (
	"strings"
	"testing"

	"github.com/pes-dev/pes/redact"
)

// TestWrittenIn: a password that is named is gone, in whatever syntax or language it stands behind its name. "V" stands for it.
func TestWrittenIn(t *testing.T) {
	passwords := []string{"Sommer3138!x", "kX9vQ2mZ7pLw4TtR8bNc", "a7!Bz$Qp#9", "S!lvesterNacht"}
	classes := map[string][]string{
		"an argument": {`setPassword("V")`, `user.setPassword('V');`, `conn.setClientSecret("V")`, `set_secret("V")`, `PASSWORD('V')`, `password[V]`, `password{V}`, "password\tV"},
		"a pair of arguments": {
			`login("bob", "V")`, `HTTPBasicAuth('bob', 'V')`, `auth=('bob', 'V')`, `DriverManager.getConnection(url, "bob", "V")`, `new NetworkCredential("bob", "V")`,
		},
		"a name and a value": {
			`{"name":"DB_PASSWORD","value":"V"}`, "- name: DB_PASSWORD\n  value: V", `<property name="password" value="V"/>`, `Key=DbPassword,TheParameter_value=V`,
		},
		"an element":            {`<entry key="password">V</entry>`, `<password type="text">V</password>`, `<Password><![CDATA[V]]></Password>`, `<ns:password>V</ns:password>`},
		"a literal's prefix":    {`password = f"V"`, `password = rb'V'`, `password=@"V"`},
		"a block or tag":        {"password: |\n  V", "password: >-\n    V", "password: !vault V", "password: &anchor V"},
		"the next line":         {"password:\nV", "Password:\n```\nV\n```", "pw =\nV\nthanks"},
		"operators":             {`password += "V"`, `password ||= "V"`, `password != "V"`},
		"another's sentence":    {"Das Passwort ist V", "la contraseña es V", "パスワードは V です", "パスワード：V", "密码: V", "пароль: V", "mot de passe : V", "senha: V"},
		"whose it is":           {"the password for root is V", "Passwort für den Admin: V", "password (admin): V"},
		"who, and a password":   {"login: bob / V", "creds: bob / V", "credentials bob:V"},
		"signs":                 {"Password – V", "Password → V", "password “V”", "password：V"},
		"what is piped":         {"echo V | docker login -u x --password-stdin", `echo "V" | sudo -S ls`, "echo 'bob:V' | chpasswd"},
		"a flag":                {"redis-cli --pass V", "keytool -list -storepass V", "useradd -p V bob"},
		"a router's settings":   {"tacacs-server key V", "radius-server host x key 7 V", "snmp-server community V RO", "ip ospf message-digest-key 1 md5 V", `pre-shared-key ascii-text "V"`},
		"words that are others": {"user bob pass V", "temp pw V"},
	}
	for class, texts := range classes {
		t.Run(class, func(t *testing.T) {
			for _, text := range texts {
				for _, password := range passwords {
					if certain := class != "words that are others" && class != "a pair of arguments"; !certain && password == "S!lvesterNacht" {
						continue // no digit: it may be a word
					}
					in := strings.ReplaceAll(text, "V", password)
					if got, n := redact.String(in); strings.Contains(got, password) || n == 0 {
						t.Errorf("%q stays %q", in, got)
					}
				}
			}
		})
	}
}

// TestLinksThatLetIn: who opens them needs no password.
func TestLinksThatLetIn(t *testing.T) {
	const code = "kX9vQ2mZ7pLw4TtR8bNc"
	for _, in := range []string{"https://x.example/reset/" + code, "https://x.example/invite/" + code, "https://x.example/cb?a=1&code=" + code} {
		if got, _ := redact.String(in); strings.Contains(got, code) {
			t.Errorf("%q stays %q", in, got)
		}
	}
}

// TestSpeaksOfPasswords: what speaks of passwords, and of what is written like them, stays.
func TestSpeaksOfPasswords(t *testing.T) {
	for _, in := range []string{
		"password reset failed for 12 users",
		"token := lexer.Next(); if token.Kind == EOF2 { return }",
		"password for db-primary-01 rotated at 2026-04-14T09:00:00Z",
		"la contraseña es incorrecta para 12 usuarios",
		"contraseña: caducada",
		"パスワードをリセットしました 12件",
		"密码重置 v2.4.1 上线",
		"at com.example.auth.PasswordService.setPassword(PasswordService.java:212)",
		"setPassword(newPassword)",
		`setPassword("${DB_PASSWORD}")`,
		`createConnection("kafka-broker-1", "orders-topic-2")`,
		`login("dashboard-v2")`,
		"login: u4711 / attempt3",
		"login: 401/403 seen",
		"--- PASS: TestLogin2 (0.03s)",
		"first pass Model3X done",
		"-pass 12 tests",
		"radius key exchange failed after 3 tries",
		"pw 1200px wide",
		"cwd=/srv/app1 pwd=/srv/app1",
		"password: !Ref DbPassword1",
		"password:\n  description: v2 of the password",
		"password\nv2.1.3 released",
		"echo done | sudo tee /etc/motd1",
		"https://docs.example.com/reset/password-v2.html",
		"https://example.com/?code=ERR_4711",
		`<entry key="session.timeout">1800</entry>`,
		`{"name":"token_bucket_size","value":"1024"}`,
		"prompt_tokens=1204 completion_tokens=312",
	} {
		if got, _ := redact.String(in); got != in {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}
