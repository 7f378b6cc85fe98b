package live

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"
	"unicode"
)

// Token says where a credential is found. All three empty are the kind's usual variables of the environment.
type Token struct {
	// TokenEnv is the variable of the environment that holds the token.
	TokenEnv string `yaml:"token_env"`
	// TokenFile is the file that holds the token, and nothing else. Let nobody else read it: pes does not look at its mode.
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
	if strings.ContainsFunc(token, unicode.IsControl) {
		return "", &CredentialError{"the token holds more than one line, or control characters", "let the file or the command yield the token alone"}
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
	data, err := readAtMost(t.TokenFile, maxToken)
	if err != nil {
		return "", &CredentialError{"token_file: " + err.Error(), "name the file that holds the token, and nothing else"}
	}
	token := strings.TrimSpace(strings.TrimPrefix(string(data), "\ufeff"))
	if token == "" {
		return "", &CredentialError{fmt.Sprintf("token_file: %s is empty", t.TokenFile), "name the file that holds the token"}
	}
	return token, nil
}

// readAtMost reads a file that people named. A pipe is read as well (/dev/fd/3), as far as it may go, and for as long as a command may take: one that
// nobody writes to is empty.
func readAtMost(path string, most int64) ([]byte, error) {
	flags := os.O_RDONLY
	if info, err := os.Stat(path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		flags |= syscall.O_NONBLOCK // to open it would be to wait for its other end
	}
	f, err := os.OpenFile(path, flags, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()                                    //nolint:errcheck // it was only read
	_ = f.SetReadDeadline(time.Now().Add(commandTime)) //nolint:forbidigo // a deadline is of the machine's clock; files have none
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", path, most)
	}
	return data, err
}

func (t Token) run(ctx context.Context) (string, error) {
	const hint = "run it by hand, and see whether it prints the token"
	words := strings.Fields(t.TokenCommand)
	if len(words) == 0 {
		return "", &CredentialError{"token_command: it names no command", "token_command: pass show work/pagerduty"}
	}
	out, err := Program{Name: words[0], Args: words[1:], Time: commandTime, Most: maxToken, Asks: true}.Run(ctx)
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if err != nil {
		return "", &CredentialError{"token_command: " + err.Error(), hint}
	}
	token := strings.TrimSpace(string(out))
	if token == "" {
		return "", &CredentialError{fmt.Sprintf("token_command: %s printed nothing", words[0]), hint}
	}
	return token, nil
}
