package people

import "strings"

// The lists of this file are of our own making: names are looked up among them to tell what may be a word of the language from what can only be a
// name. A word that is missing makes pes replace it where a person has that name and the word is meant; a word too many leaves a first name
// standing where nothing around it shows a person.

// roleWords make a handle or an owner that of a function and not of a person: "on-call-payments", "support-lead", "platform team".
var roleWords = wordSet(`
oncall call ic sre ops dba noc soc devops secops commander lead leader leads manager engineer engineers engineering developer developers dev devs
admin admins administrator root operator operators operations support helpdesk service services desk team teams squad guild crew group tribe
department committee everyone everybody anyone nobody tbd all here channel comms communications communication liaison scribe observer responder responders incident incidents
deputy coordinator director officer analyst architect owner owners reviewer reviewers maintainer maintainers primary secondary backup shadow
duty customer customers success security platform infra infrastructure network networking networks database databases storage release releases build builds
deploy deployer deployment monitoring monitor alert alerts alerting pager bot bots automation ci cd system noreply reply info contact hello sales billing
help abuse postmaster webmaster hostmaster mailer daemon notifications notification status press legal privacy jobs hr it staff user users agent
vendor provider partner guest facilitator moderator recorder reporter expert sme cto ceo ciso cio vp head chief council board`)

// titles stand before or behind names and are no part of them.
var titles = wordSet(`dr mr mrs ms prof sir jr sr ii iii iv phd md msc bsc mba`)

// particles of surnames are no names by themselves.
var particles = wordSet(`van von der den de del della di da do dos das du la le les el al bin ibn ben abu ter ten zu zur of the and y e und af av`)

// givenWords are names that are words, too: who is called "Mark" is a person all the same.
var givenWords = wordSet(`
will mark grant chase bill rob pat drew rose grace hope faith joy art gene frank jack nick rich sue ray dean guy max van don ken dale glen cliff
brook river sky sunny stone hunter mason carter cooper parker tyler paige page chip bud buck rusty dusty sandy ginger olive ivy lily daisy violet amber
ruby pearl jade crystal dawn eve summer autumn winter august june may april jan duke earl lance miles wade ward heath forest reed clay flint
jean robin wren victor norm trip major bishop chance cash penny bob kit lee abe josh jay jet jo sol rand pierce skip ace basil angel
christian francis constance charity mercy patience prudence harmony melody carol iris heather holly hazel laurel myrtle poppy fern marina
phoenix dallas austin paris london madison jackson lincoln houston israel jordan chad georgia virginia carolina sierra savannah asia india china
bo an li hung long min can ram sun son tin tan kim nam dung ping wing king han jin chi phat sam dot tab tip mat sky star storm raven wolf
ash colt gage trace saint justice royal honor merit true noble early sterling cole dane blaze brook brooks dash sage gray grey bay blue
gus cat dag lex ada dee bea kay may fay gay dolly molly`)

// calendar are names of months and days: always with a capital, so that it tells nothing.
var calendar = wordSet(`january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun easter christmas summer autumn winter spring`)

