package timeline

// mannerWords are the words for how a thing is said: denied, guessed, planned, of a part, of all, of another time.
var mannerWords = map[cue]string{
	cueNot: `not|no|never|isn't|aren't|wasn't|weren't|hasn't|haven't|didn't|doesn't|don't|without|nor|neither|still|yet|cannot|can't|unconfirmed|far from`,
	cueHedge: `might|may|maybe|perhaps|possibly|possible|probably|suspect|suspected|suspects|looks like|seems|could be|guess|guessing|think|thinks|likely|
		potential|potentially|apparently|appear|assume|assuming|wonder|wondering|appears|believe|believes|not sure|unclear|hypothesis|theory`,
	cuePlan: `will|shall|going to|expect|expects|expected|plan|plans|planned|next update|further update|another update|status update by|update by|
		more information by|eta|should be|hope|hoping|scheduled|if|once|would|could|intend|until we|about to|tomorrow|aim|please|can you|let's|
		we need|need a|need an|need to|needs to|should we|unless`,
	cuePart:  `most|some|partially|partly|mostly|majority|many|few|several|almost|nearly|part`,
	cueAll:   `all|fully|full|completely|every|everything|entirely|100%|complete`,
	cueWhole: `incident|outage|event|disruption|interruption|downtime`,
	cuePast: `last week|last week's|last month|last month's|last year|last year's|last night|yesterday|yesterday's|last time|back then|ago|retro|retrospective|postmortem|post-mortem|drill|game day|
		gameday|exercise|reminder|rehearsal|simulation|fake|previous incident|earlier incident`,
	cueRelapse: `went down again|goes down again|broke again|breaks again|back down again|started failing again|failing again|acting up again|relapse|relapsed`,
}
