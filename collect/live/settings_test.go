package live

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type query struct {
	Name  string        `yaml:"name"`
	Query string        `yaml:"query"`
	Step  time.Duration `yaml:"step"`
}

type settings struct {
	HTTP
	Channels []string          `yaml:"channels"`
	Series   []query           `yaml:"series"`
	One      query             `yaml:"one"`
	Words    map[string]string `yaml:"words"`
	Private  bool              `yaml:"private"`
	Private2 *bool             `yaml:"private2"`
	Most     int               `yaml:"most"`
	Share    float64           `yaml:"share"`
	Own      string            // not a setting
}

func TestDecode(t *testing.T) {
	yes := true
	tests := map[string]struct {
		in   Settings
		want settings
		err  string
	}{
		"nothing":    {nil, settings{}, ""},
		"null":       {Settings{"url": nil, "channels": nil, "one": nil}, settings{}, ""},
		"text":       {Settings{"url": "https://a.example"}, settings{HTTP: HTTP{URL: "https://a.example"}}, ""},
		"embedded":   {Settings{"token_env": "X", "timeout": "90s"}, settings{HTTP: HTTP{Token: Token{TokenEnv: "X"}, Timeout: 90 * time.Second}}, ""},
		"list":       {Settings{"channels": []any{"a", "b"}}, settings{Channels: []string{"a", "b"}}, ""},
		"list of 1":  {Settings{"channels": "a"}, settings{Channels: []string{"a"}}, ""},
		"mappings":   {Settings{"series": map[string]any{"query": "up", "step": "1m"}}, settings{Series: []query{{Query: "up", Step: time.Minute}}}, ""},
		"mapping":    {Settings{"words": map[string]any{"a": "b"}}, settings{Words: map[string]string{"a": "b"}}, ""},
		"booleans":   {Settings{"private": true, "private2": "true"}, settings{Private: true, Private2: &yes}, ""},
		"numbers":    {Settings{"most": "1_000", "share": "0.5"}, settings{Most: 1000, Share: 0.5}, ""},
		"negative":   {Settings{"most": "-3"}, settings{Most: -3}, ""},
		"typo":       {Settings{"chanels": "a"}, settings{}, `chanels: unknown key; did you mean "channels"?`},
		"unknown":    {Settings{"zzz": "a"}, settings{}, "zzz: unknown key; it can be ca_file, channels, headers, hosts, most, one, private, private2, series, share, timeout, token_command, token_env, token_file, url, user, words"},
		"Go's name":  {Settings{"Own": "a"}, settings{}, "Own: unknown key; it can be"},
		"no text":    {Settings{"url": []any{"a"}}, settings{}, "url: must be text, not a list"},
		"no list":    {Settings{"channels": map[string]any{"a": "b"}}, settings{}, "channels: item 1: must be text, not a mapping"},
		"empty item": {Settings{"channels": []any{"a", nil}}, settings{}, "channels: item 2: it is empty"},
		"nested": {
			Settings{"series": []any{map[string]any{"query": "up"}, map[string]any{"query": []any{}}}},
			settings{},
			"series: item 2: query: must be text, not a list",
		},
		"nested typo":     {Settings{"series": []any{map[string]any{"qeury": "up"}}}, settings{}, `series: item 1: qeury: unknown key; did you mean "query"?`},
		"nested duration": {Settings{"one": map[string]any{"step": "often"}}, settings{}, `one: step: must be a length of time like 30s, 5m or 1h30m, not "often"`},
		"no duration":     {Settings{"timeout": []any{"1m"}}, settings{}, "timeout: must be a length of time like 30s, 5m or 1h30m, not a list"},
		"bare number":     {Settings{"timeout": "30"}, settings{}, `timeout: must be a length of time like 30s, 5m or 1h30m, not "30"`},
		"no time":         {Settings{"timeout": "0s"}, settings{}, `timeout: must be a length of time like 30s, 5m or 1h30m, not "0s"`},
		"backwards":       {Settings{"timeout": "-5m"}, settings{}, `timeout: must be a length of time like 30s, 5m or 1h30m, not "-5m"`},
		"no boolean":      {Settings{"private": "maybe"}, settings{}, `private: must be true or false, not "maybe"`},
		"no number":       {Settings{"most": "1.5"}, settings{}, `most: must be a whole number, not "1.5"`},
		"too great":       {Settings{"most": "99999999999999999999"}, settings{}, `most: must be a whole number, not "99999999999999999999"`},
		"not a number":    {Settings{"share": "NaN"}, settings{}, `share: must be a number, not "NaN"`},
		"infinite":        {Settings{"share": "1e999"}, settings{}, `share: must be a number, not "1e999"`},
		"mapping of list": {Settings{"words": map[string]any{"b": "x", "a": []any{}, "c": []any{}}}, settings{}, "words: a: must be text, not a list"},
		"no mapping":      {Settings{"one": "up"}, settings{}, `one: must be a mapping (key: value), not "up"`},
		"first of two":    {Settings{"zzz": 1, "most": "x", "channels": []any{nil}}, settings{}, "channels: item 1: it is empty"},
		"too many":        {Settings{"channels": make([]any, 1001)}, settings{}, "channels: more than 1000 items"},
		"hostile key":     {Settings{"a\x1b[2J\nb" + strings.Repeat("x", 500): "1"}, settings{}, "a b" + strings.Repeat("x", 74) + "…: unknown key; it can be"},
		"hostile value":   {Settings{"most": "\x1b]0;x\x07" + strings.Repeat("9", 500)}, settings{}, `most: must be a whole number, not "` + strings.Repeat("9", 77) + `…"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got settings
			err := decode(tt.in, &got)
			if tt.err != "" {
				e, ok := errors.AsType[*SettingError](err)
				if !ok || !strings.HasPrefix(e.Error(), tt.err) {
					t.Errorf("error %v\nwant  %s", err, tt.err)
				}
				return
			}
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestOf(t *testing.T) {
	var got []settings
	k := Of(Kind{Name: "x"}, func(_ string, c settings, _ Env) (Source, error) {
		got = append(got, c)
		return nil, nil
	})
	for _, s := range []Settings{{"channels": "a"}, {}} {
		if _, err := k.Open("n", s, Env{}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]settings{{Channels: []string{"a"}}, {}}, got); diff != "" {
		t.Errorf("one source's settings are another's: %s", diff)
	}
	if _, ok := k.Config.(settings); !ok {
		t.Errorf("config %T", k.Config)
	}
}
