package when

import (
	"strings"
	"sync"
	"time"
)

// place is one meaning of a zone's abbreviation: a place whose wall clock it names, or a fixed offset.
type place struct {
	label string // for people: "US Central"
	iana  string // "" for a fixed offset
	uses  string // what tzdata calls it there, where that is not the abbreviation itself: "AEST" for EST in Sydney, "+06" for BST in Dhaka
}

// abbreviation is a zone's short name and what it may mean. The first place is the one meant if sure is set; otherwise the incident's zone
// must settle it. The meanings are those of tzdata's own abbreviations and of the field's practice: engineers who write PST mean California,
// though Manila's clock is called so too.
type abbreviation struct {
	name   string
	sure   bool
	word   bool // in lower case it is a word of English ("art", "eat", "met"): read in capitals alone
	places []place
}

func one(name, label, iana string) abbreviation {
	return abbreviation{name: name, sure: true, places: []place{{label: label, iana: iana}}}
}

func word(name, label, iana string) abbreviation {
	a := one(name, label, iana)
	a.word = true
	return a
}

func several(name string, places ...place) abbreviation {
	return abbreviation{name: name, places: places}
}

// sureButFor has one meaning in practice, and another only where the incident itself is in that other place.
func sureButFor(name string, places ...place) abbreviation {
	return abbreviation{name: name, sure: true, places: places}
}

// abbreviations maps a name in capitals to what it means. Standard and daylight names stand for the place and not for an offset: whoever
// writes "PST" in July means the clock on the wall in California, which shows PDT.
var abbreviations = sync.OnceValue(func() map[string]abbreviation {
	m := map[string]abbreviation{}
	for _, a := range abbreviationList() {
		m[a.name] = a
	}
	return m
})

func abbreviationList() []abbreviation {
	const (
		east, central, mountain, pacific = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
		midEurope, eastEurope            = "Europe/Berlin", "Europe/Helsinki"
	)
	return []abbreviation{
		one("UTC", "UTC", "UTC"), one("GMT", "UTC", "UTC"), one("UT", "UTC", "UTC"), one("ZULU", "UTC", "UTC"),

		one("PDT", "US Pacific", pacific), one("PST", "US Pacific", pacific), word("PT", "US Pacific", pacific),
		one("MDT", "US Mountain", mountain), one("MST", "US Mountain", mountain), word("MT", "US Mountain", mountain),
		one("CDT", "US Central", central), word("CT", "US Central", central),
		several("CST", place{"US Central", central, ""}, place{"China", "Asia/Shanghai", ""}, place{"Cuba", "America/Havana", ""}),
		one("EDT", "US Eastern", east), word("ET", "US Eastern", east),
		sureButFor("EST", place{"US Eastern", east, ""}, place{"Australia", "Australia/Sydney", "AEST"}),
		one("AKST", "Alaska", "America/Anchorage"), one("AKDT", "Alaska", "America/Anchorage"),
		one("HST", "Hawaii", "Pacific/Honolulu"), one("NDT", "Newfoundland", "America/St_Johns"), one("NST", "Newfoundland", "America/St_Johns"),
		several("AST", place{"Atlantic Canada", "America/Halifax", ""}, place{"Arabia", "Asia/Riyadh", "+03"}),
		several("ADT", place{"Atlantic Canada", "America/Halifax", ""}, place{"Arabia", "Asia/Baghdad", "+04"}),

		one("WEST", "Western Europe", "Europe/Lisbon"), word("WET", "Western Europe", "Europe/Lisbon"),
		one("CET", "Central Europe", midEurope), one("CEST", "Central Europe", midEurope), one("MEZ", "Central Europe", midEurope),
		one("MESZ", "Central Europe", midEurope), word("MET", "Central Europe", midEurope), one("MEST", "Central Europe", midEurope),
		one("EET", "Eastern Europe", eastEurope), one("EEST", "Eastern Europe", eastEurope), one("MSK", "Moscow", "Europe/Moscow"),
		one("TRT", "Turkey", "Europe/Istanbul"), one("IDT", "Israel", "Asia/Jerusalem"),
		several("BST", place{"British Summer Time", "Europe/London", ""}, place{"Bangladesh", "Asia/Dhaka", "+06"}),
		several("IST", place{"India", "Asia/Kolkata", ""}, place{"Israel", "Asia/Jerusalem", ""}, place{"Ireland", "Europe/Dublin", ""}),

		one("JST", "Japan", "Asia/Tokyo"), one("KST", "Korea", "Asia/Seoul"), one("HKT", "Hong Kong", "Asia/Hong_Kong"),
		one("SGT", "Singapore", "Asia/Singapore"), one("MYT", "Malaysia", "Asia/Kuala_Lumpur"), one("PHT", "Philippines", "Asia/Manila"),
		one("PHST", "Philippines", "Asia/Manila"), one("WIB", "Western Indonesia", "Asia/Jakarta"), one("WITA", "Central Indonesia", "Asia/Makassar"),
		one("PKT", "Pakistan", "Asia/Karachi"), one("NPT", "Nepal", "Asia/Kathmandu"), one("BDT", "Bangladesh", "Asia/Dhaka"),
		word("ICT", "Indochina", "Asia/Bangkok"), one("IRST", "Iran", "Asia/Tehran"),
		several("GST", place{"the Gulf", "Asia/Dubai", "+04"}, place{"Guam", "Pacific/Guam", "ChST"}),
		one("AEST", "Eastern Australia", "Australia/Sydney"), one("AEDT", "Eastern Australia", "Australia/Sydney"),
		one("ACST", "Central Australia", "Australia/Adelaide"), one("ACDT", "Central Australia", "Australia/Adelaide"),
		one("AWST", "Western Australia", "Australia/Perth"), one("NZST", "New Zealand", "Pacific/Auckland"), one("NZDT", "New Zealand", "Pacific/Auckland"),
		several("SST", place{"Samoa", "Pacific/Pago_Pago", ""}, place{"Singapore", "Asia/Singapore", "+08"}),

		one("SAST", "South Africa", "Africa/Johannesburg"), word("CAT", "Central Africa", "Africa/Maputo"),
		word("EAT", "East Africa", "Africa/Nairobi"), word("WAT", "West Africa", "Africa/Lagos"),
		one("BRT", "Brazil", "America/Sao_Paulo"), one("BRST", "Brazil", "America/Sao_Paulo"), word("ART", "Argentina", "America/Argentina/Buenos_Aires"),
		one("CLT", "Chile", "America/Santiago"), one("CLST", "Chile", "America/Santiago"), word("COT", "Colombia", "America/Bogota"),
		word("PET", "Peru", "America/Lima"), one("UYT", "Uruguay", "America/Montevideo"),
	}
}

