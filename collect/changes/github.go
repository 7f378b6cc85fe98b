package changes

import (
	"cmp"
	"errors"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// gitHub is what GitHub's REST API answers of deployments, their statuses, releases and pull requests, as "gh api repos/OWNER/NAME/deployments"
// prints it, one record, a list of them, or the result of a search; and what "gh pr list --json" prints. https://docs.github.com/en/rest
var gitHub = format{
	name:  "github",
	match: matchGitHub,
	read:  byElement(readGitHub, "items"),
}

func matchGitHub(h file.Head) int {
	j := h.JSON()
	keys := keysOf(j, "items")
	switch {
	case has(keys, "deployment_url", "state"), has(keys, "statuses_url", "sha", "environment"):
		return 95
	case has(keys, "tag_name", "html_url", "published_at"), has(keys, "merged_at", "html_url", "merge_commit_sha"):
		return 95
	case has(keys, "html_url", "pull_request", "number") && j.Paths["items.pull_request.merged_at"]:
		return 95
	case !h.Whole && has(keys, "issue_url", "patch_url", "title"): // a pull request whose words are longer than the head
		return 80
	case has(keys, "title", "mergedAt") && (keys["url"] || keys["mergeCommit"] || keys["number"]):
		return 90
	}
	return 0
}

// gitHubRecord is whatever of the four a record is.
type gitHubRecord struct {
	URL     word    `json:"url"`
	Page    word    `json:"html_url"`
	Created instant `json:"created_at"`
	Updated instant `json:"updated_at"`

	// of a deployment
	SHA         word       `json:"sha"`
	Ref         word       `json:"ref"`
	Environment word       `json:"environment"`
	Description word       `json:"description"`
	Statuses    word       `json:"statuses_url"`
	Creator     gitHubUser `json:"creator"`

	// of a deployment's status
	State      word `json:"state"`
	Deployment word `json:"deployment_url"`
	Log        word `json:"log_url"`
	Target     word `json:"target_url"`

	// of a release
	Tag       word       `json:"tag_name"`
	Name      word       `json:"name"`
	Body      word       `json:"body"`
	Draft     bool       `json:"draft"`
	Early     bool       `json:"prerelease"`
	Published instant    `json:"published_at"`
	Commitish word       `json:"target_commitish"`
	Author    gitHubUser `json:"author"`

	// of a pull request
	Number      word       `json:"number"`
	Title       word       `json:"title"`
	Merged      instant    `json:"merged_at"`
	MergeCommit word       `json:"merge_commit_sha"`
	User        gitHubUser `json:"user"`
	Base        struct {
		Ref word `json:"ref"`
	} `json:"base"`
	Found struct {
		Merged instant `json:"merged_at"`
	} `json:"pull_request"` // of one that a search found

	// of a pull request as gh prints it
	MergedCLI  instant `json:"mergedAt"`
	UpdatedCLI instant `json:"updatedAt"`
	CommitCLI  struct {
		OID word `json:"oid"`
	} `json:"mergeCommit"`
	BaseCLI word `json:"baseRefName"`
}

type gitHubUser struct {
	Login word `json:"login"`
	Type  word `json:"type"`
}

func (u gitHubUser) actor() event.Actor {
	login := clip.Text(string(u.Login), maxLabel)
	return event.Actor{ID: login, Name: login, Bot: u.Type == "Bot" || strings.HasSuffix(login, "[bot]")}
}

var (
	errNoChange  = errors.New("records that are no deployment, release or merge with a time were left out")
	errNotMerged = errors.New("requests that were not merged, and drafts of releases, were left out")
)

func readGitHub(s *source, e jsonstream.Element) error {
	r, err := decode[gitHubRecord](e)
	switch {
	case err != nil:
		return err
	case r.Deployment != "" && r.State != "" && !r.Created.IsZero():
		s.deploy(r.status(s, e))
	case r.Statuses != "" && r.URL != "" && !r.Created.IsZero():
		s.deploy(r.deployment(s, e))
	case r.Tag != "" && !r.Published.IsZero() && !r.Draft:
		s.keep(r.release(s, e))
	case r.Title != "" && !r.merged().IsZero():
		s.keep(r.merge(s, e))
	case r.Tag != "" || r.Title != "":
		return errNotMerged
	default:
		return errNoChange
	}
	return nil
}

// gitHubID is the id of what has an address. Addresses hold the instance, the repository and the number, and are the same whoever asks, and however:
// the lists of gh tell no other key.
func gitHubID(address word) string {
	_, rest, ok := strings.Cut(string(address), "://")
	if !ok {
		rest = string(address)
	}
	return event.ID(event.Change, "github", strings.ToLower(rest))
}

// repositoryOf is OWNER/NAME in an address of the API or of a page.
func repositoryOf(address word) string {
	_, rest, _ := strings.Cut(string(address), "://")
	if _, below, ok := strings.Cut(rest, "/repos/"); ok {
		rest = "host/" + below
	}
	parts := strings.SplitN(rest, "/", 4)
	if len(parts) < 3 || parts[1] == "" || parts[2] == "" {
		return ""
	}
	return clip.Text(parts[1]+"/"+parts[2], maxLabel)
}

func (r gitHubRecord) deployment(s *source, e jsonstream.Element) deployment {
	return deployment{
		id: gitHubID(r.URL), source: s.path, refs: s.refs(e, gitHubPage(r.URL)), created: r.Created.Time, updated: r.Updated.Time,
		repository: repositoryOf(r.URL), environment: clip.Text(string(r.Environment), maxLabel), ref: clip.Text(string(r.Ref), maxLabel),
		commit: commitID(r.SHA), description: string(r.Description), actor: r.Creator.actor(),
	}
}

// gitHubPage is the page of a repository's deployments, which have no page each.
func gitHubPage(api word) word {
	host, _, ok := strings.Cut(string(api), "/api/v3/repos/")
	if strings.HasPrefix(string(api), "https://api.github.com/repos/") {
		host, ok = "https://github.com", true
	}
	repository := repositoryOf(api)
	if !ok || repository == "" {
		return ""
	}
	return word(host + "/" + repository + "/deployments")
}

func (r gitHubRecord) status(s *source, e jsonstream.Element) deployment {
	return deployment{
		id: gitHubID(r.Deployment), source: s.path, refs: s.refs(e, cmp.Or(r.Log, r.Target)), repository: repositoryOf(r.Deployment),
		environment: clip.Text(string(r.Environment), maxLabel), states: []state{{r.Created.Time, clip.Text(string(r.State), maxLabel)}},
	}
}

func (r gitHubRecord) release(s *source, e jsonstream.Element) record {
	ev := event.Event{
		ID: gitHubID(cmp.Or(r.Page, r.URL)), Source: s.path, Kind: event.Change, At: r.Published.Time, Count: 1, Refs: s.refs(e, r.Page), Actor: r.Author.actor(),
		Text: clip.Text(releaseText(string(r.Tag), string(r.Name), repositoryOf(cmp.Or(r.Page, r.URL))), maxText),
		Labels: labels(labelType, "release", labelTag, string(r.Tag), labelRepository, repositoryOf(cmp.Or(r.Page, r.URL)),
			labelCommit, commitID(r.Commitish), labelBody, string(r.Body)),
	}
	if r.Early {
		ev.Labels["prerelease"] = "true"
	}
	return record{ev, r.Updated.Time}
}

// releaseText names a release by its tag, and by its name where that says more.
func releaseText(tag, name, repository string) string {
	text := "Release " + tag + phrase("of", repository)
	if name != "" && name != tag {
		text += ": " + name
	}
	return text
}

// merged is when a pull request was merged; zero if it was not.
func (r gitHubRecord) merged() instant {
	return cmp.Or(r.Merged, r.Found.Merged, r.MergedCLI)
}

func (r gitHubRecord) merge(s *source, e jsonstream.Element) record {
	page := cmp.Or(r.Page, r.URL)
	author := cmp.Or(r.User, r.Author)
	ev := event.Event{
		Source: s.path, Kind: event.Change, At: r.merged().Time, Count: 1, Refs: s.refs(e, page), Actor: author.actor(), Text: clip.Text(string(r.Title), maxText),
		Labels: labels(labelType, "merge", labelRepository, repositoryOf(page), labelRequest, string(r.Number), labelRef, string(cmp.Or(r.Base.Ref, r.BaseCLI)),
			labelCommit, commitID(cmp.Or(r.MergeCommit, r.CommitCLI.OID)), labelBody, string(r.Body)),
	}
	ev.ID = gitHubID(page)
	if page == "" { // a list of gh without addresses
		ev.ID = event.ID(event.Change, "github", string(r.Number), ev.At.Format("2006-01-02T15:04:05Z"), event.Shape(ev.Text))
	}
	markRevert(ev.Labels, ev.Text, string(r.Body))
	return record{ev, cmp.Or(r.Updated, r.UpdatedCLI).Time}
}

// commitID is a word if it is a whole commit's hash, else "".
func commitID(w word) string {
	s := strings.ToLower(string(w))
	if id, rest := hash(s); rest == "" && (len(id) == 40 || len(id) == 64) {
		return id
	}
	return ""
}
