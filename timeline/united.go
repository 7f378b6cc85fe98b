package timeline

import "github.com/pes-dev/pes/event"

// This file puts together what an account lists part by part.

// listedLater says whether a window is one of a list, of regions or of products, of which another goes on for longer: an account that gives the hours of each
// part says that the whole lasted until the last of them. Windows that do not touch are of several incidents.
func (b *builder) listedLater(c *Claim) bool {
	if !b.listed(c) {
		return false
	}
	const most = 2000 // claims that are looked at for one; accounts make some hundred
	for _, o := range b.claims[:min(len(b.claims), most)] {
		if !o.From.Before(c.To.Add(newWave)) {
			return false // claims are in order of time
		}
		if o.To.After(c.To) && o.Event.Source == c.Event.Source && o.Event.Labels["section"] == c.Event.Labels["section"] && b.listed(o) {
			return true
		}
	}
	return false
}

// listed says whether a claim is a window that is all that an item of a list says: a name and its hours, no sentence.
func (b *builder) listed(c *Claim) bool {
	const longest = 100 // bytes; a region or a product with its hours takes half of that
	return c.Role == RoleWindow && !c.Own && c.Event.Kind == event.Note && !c.Whole && len(c.Event.Text) <= longest && len(b.ofEvent[c.Event.ID]) == 1
}
