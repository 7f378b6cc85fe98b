package people

import "strings"

// The lists of this file are of our own making: names are looked up among them to tell what may be a word of the language from what can only be a
// name. A word that is missing makes pes replace it where a person has that name and the word is meant; a word too many leaves a first name
// standing where nothing around it shows a person. The latter is worse, so that words are left out that hardly stand in talk about systems.

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

// programs are what actors are called that are none of people.
var programs = wordSet(`bot bots ci cd automation alertmanager prometheus grafana pagerduty opsgenie jenkins argocd github gitlab dependabot renovate
slackbot uslackbot cron kubernetes terraform ansible datadog sentry statuspage alerts monitoring scheduler deployer pipeline webhook`)

// titles stand before or behind names and are no part of them.
var titles = wordSet(`dr mr mrs ms prof sir jr sr ii iii iv phd md msc bsc mba`)

// givenWords are names that are words, too: who is called "Mark" is a person all the same.
var givenWords = wordSet(`
will mark grant chase bill rob drew rose grace hope faith joy art gene frank nick rich ray guy max van cliff
river sky sunny stone page amber
ruby dawn summer autumn winter august june may april jan miles ward forest
norm trip major chance cash skip

phoenix dallas austin paris london houston israel virginia sierra asia india china
bo an li hung long min can ram sun son tin tan ping wing king dot tab tip mat sky star storm
gage trace saint merit true noble early blaze dash sage gray grey bay blue
cat dag may gay`)

// calendar are names of months and days: always with a capital, so that it tells nothing.
var calendar = wordSet(`january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun easter christmas summer autumn winter spring`)

