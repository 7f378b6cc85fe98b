package redact

import ("testing";"fmt")

func TestZZ(t *testing.T) {
	for _, s := range []string{
		"see ghp_abcdefghijklmnopqrstuvwxyzABCD1234EFGH end",
		"see xoxb-2345678901-3456789012345-AbCdEfGhIjKlMnOpQrSt end",
		"see AKIAIOSFODNN7EXAMPLE end",
		"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfi1234PLEKEYabcd",
		"at AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfi1234PLEKEYa end",
		"see AIzaSyA123abcdefghijklmnopqrstuvwxyz012 end",
		"see glpat-abcdefghij12KLMNOPQR end",
		"see npm_abcdefghijklmnopqrstuvwxyz1234567890 end",
		"see sk-proj-abcdefghijklmnopqrstuvwxyz123ABCDEFGHIJKLMNO end",
		"postgres://admin:PwUrl1234xyz@db.example/app",
		"password=PwKv1234xyz end", "password=\"PwKvq1234 with space\" end",
		"Authorization: Bearer PwBear1234abcdefghijklmnop end", "Authorization: Basic UHdCYXNpYzp7bn0cGFzc3dvcmQ= end", "curl -H 'authorization: bearer PwBe21234abcdefghijklmnop' http://x",
		"curl -u admin:PwCurl1234x http://x", "Cookie: sessionid=PwCook1234abcdefgh; theme=dark", "GET /cb?access_token=PwQs1234abcdefgh&x=1 500",
		"https://hooks.slack.com/services/T0ABCDEF1/B0ABCDEF2/AbCdEfGhIjKlMnOpQr12 end", "SG.abcdefghijklmnopqrstuv.wxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789a end",
		"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c end",
		"bot 123456789:AAabcdefghijklmnopqrstuvwxyz1234567 end",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
	} {
		full, n := String(s)
		if n == 0 { t.Errorf("NOT FOUND %q", s); continue }
		// secret part: differing middle
		a := 0
		for a < len(s) && a < len(full) && s[a] == full[a] { a++ }
		worst := ""
		for cut := a + 1; cut < len(s); cut++ {
			in := s[:cut] + " … (cut: 70,000 bytes)"
			out, n := String(in)
			if n == 0 && len(s[a:cut]) > len(worst) { worst = out }
		}
		fmt.Printf("%-30.30q worst leak: %q\n", s, worst)
	}
}
