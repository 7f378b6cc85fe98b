package status

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
)

// statuspageContent is two posts as Statuspage's feeds have them, the latest first.
const statuspageContent = `&lt;p&gt;&lt;small&gt;Jan &lt;var data-var='date'&gt; 1&lt;/var&gt;, &lt;var data-var='time'&gt;00:20&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - Labels print again.&lt;/p&gt;` +
	`&lt;p&gt;&lt;small&gt;Dec &lt;var data-var='date'&gt;31&lt;/var&gt;, &lt;var data-var='time'&gt;15:40&lt;/var&gt; PST&lt;/small&gt;&lt;br&gt;&lt;strong&gt;In progress&lt;/strong&gt; - We look into the &lt;b&gt;printers&lt;/b&gt; &amp;amp; labels.&lt;/p&gt;`

const atomFeed = `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:status.print.example,2005:/history</id>
  <title>Print - Incident History</title>
  <updated>2026-01-01T00:20:00Z</updated>
  <entry>
    <id>tag:status.print.example,2005:Incident/1</id>
    <published>2026-01-01T00:20:41Z</published>
    <updated>2026-01-01T00:20:41Z</updated>
    <link rel="self" href="https://status.print.example/wrong"/>
    <link rel="alternate" type="text/html" href="https://status.print.example/incidents/abc"/>
    <title>Labels do not print</title>
    <content type="html">` + statuspageContent + `</content>
  </entry>
</feed>`

const rssFeed = `<rss version="2.0"><channel><title>Print</title><pubDate>Thu, 01 Jan 2026 00:20:41 +0000</pubDate>
<item><title>Labels do not print</title><description>` + statuspageContent + `</description><pubDate>Thu, 01 Jan 2026 00:20:41 +0000</pubDate>
<link>https://status.print.example/incidents/abc</link><guid>https://status.print.example/incidents/abc</guid></item></channel></rss>`

func feedLines(posts []post) []string {
	var out []string
	for _, p := range posts {
		out = append(out, fmt.Sprintf("%s [%s] %s | %s", p.At.Format(time.RFC3339), p.Labels["status"], p.Text, p.Labels["incident"]))
	}
	return out
}

func TestFeeds(t *testing.T) {
	both := []string{"2026-01-01T00:20:00Z [resolved] Labels print again. | Labels do not print", "2025-12-31T23:40:00Z [in_progress] We look into the printers & labels. | Labels do not print"}
	plainItem := func(inner string) string {
		return `<rss version="2.0"><channel><item>` + inner + `</item></channel></rss>`
	}
	tests := map[string]struct {
		in      string
		want    []string
		dropped int
	}{
		"Atom of Statuspage": {atomFeed, both, 0},
		"RSS of Statuspage":  {rssFeed, both, 0},
		"an item for a post, with a zone by name": {
			plainItem(`<title>Service disruption: Increased Error Rates</title><description>We are &lt;i&gt;investigating&lt;/i&gt; errors.</description><pubDate>Mon, 20 Oct 2025 00:11:00 PDT</pubDate><guid isPermaLink="false">x1</guid>`),
			[]string{"2025-10-20T07:11:00Z [] Service disruption: Increased Error Rates\nWe are investigating errors. | Service disruption: Increased Error Rates"},
			0,
		},
		"CDATA":                     {plainItem(`<title><![CDATA[Resolved: printers]]></title><description><![CDATA[<p>All <b>well</b>.</p>]]></description><pubDate>Mon, 20 Oct 2025 07:11:00 GMT</pubDate>`), []string{"2025-10-20T07:11:00Z [resolved] Resolved: printers\nAll well. | Resolved: printers"}, 0},
		"an item without a time":    {plainItem(`<title>x</title><description>y</description>`), nil, 1},
		"an item of an unsure zone": {plainItem(`<title>x</title><pubDate>Mon, 20 Oct 2025 07:11:00 CST</pubDate>`), nil, 1},
		"RSS 1.0": {
			`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="x"><title>Down</title><dc:date>2025-10-20T07:11:00+02:00</dc:date></item></rdf:RDF>`,
			[]string{"2025-10-20T05:11:00Z [] Down | Down"},
			0,
		},
		"XHTML in Atom": {
			`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><updated>2025-10-20T07:11:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div></content></entry></feed>`,
			[]string{"2025-10-20T07:11:00Z [] One\nTwo | "},
			0,
		},
		"Latin 1": {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + plainItem("<title>Gr\xf6\xdfer</title><pubDate>Mon, 20 Oct 2025 07:11:00 GMT</pubDate>"), []string{"2025-10-20T07:11:00Z [] Größer | Größer"}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if m := match(file.Head{Data: []byte(tt.in), Whole: true}); m.Format != "feed" {
				t.Fatalf("taken as %q", m.Format)
			}
			r := readFeed([]byte(tt.in), file.Options{})
			if diff := cmp.Diff(tt.want, feedLines(r.posts)); diff != "" || r.err != nil || r.dropped != tt.dropped {
				t.Errorf("%s\n%v, %d dropped, %q", diff, r.err, r.dropped, r.notes)
			}
			checkReading(t, r)
		})
	}
	atom, rss := readFeed([]byte(atomFeed), file.Options{}).posts, readFeed([]byte(rssFeed), file.Options{}).posts
	for i := range atom {
		if atom[i].ID != rss[i].ID || atom[i].ID == "" || atom[i].Refs[1].URL != "https://status.print.example/incidents/abc" {
			t.Errorf("%+v\n%+v", atom[i], rss[i])
		}
	}
	r := readFeed([]byte(plainItem(`<title>x</title><pubDate>Mon, 20 Oct 2025 07:11:00</pubDate>`)), file.Options{Zone: time.FixedZone("shop", 3600)})
	if len(r.posts) != 1 || r.posts[0].At.Hour() != 6 || !cmp.Equal(r.notes, []string{"times without a zone read as shop"}) {
		t.Errorf("%v %q", feedLines(r.posts), r.notes)
	}
}

