package changes

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// gitLab is what GitLab's REST API answers of deployments, releases and merge requests, as "glab api projects/ID/deployments" prints it.
// https://docs.gitlab.com/api/deployments/, …/releases/, …/merge_requests/
var gitLab = format{
	name:  "gitlab",
	match: matchGitLab,
	read:  byElement(readGitLab),
}

func matchGitLab(h file.Head) int {
	j := h.JSON()
	keys := keysOf(j)
	switch {
	case has(keys, "tag_name", "released_at"), has(keys, "iid", "merged_at", "target_branch"), has(keys, "iid", "sha", "ref", "environment", "status"):
		return 95
	case has(keys, "iid", "sha", "ref") && (keys["deployable"] || keys["environment"]): // its first one is longer than the head
		return 80
	case !h.Whole && has(keys, "iid", "project_id", "title") && !keys["state"]: // a merge request whose description is; or an issue
		return 40
	}
	return 0
}

// gitLabRecord is whatever of the three a record is.
type gitLabRecord struct {
	ID      word       `json:"id"`
	Number  word       `json:"iid"`
	Created instant    `json:"created_at"`
	Updated instant    `json:"updated_at"`
	Page    word       `json:"web_url"`
	Author  gitLabUser `json:"author"`
	Body    word       `json:"description"`
	SHA     word       `json:"sha"`

	// of a deployment
	Ref         word       `json:"ref"`
	Status      word       `json:"status"`
	User        gitLabUser `json:"user"`
	Environment struct {
		ID   word `json:"id"`
		Name word `json:"name"`
	} `json:"environment"`
	Job struct {
		Finished instant `json:"finished_at"`
		Page     word    `json:"web_url"`
		Pipeline struct {
			Page word `json:"web_url"`
		} `json:"pipeline"`
	} `json:"deployable"`

	// of a release
	Tag      word    `json:"tag_name"`
	Name     word    `json:"name"`
	Released instant `json:"released_at"`
	Upcoming bool    `json:"upcoming_release"`
	Commit   struct {
		ID word `json:"id"`
	} `json:"commit"`
	Links struct {
		Self word `json:"self"`
	} `json:"_links"`

	// of a merge request
	Title  word    `json:"title"`
	Merged instant `json:"merged_at"`
	Merge  word    `json:"merge_commit_sha"`
	Squash word    `json:"squash_commit_sha"`
	Target word    `json:"target_branch"`
}

type gitLabUser struct {
	Username word `json:"username"`
	Name     word `json:"name"`
	Bot      bool `json:"bot"`
}

func (u gitLabUser) actor() event.Actor {
	return event.Actor{ID: clip.Text(string(u.Username), maxLabel), Name: clip.Text(string(cmp.Or(u.Name, u.Username)), maxLabel), Bot: u.Bot}
}

func readGitLab(s *source, e jsonstream.Element) error {
	r, err := decode[gitLabRecord](e)
	switch {
	case err != nil:
		return err
	case r.Tag != "" && !r.Released.IsZero() && !r.Upcoming:
		s.keep(r.release(s, e))
	case r.Target != "" && r.Title != "" && !r.Merged.IsZero():
		s.keep(r.merge(s, e))
	case r.Tag != "" || r.Target != "":
		return errNotMerged
	case r.ID != "" && r.Number != "" && (r.Environment.ID != "" || r.Environment.Name != "") && !r.Created.IsZero():
		s.deploy(r.deployment(s, e))
	default:
		return errNoChange
	}
	return nil
}

// deployment is keyed by its id, which one instance gives once, over all projects.
func (r gitLabRecord) deployment(s *source, e jsonstream.Element) deployment {
	page := cmp.Or(r.Job.Page, r.Job.Pipeline.Page)
	d := deployment{
		id: event.ID(event.Change, "gitlab", "deployment", string(r.ID)), source: s.path, refs: s.refs(e, page), created: r.Created.Time, updated: r.Updated.Time,
		repository: projectOf(page), environment: clip.Text(string(r.Environment.Name), maxLabel), ref: clip.Text(string(r.Ref), maxLabel),
		commit: commitID(r.SHA), actor: r.User.actor(),
	}
	if r.Status != "" {
		d.states = []state{{cmp.Or(r.Job.Finished, r.Updated, r.Created).Time, clip.Text(string(r.Status), maxLabel)}}
	}
	return d
}

func (r gitLabRecord) release(s *source, e jsonstream.Element) record {
	repository := projectOf(r.Links.Self)
	ev := event.Event{
		ID: event.ID(event.Change, "gitlab", "release", string(cmp.Or(r.Links.Self, r.Commit.ID)), string(r.Tag)), Source: s.path, Kind: event.Change,
		At: r.Released.Time, Count: 1, Refs: s.refs(e, r.Links.Self), Actor: r.Author.actor(),
		Text:   clip.Text(releaseText(string(r.Tag), string(r.Name), repository), maxText),
		Labels: labels(labelType, "release", labelTag, string(r.Tag), labelRepository, repository, labelCommit, commitID(r.Commit.ID), labelBody, string(r.Body)),
	}
	if !r.Created.IsZero() && !r.Created.Equal(ev.At) {
		ev.Reported = r.Created.Time // a release may be dated back
	}
	return record{ev, r.Created.Time}
}

// merge is keyed by the request's id. Of a request that was merged by moving the branch ahead its own last commit is the change.
func (r gitLabRecord) merge(s *source, e jsonstream.Element) record {
	ev := event.Event{
		ID: event.ID(event.Change, "gitlab", "merge", string(cmp.Or(r.ID, r.Page, r.Number))), Source: s.path, Kind: event.Change, At: r.Merged.Time, Count: 1,
		Refs: s.refs(e, r.Page), Actor: r.Author.actor(), Text: clip.Text(string(r.Title), maxText),
		Labels: labels(labelType, "merge", labelRepository, projectOf(r.Page), labelRequest, string(r.Number), labelRef, string(r.Target),
			labelCommit, cmp.Or(commitID(r.Merge), commitID(r.Squash), commitID(r.SHA)), labelBody, string(r.Body)),
	}
	markRevert(ev.Labels, ev.Text, string(r.Body))
	return record{ev, r.Updated.Time}
}

// projectOf is GROUP/NAME in the address of a page of a project: what stands before "/-/".
func projectOf(page word) string {
	u, err := url.Parse(string(page))
	if err != nil {
		return ""
	}
	project, _, ok := strings.Cut(u.Path, "/-/")
	if !ok {
		return ""
	}
	return clip.Text(strings.Trim(project, "/"), maxLabel)
}
