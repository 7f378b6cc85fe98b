package timeline

import (
	"testing"

	"github.com/pes-dev/pes/event"
)

func TestOwnSigns(t *testing.T) {
	main := []event.Event{rise("14:02", "14:48", "payments"), alert("14:05", "14:52", "payments", "PaymentErrors")}
	tests := map[string]struct {
		events []event.Event
		onset  *Milestone
		want   int
	}{
		"nothing":                     {nil, &Milestone{State: Unknown}, 0},
		"all":                         {main, &Milestone{State: Unknown}, 2},
		"a small one before":          {append(main, alert("01:00", "01:05", "disk", "DiskSlow")), &Milestone{State: Unknown}, 2},
		"a small one after":           {append(main, days(1, alert("03:00", "03:05", "disk", "DiskSlow"))), &Milestone{State: Unknown}, 2},
		"by the onset":                {append(main, alert("01:00", "01:05", "disk", "DiskSlow")), &Milestone{State: Known, At: at("01:00")}, 1},
		"people were at work":         {append(main, days(2, alert("01:00", "23:00", "disk", "DiskSlow")), chat("14:10", "ana", "looking into it")), &Milestone{State: Unknown}, 2},
		"people came late":            {append(main, days(1, chat("09:00", "ana", "looking into it"))), &Milestone{State: Unknown}, 2},
		"the first is of another day": {[]event.Event{days(2, alert("01:00", "01:05", "disk", "DiskSlow"))}, &Milestone{State: Known, At: at("14:00")}, 0},
		"work in between holds it together": {
			append(main, alert("23:30", "23:40", "payments", "PaymentErrors"), chat("20:00", "ana", "restarted the workers")), &Milestone{State: Known, At: at("14:00")}, 3,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBuilder(tt.events, nil, Options{})
			b.readTexts()
			if got := b.ownSigns(tt.onset); len(got) != tt.want {
				t.Errorf("%d signs of the incident, want %d", len(got), tt.want)
			}
		})
	}
}
