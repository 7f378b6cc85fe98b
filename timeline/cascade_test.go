package timeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

func TestCascade(t *testing.T) {
	type onward struct {
		Service, After string
		Via            []string
	}
	chain := []Service{{Name: "db"}, {Name: "api", DependsOn: []string{"db"}}, {Name: "web", DependsOn: []string{"api", "cdn"}}, {Name: "cdn"}}
	early := rise("10:00", "11:00", "db")
	early.Labels["from_start"] = "true"
	tests := map[string]struct {
		services []Service
		events   []event.Event
		want     []onward
	}{
		"by onset, nothing attributed": {nil, []event.Event{rise("10:00", "11:00", "db"), rise("10:05", "11:00", "api")}, []onward{{"db", "0s", nil}, {"api", "5m0s", nil}}},
		"by way of what is impaired": {
			chain,
			[]event.Event{rise("10:00", "11:00", "db"), rise("10:05", "11:00", "api"), rise("10:06", "11:00", "web"), rise("10:08", "11:00", "cdn")},
			[]onward{{"db", "0s", nil}, {"api", "5m0s", []string{"db"}}, {"web", "6m0s", []string{"api"}}, {"cdn", "8m0s", nil}},
		},
		"before its dependency: not attributed": {
			chain, []event.Event{rise("10:00", "11:00", "api"), rise("10:05", "11:00", "db")}, []onward{{"api", "0s", nil}, {"db", "5m0s", nil}},
		},
		"within a minute the dependency was first": {
			chain, []event.Event{rise("10:00", "11:00", "web"), rise("10:01", "11:00", "db")}, []onward{{"db", "0s", nil}, {"web", "-1m0s", nil}},
		},
		"long after its dependency recovered: not attributed": {
			chain, []event.Event{rise("10:00", "10:10", "db"), rise("12:00", "12:10", "api")}, []onward{{"db", "0s", nil}, {"api", "2h0m0s", nil}},
		},
		"waves count once": {
			chain,
			[]event.Event{rise("10:00", "10:10", "db"), rise("12:00", "12:10", "db"), alert("10:20", "10:30", "api", "APIErrors")},
			[]onward{{"db", "0s", nil}, {"api", "20m0s", []string{"db"}}},
		},
		"a ring": {
			[]Service{{Name: "a", DependsOn: []string{"b"}}, {Name: "b", DependsOn: []string{"a"}}},
			[]event.Event{rise("10:00", "11:00", "a"), rise("10:00", "11:00", "b")},
			[]onward{{"a", "0s", nil}, {"b", "0s", []string{"a"}}},
		},
		"one service":               {chain, []event.Event{rise("10:00", "11:00", "db")}, nil},
		"begun before the evidence": {chain, []event.Event{early, rise("10:05", "11:00", "api")}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []onward
			for _, o := range Build(tt.events, nil, Options{Services: tt.services}).Cascade {
				got = append(got, onward{o.Service, o.After.String(), o.Via})
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("cascade (-want +got):\n%s", d)
			}
		})
	}
}