// spelled maps the names that people write out, in lower case, to abbreviations. The US names also stand without "time" ("3 PM Pacific").
var spelled = sync.OnceValue(func() map[string]string {
	m := map[string]string{
		"central european": "CET", "central european summer": "CEST", "central european standard": "CET",
		"eastern european": "EET", "eastern european summer": "EEST", "western european": "WET", "western european summer": "WEST",
		"greenwich mean": "GMT", "coordinated universal": "UTC", "universal": "UTC", "japan standard": "JST", "korea standard": "KST",
		"moscow": "MSK", "moscow standard": "MSK", "singapore": "SGT", "hong kong": "HKT", "south africa standard": "SAST",
		"australian eastern": "AEST", "australian eastern standard": "AEST", "australian eastern daylight": "AEDT",
	}
	for name, short := range map[string]string{
		"pacific": "PT", "mountain": "MT", "central": "CT", "eastern": "ET", "alaska": "AKST", "hawaii": "HST",
	} {
		for _, part := range []string{"", " standard", " daylight", " daylight savings", " daylight saving"} {
			m[name+part] = short
		}
	}
	return m
})

// spelledPlaces are written-out names that no abbreviation says without doubt.
var spelledPlaces = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"british summer": "Europe/London", "british": "Europe/London", "uk": "Europe/London", "london": "Europe/London",
		"irish standard": "Europe/Dublin", "india standard": "Asia/Kolkata", "indian standard": "Asia/Kolkata", "israel": "Asia/Jerusalem",
		"israel standard": "Asia/Jerusalem", "israel daylight": "Asia/Jerusalem", "china standard": "Asia/Shanghai",
		"atlantic": "America/Halifax", "atlantic standard": "America/Halifax", "atlantic daylight": "America/Halifax",
	}
})

// located loads each place of the tables once: reading tzdata takes tens of microseconds, and a log states its zone on every line.
var located = sync.OnceValue(func() map[string]*time.Location {
	m := map[string]*time.Location{"UTC": time.UTC}
	load := func(iana string) {
		loc, err := time.LoadLocation(iana)
		if err == nil {
			m[iana] = loc
		}
	}
	for _, a := range abbreviationList() {
		for _, p := range a.places {
			if m[p.iana] == nil {
				load(p.iana)
			}
		}
	}
	for _, iana := range spelledPlaces() {
		if m[iana] == nil {
			load(iana)
		}
	}
	return m
})

// meant is the place that an abbreviation stands for at an instant, or nil if it may be several.
func (a abbreviation) meant(at time.Time, incident *time.Location) *time.Location {
	if a.places[0].iana == "UTC" {
		return time.UTC // GMT too, of which London makes its winter
	}
	if incident != nil && a.usedIn(incident, at) {
		return incident
	}
	if a.sure {
		return located()[a.places[0].iana]
	}
	return nil
}

// usedIn says whether a place's own clock goes by the abbreviation in some season of the year.
func (a abbreviation) usedIn(loc *time.Location, at time.Time) bool {
	if loc == time.UTC {
		return false
	}
	for _, p := range a.places {
		if p.iana == loc.String() {
			return true
		}
	}
	year := at.Year()
	for _, month := range []time.Month{time.January, time.July} {
		name, _ := time.Date(year, month, 15, 0, 0, 0, 0, time.UTC).In(loc).Zone()
		if name == a.name {
			return true
		}
		for _, p := range a.places {
			if p.uses != "" && p.uses == name {
				return true
			}
		}
	}
	return false
}

// list names the places for an error: "US Central (America/Chicago), China (Asia/Shanghai)".
func (a abbreviation) list() string {
	var b strings.Builder
	for i, p := range a.places {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.label + " (" + p.iana + ")")
	}
	return b.String()
}