// commonWords are words of English and of the trade that people are called, or that are so frequent that a name of theirs must be told by
// what stands around it.
var commonWords = wordSet(`
a about above access account across act action active actor add address after again against age ago agree ahead aim air alarm alert alike alive all allow
almost alone along already also alter always am among amount an and angle another answer any api app apply are area arm around arrow as ask asset at
attempt audit auth auto away axe axis baby back bad bag bake baker ball band bang bank banks bar bare bark barn base bash basic batch bath bay be beach beacon bean bear
beat because become bed bee been before began begin behind being bell below belt bench bend berry best beta better between beyond big bill bin bind bird bishop
bit black blade blame blank blast blind block blog blood bloom blow blue board boat body bold bolt bond bone book boot border born both bottom bounce
bow bowl box boy branch brand brave bread break bridge brief bright bring broad broken brook brother brown browser brush buck bud bug build built bulk bull
bump burn burns burst bus bush business busy but butcher butler button buy by byte cable cache cage cake call calm came camp can canary cannot cap cape car card
care carpenter carrier carry cart case cash cast castle cat catch cause cell center centre certain chain chair chance change changes channel chapel chapman chart chat
cheap check cherry chief child chip choice choose church circle city claim class clay clean clear clerk click client cliff climb clock clone close cloud club
cluster coach coal coast coat code coin cold cole color column come comment commit common complete config confirm connect console contact container content control
cook cool cooper copy core corn corner correct cost count counter country couple course court cover craft crane crash crew critical cron cross crowd crown
cry cube current curry curve customer cut cycle daily dark dash data database date dawn day days dead deal dean debug decision deep deer default delay delta deny deploy
depth design desk detail did diff dig disk display dns do docker docs does dog domain done door dot double doubt dove down draft drain drake draw dream drew
dress drift drill drink drive driver drop drum dry due duke dump during dust duty each eagle early earth ease easy east eat echo edge edit egg eight either elastic
else email empty end engine enough enter entry equal error errors escape estate even event ever every exact example except exit expect expert extra eye fable face fact fail failed
failing fails failure fair fall false family fan far farm farmer fast fault feature fed feed feel feet fell felt fence few field fields fifth fight file fill filter final find
fine finger finish fire firm first fish fisher fit five fix fixed flag flame flash flat fleet flight flint flip float flood floor flow flower flush fly focus fog
fold folder follow foot for force ford foreman forest fork form forth forward found four fox frame free french fresh friend from front frost fruit
full fun fund further fuse gain game gap garden gardener garner gate gates gather gave gear general gentle get ghost giant gift girl give glad glass go goal god
gold golden gone good got grace grade grand grant graph grass gray great green grey ground group grow guard guess guest guide gun had hair hale half hall ham
hammer hand hands handy hang happen happy harbor hard hardy hare harm hart has hash hat have hawk hay he head health heap hear heard heart heat heath heavy hedge held
help her here hey hi hidden high hill him hint his hit hold hole holiday hollow holly holmes home hood hook hope horn horse host hot hour house how hub huge hull human
hung hunt hunter hurt ice idea if image impact in inch index inner input inside into iron is island issue it item its jack jam jet job join joint jolly joy judge
juice jump junior just justice keen keep kept kernel kettle key keys kick kid kind king kit kitchen knew knife knight knock know known lab label lack lady lag lake lamb lamp lance
land lane large lark last late later latest laugh launch law lawn layer lay lead leaf leak lean learn least leave led left leg legal lend less let level lie
life lift light like limb lime limit line link lion list listen little live load loan local lock log logan logic long look loop lord lose loss lost lot loud love
low lower luck lunch mad made magic mail main major make male mall man many map maple march mark market marks marsh mask mason mass master match math matter
may me mean meet member memory mercy merge merit mesh message met metal meter metric mid middle might mile mill miller mind mine minor mint minute miss mist mix
mobile mode model modern money monitor month moon moor moose more morning moss most mother mount mouse mouth move much mud multiple must my nail name narrow
nation near neck need neil nest net network never new newman news next nice night nine no noble node noise none noon nor norm normal north nose not note noted
notes nothing notice now null number nurse oak object ocean odd of off offer office often oh oil ok okay old olive on once one only onto open option or orange order
other ought our out outage outer outside oven over own owner pace pack packet pad page pages paid pain paint pair palace pale palm pan panel paper park parker parse
part partner pass past paste patch path pause pay payment payments peace peak pear pearl peck pen pencil penny pepper per perfect perhaps phase phone pick picture piece
pike pilot pin pine ping pink pipe pit pitch place plain plan plane plant plate play player please plenty plug plum plus pocket pod point pole policy poll pond
pool poor pop pope port porter post pot potter pound power powers present press pretty price pride prime prince print probe process product prod profile promise
proof proper proud proxy public pull pulse pump pure purple push put quarter query queue quick quiet quit quite race radio rage rain raise ram ran rand
random range rank rapid rate rather raw ray reach read reader ready real reason record red reed reef region relay release remote remove replica reply report request reset
rest restart result retry return revert rice rich ride ridge right ring rise risk river rivers road rob robin rock role roll rollback roof room root rope rose rough
round route router row rowe royal rule run runner running rush rust sad safe sage said sail saint salt same sand save saw say scale scan schema school scope score scout
screen script sea seal search seat second secret section secure see seed seem seen self sell send senior sense sent series serve server service session set seven several
sex shade shadow shape shard share sharp she shed shell shepherd shift ship shirt shock shoe shop shore short shot should show shut sick side sign signal silver simple since
sing single sink sister site six size skill skip sky slack sleep slice slide slot slow small smart smoke smooth snap snow so sock socket soft soil sold sole solid some
son song soon sort soul sound source south space spark speak spear speed spell spend spike spin split spot spring square stable stack staff stage stale stand standard star
stark start state status stay steady steal steel steep stem step stern stick still stock stone stop storage store storm story straight strange stray stream street strong
struck study stuff style sub such sudden sue sugar suite summer sun sunday super support sure surge swan sweep sweet swift switch system table tag tail take talk
tall tank tanner tap target task taste tax taylor tea team tell temple ten tenant term terse test text than thank thanks that the their them then there these they
thin thing think third this thorn those thread three threw through throw tick ticket tide tie tier tiger tight time tin tiny tip tire tired to today
together told toll tom tomorrow ton too took tool top topic total touch tough tour tow toward tower town trace track trade traffic trail train tree trial tried trigger
trip true truck trust truth try tube tune tunnel turn turner twelve twin two type under union unit until up update upgrade upper upset upstream urgent us use
used user usual vale valley valid value van vast vault verse version very via victor view vine virtual visit vital voice void volume vote wade wait wake walk walker
wall waller want war ward ware warm warn warning was wash waste watch water waters wave way ways we weak wear weather weaver web webb week weeks weight well wells went were west wet
what wheat wheel when where which while white who whole why wide wild will wind window wine wing winner winter wire wise wish with within without wolf woman won
wonder wood woods wool word words work worker world worn worse worst worth would wren write writer wrong yard year years yellow yes yesterday yet york you young your
zero zone
acknowledged acknowledges alarms alerting analysis applied assume assumed backlog backlogs backup bandwidth begins canaries certificate changed checkout closed closing
command commands connection connections consumer customers declared declaring degraded delayed deployed deployment detected dropped elevated email escalated escalating
evidence failover finally finds firing fixing gateway healthy identified incident incidents instance instances investigating issues joined latency looking machine machines
mitigated mitigation monitoring observer orders outages paged paging partial pending pipeline primary producer production provider rebuilt recovered recovering recovery requests
resolved restarted restarting restored returned rolled rolling root scribe secondary services severity shipping staging stopped summary tested testing timeout timeouts timeline traffic
users verified verifying waiting working`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}