func TestHostileFeeds(t *testing.T) {
	bomb := `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&b;&x;</title><pubDate>Mon, 20 Oct 2025 07:11:00 GMT</pubDate></item></channel></rss>`
	if r := readFeed([]byte(bomb), file.Options{}); len(r.posts) > 0 || r.err == nil {
		t.Errorf("an entity was resolved: %v, %v", feedLines(r.posts), r.err)
	}
	deep := `<rss>` + strings.Repeat("<a>", 1_000_000)
	if r := readFeed([]byte(deep), file.Options{}); r.err == nil || !strings.Contains(r.err.Error(), "deep") {
		t.Errorf("%v", r.err)
	}
	item := `<item><title>x</title><pubDate>Mon, 20 Oct 2025 07:11:00 GMT</pubDate></item>`
	if r := readFeed([]byte("<rss><channel>"+strings.Repeat(item, maxEntries+5)+"</channel></rss>"), file.Options{}); len(r.posts) != maxEntries || r.dropped != 5 {
		t.Errorf("%d posts, %d dropped", len(r.posts), r.dropped)
	}
	long := "<rss><channel><item><title>" + strings.Repeat("x", 8<<20) + "</title><pubDate>Mon, 20 Oct 2025 07:11:00 GMT</pubDate></item></channel></rss>"
	if r := readFeed([]byte(long), file.Options{}); len(r.posts) != 1 || len(r.posts[0].Text) > maxText {
		t.Errorf("%d posts", len(r.posts))
	}
	cut := atomFeed[:len(atomFeed)-30]
	if r := readFeed([]byte(cut+"<entry><id>2"), file.Options{}); r.err == nil {
		t.Error("a feed that breaks off is whole")
	}
	if r := readFeed([]byte(strings.TrimSuffix(atomFeed, "</feed>")), file.Options{}); len(r.posts) != 2 || r.err == nil || !strings.Contains(r.err.Error(), "ends in the middle") {
		t.Errorf("%d posts, %v", len(r.posts), r.err)
	}
	for _, in := range []string{"", "<html><body>rss</body></html>", "<svg/>", "<feed>no Atom</feed>", "a <rss> in words", "<rssx>"} {
		if m := matchFeed(file.Head{Data: []byte(in), Whole: true}); m.Score > 0 {
			t.Errorf("%q is taken for a feed", in)
		}
	}
}

// FuzzFeed feeds the reader of feeds any bytes. Its contract: it does not panic, every entry's post is an event or counted as dropped, and no time is
// made up: another zone changes only what the report says was assumed.
func FuzzFeed(f *testing.F) {
	for _, seed := range []string{atomFeed, rssFeed, "<rss><item><pubDate>Oct 20, 07:11 PDT</pubDate></item>", "<rdf:RDF><item><title>&amp;</title>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = match(file.Head{Data: data, Whole: true})
		one := readFeed(data, file.Options{})
		checkReading(t, one)
		for _, n := range one.notes {
			if strings.Contains(n, "without a zone") || strings.Contains(n, "not read") {
				return
			}
		}
		two := readFeed(data, file.Options{Zone: time.FixedZone("Asia/Tokyo", 9*3600)})
		if len(two.notes) != len(one.notes) {
			return
		}
		if diff := cmp.Diff(eventsOf(one.posts), eventsOf(two.posts)); diff != "" {
			t.Errorf("something was assumed and not said; notes %q:\n%s", one.notes, diff)
		}
	})
}

func BenchmarkFeed(b *testing.B) {
	entry := atomFeed[strings.Index(atomFeed, "  <entry>"):strings.Index(atomFeed, "</feed>")]
	text := strings.Replace(atomFeed, entry, strings.Repeat(entry, 100), 1)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if r := readFeed([]byte(text), file.Options{}); len(r.posts) != 200 {
			b.Fatal(len(r.posts))
		}
	}
}
