package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pes-dev/pes/internal/plain"
)

// Secrets remembers credentials, to take them out of texts. The zero value, and nil, know none. It is safe for concurrent use.
type Secrets struct {
	mu    sync.RWMutex
	known []string
}

// shortest is the least length of a credential that is taken out of texts: a shorter one would be found in words.
const shortest = 6

// Add remembers a credential, and what it looks like in an address.
func (s *Secrets) Add(secret string) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
		if len(form) >= shortest && !slices.Contains(s.known, form) {
			s.known = append(s.known, form)
		}
	}
	slices.SortFunc(s.known, func(a, b string) int { return len(b) - len(a) }) // one may be a part of another
}

// Clean is a text without the credentials.
func (s *Secrets) Clean(text string) string {
	if s == nil {
		return text
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, k := range s.known {
		text = strings.ReplaceAll(text, k, "[credential]")
	}
	return text
}

// Token says where a credential is found. All three empty are the kind's usual variables of the environment.
type Token struct {
	// TokenEnv is the variable of the environment that holds the token.
	TokenEnv string `yaml:"token_env"`
	// TokenFile is the file that holds the token, and nothing else.
	TokenFile string `yaml:"token_file"`
	// TokenCommand is the command that prints the token, its words divided by blanks: no shell reads it.
	TokenCommand string `yaml:"token_command"`
}

// What a credential's command or file may take.
const (
	commandTime = 30 * time.Second // a password manager may ask for a finger
	maxToken    = 64 << 10
)

// CredentialError is a credential that was not found.
type CredentialError struct{ Text, Hint string }

func (e *CredentialError) Error() string { return e.Text }

// Find is the token, by what the settings say, else by the first of the usual variables that is set; "" if nothing is said and none is set. It
// never puts what it found into an error. The error is a *CredentialError.
func (t Token) Find(ctx context.Context, e Env, usual ...string) (string, error) {
	token, err := t.find(ctx, e, usual)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(token, "\r\n\x00") {
		return "", &CredentialError{"the token holds more than one line", "let the file or the command yield the token alone"}
	}
	e.Secrets.Add(token)
	return token, nil
}

func (t Token) find(ctx context.Context, e Env, usual []string) (string, error) {
	switch {
	case t.TokenEnv != "":
		token := strings.TrimSpace(e.Get(t.TokenEnv))
		if token == "" {
			return "", &CredentialError{fmt.Sprintf("token_env: %s is not set", t.TokenEnv), "export it before you run pes, or name another place: token_file:, token_command:"}
		}
		return token, nil
	case t.TokenFile != "":
		return t.read()
	case t.TokenCommand != "":
		return t.run(ctx)
	}
	for _, name := range usual {
		if token := strings.TrimSpace(e.Get(name)); token != "" {
			return token, nil
		}
	}
	return "", nil
}

func (t Token) read() (string, error) {
	f, err := os.Open(t.TokenFile)
	if err != nil {
		return "", &CredentialError{"token_file: " + err.Error(), "name the file that holds the token"}
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, maxToken+1))
	switch {
	case err != nil:
		return "", &CredentialError{"token_file: " + err.Error(), "name the file that holds the token"}
	case len(data) > maxToken:
		return "", &CredentialError{fmt.Sprintf("token_file: %s is larger than a token", t.TokenFile), "name the file that holds the token, and nothing else"}
	}
	token := strings.TrimSpace(string(data))
	if token == "" {
		return "", &CredentialError{fmt.Sprintf("token_file: %s is empty", t.TokenFile), "name the file that holds the token"}
	}
	return token, nil
}

func (t Token) run(ctx context.Context) (string, error) {
	words := strings.Fields(t.TokenCommand)
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // running what the person configured is the job
	cmd.WaitDelay = time.Second
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &limited{w: &out, left: maxToken}, &limited{w: &talk, left: 4 << 10}
	if err := cmd.Run(); err != nil {
		text := fmt.Sprintf("token_command: %s: %v", words[0], err)
		if ctx.Err() != nil {
			text = fmt.Sprintf("token_command: %s printed no token within %s", words[0], commandTime)
		}
		if said := plain.Line(talk.String(), 200); said != "" && !errors.Is(err, exec.ErrNotFound) {
			text += ": " + said
		}
		return "", &CredentialError{text, "run it by hand, and see whether it prints the token"}
	}
	token := strings.TrimSpace(out.String())
	if token == "" {
		return "", &CredentialError{fmt.Sprintf("token_command: %s printed nothing", words[0]), "run it by hand, and see whether it prints the token"}
	}
	return token, nil
}

// limited keeps the first bytes that are written, and says nothing of the rest.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	if _, err := l.w.Write(p[:n]); err != nil {
		return 0, err
	}
	return len(p), nil
}