// ordinary says of a folded word that it may be one of the language.
func ordinary(w string) bool {
	return commonWords[w] || givenWords[w] || calendar[w] || roleWords[w]
}

// beforeNames are words behind which a first name stands, whatever else the name means.
var beforeNames = wordSet(`thanks thank thx cc hi hey hello ping pinged pinging paged paging asked asking told telling ask tell dear`)

// afterNames are words that follow who does something, and nothing else that is called the same.
var afterNames = wordSet(`
says said acks acked acknowledges acknowledged joins joined confirms confirmed reports reported asks asked thinks thought notices noticed sees saw restarts
restarted rolled rolls deploys deployed takes took finds found suggests suggested escalates escalated declares declared reverts reverted merges merged fixes
fixed pages paged calls called writes wrote tells told posts posted opens opened closes closed starts started stops stopped hands handed agrees agreed
decides decided proposes proposed investigates investigated checks checked tries tried is was has had and who`)

// wordsOnly are names that are verbs before all: what follows them when they are meant as names never follows the verb.
var wordsOnly = wordSet(`will may can sue drew`)

// ofTime are words behind which a month or a day is meant.
var ofTime = wordSet(`in since on by until till from of before after last next this mid early late through to between during every each late and or the`)

// determiners stand in the place of an article.
var determiners = wordSet(`the a an our my your his her their this that`)

// groups are mentions of everybody.
var groups = wordSet(`here channel everyone everybody all group`)