// commonWords are words of English and of the trade that people are called, or that are so frequent that a name of theirs must be told by
// what stands around it.
var commonWords = wordSet(`
a about above access account across act action active actor add address after again against age ago agree ahead aim air alarm alert alike alive all allow
almost alone along already also alter always am among amount an and angle another answer any api app apply are area arm around arrow as ask asset at
attempt audit auth auto away axe axis baby back bad bag bake ball band bang bank banks bar bare bark base bash basic batch bath bay be beach beacon bean bear
beat because become bed bee been before began begin behind being bell below belt bench bend best beta better between beyond big bill bin bind
bit black blade blame blank blast blind block blog blood bloom blow blue board boat body bold bolt bond bone book boot border born both bottom bounce
bow bowl box boy branch brand brave bread break bridge brief bright bring broad broken brother brown browser brush bug build built bulk bull
bump burn burst bus bush business busy but button buy by byte cable cache cage cake call calm came camp can canary cannot cap cape car card
care carrier carry cart case cash cast cat catch cause cell center centre certain chain chair chance change changes channel chart chat
cheap check cherry chief child chip choice choose church circle city claim class clean clear clerk click client climb clock clone close cloud club
cluster coach coal coast coat code coin cold cole color column come comment commit common complete config confirm connect console contact container content control
cook cool copy core corn corner correct cost count counter country couple course court cover craft crash crew critical cron cross crowd crown
cry cube current curry curve customer cut cycle daily dark dash data database date day days dead deal debug decision deep deer default delay delta deny deploy
depth design desk detail did diff dig disk display dns do docker docs does dog domain done door dot double doubt dove down draft drain draw dream drew
dress drift drill drink drive driver drop drum dry due dump during dust duty each early earth ease easy east eat echo edge edit egg eight either elastic
else email empty end engine enough enter entry equal error errors escape estate even event ever every exact example except exit expect expert extra eye fable face fact fail failed
failing fails failure fair fall false family fan far farm fast fault feature fed feed feel feet fell felt fence few field fields fifth fight file fill filter final find
fine finger finish fire firm first fish fit five fix fixed flag flame flash flat fleet flight flip float flood floor flow flower flush fly focus fog
fold folder follow foot for force ford forest fork form forth forward found four frame free fresh friend from front frost fruit
full fun fund further fuse gain game gap garden gate gates gather gave gear general gentle get ghost giant gift girl give glad glass go goal god
gold golden gone good got grace grade grand grant graph grass gray great green grey ground group grow guard guess guest guide gun had hair half hall ham
hammer hand hands handy hang happen happy hard hardy harm has hash hat have hay he head health heap hear heard heart heat heavy held
help her here hey hi hidden high hill him hint his hit hold hole holiday home hood hook hope horn horse host hot hour house how hub huge hull human
hung hunt hurt ice idea if image impact in inch index inner input inside into iron is island issue it item its jack jam job join joint joy judge
juice jump junior just keen keep kept kernel key keys kick kid kind king kit knew knife knock know known lab label lack lag lake lamp
land lane large lark last late later latest laugh launch law lawn layer lay lead leaf leak lean learn least leave led left leg legal lend less let level lie
life lift light like limb lime limit line link list listen little live load loan local lock log logan logic long look loop lord lose loss lost lot loud love
low lower luck lunch mad made magic mail main major make male mall man many map march mark market marks mask mass master match math matter
may me mean meet member memory merge merit mesh message met metal meter metric mid middle might mile mill mind mine minor mint minute miss mist mix
mobile mode model modern money monitor month moon more morning most mother mount mouth move much mud multiple must my nail name narrow
nation near neck need nest net network never new news next nice night nine no noble node noise none noon nor norm normal north nose not note noted
notes nothing notice now null number object ocean odd of off offer office often oh oil ok okay old on once one only onto open option or orange order
other ought our out outage outer outside oven over own owner pace pack packet pad page pages paid pain paint pair pale pan panel paper park parse
part partner pass past paste patch path pause pay payment payments peace peak pear pen pencil per perfect perhaps phase phone pick picture piece
pilot pin pine ping pink pipe pit pitch place plain plan plane plant plate play player please plenty plug plum plus pocket pod point pole policy poll pond
pool poor pop port post pot pound power powers present press pretty price pride prime print probe process product prod profile promise
proof proper proud proxy public pull pulse pump pure purple push put quarter query queue quick quiet quit quite race radio rage rain raise ram ran rand
random range rank rapid rate rather raw ray reach read reader ready real reason record red reef region relay release remote remove replica reply report request reset
rest restart result retry return revert rich ride right ring rise risk river rivers road rock role roll rollback roof room root rope rose rough
round route router row rule run runner running rush rust sad safe sage said sail salt same sand save saw say scale scan schema school scope score scout
screen script sea seal search seat second secret section secure see seed seem seen self sell send senior sense sent series serve server service session set seven several
sex shadow shape shard share sharp she shed shell shift ship shirt shock shoe shop shore short shot should show shut sick side sign signal silver simple since
sing single sink sister site six size skill skip sky slack sleep slice slide slot slow small smart smoke smooth snap snow so sock socket soft soil sold sole solid some
son song soon sort soul sound source south space spark speak spear speed spell spend spike spin split spot spring square stable stack staff stage stale stand standard star
stark start state status stay steady steal steel steep stem step stern stick still stock stone stop storage store storm story straight strange stray stream street strong
struck study stuff style sub such sudden sugar suite summer sun sunday super support sure surge sweep sweet swift switch system table tag tail take talk
tall tank tap target task taste tax tea team tell ten tenant term terse test text than thank thanks that the their them then there these they
thin thing think third this those thread three threw through throw tick ticket tide tie tier tight time tin tiny tip tire tired to today
together told toll tomorrow ton too took tool top topic total touch tough tour tow toward tower town trace track trade traffic trail train tree trial tried trigger
trip true truck trust truth try tube tune tunnel turn twelve twin two type under union unit until up update upgrade upper upset upstream urgent us use
used user usual valley valid value van vast vault verse version very via view virtual visit vital voice void volume vote wait wake walk
wall want war ward ware warm warn warning was wash waste watch water waters wave way ways we weak wear weather web week weeks weight well wells went were west wet
what wheel when where which while white who whole why wide wild will wind window wing winner winter wire wise wish with within without woman won
wonder wood word words work worker world worn worse worst worth would write writer wrong yard year years yellow yes yesterday yet you young your
zero zone
somebody someone anybody anyone nobody acknowledged acknowledges alarms alerting analysis applied assume assumed backlog backlogs backup bandwidth begins canaries certificate changed checkout closed closing
command commands connection connections consumer customers declared declaring degraded delayed deployed deployment detected dropped elevated email escalated escalating
evidence failover finally finds firing fixing gateway healthy identified incident incidents instance instances investigating issues joined latency looking machine machines
mitigated mitigation monitoring observer orders outages paged paging partial pending pipeline primary producer production provider rebuilt recovered recovering recovery requests
resolved restarted restarting restored returned rolled rolling root scribe secondary services severity shipping staging stopped summary tested testing timeout timeouts timeline traffic
frontend backend middleware mobile web worker workers scheduler ingress egress login signup search catalog catalogue inventory billing invoice invoices cart carts
basket wallet ledger pricing recommendation recommendations mailer balancer balancers api apis cdn vpn sso checkout orders session sessions tenant tenants
storefront website site app apps portal dashboard webhook webhooks importer exporter indexer crawler pods deployments rollout rollouts hotfix actions runner runners
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

// speech is what people do in words.
var speech = wordSet(`says said asks asked acks acked thinks thought agrees agreed confirms confirmed tells told decides decided`)

// ofTime are words behind which a month or a day is meant.
var ofTime = wordSet(`in since on by until till from of before after last next this mid early late through to between during every each late and or the`)

// determiners stand in the place of an article.
var determiners = wordSet(`the a an our my your his her their this that`)

// groups are mentions of everybody.
var groups = wordSet(`here channel everyone everybody all group`)
