package redact

// vendors are services that programs hold a key of. Beside their names, as beside the word "key", something that looks drawn by lot is one:
// "algolia 8f3e…". Names that are words, or that ids of all sorts stand beside in logs (github, aws, kafka, datadog), are not here.
var vendors = set(`
	abuseipdb abstractapi accuweather adafruit adobe airbrake airtable aiven akamai alchemy algolia alibaba alienvault alphavantage amplitude anthropic apify
	apigee appcues appfollow appsflyer appveyor artifactory asana assemblyai atlassian auth0 autodesk avalara aviationstack bamboohr bannerbear baremetrics beamer besttime
	betterstack bigcommerce billomat bingmaps bitbar bitfinex bitly bitmex bittrex blockchair blocknative braintree brandfetch brevo browserling
	browserstack buttercms caflou calendarific calendly campaignmonitor cannyio capsulecrm censys chargebee chartmogul checkr cicero circleci
	clearbit clickhouse clickhelp clicksend clickup clockify cloudconvert cloudflare cloudinary cloudsmith cloverly codacy codeclimate codecov coda cohere coinapi coinbase coinlib
	coinmarketcap confluent contentful contentstack convertkit couchbase crowdin cryptocompare currencylayer customerio databricks datagov deepai deepgram
	deepl delighted deepseek deviantart dialpad digicert digitalocean disqus docusign documo doppler dronahq droneci dropbox duffel easypost ecostruxure
	edamam edenai elevenlabs etherscan etsy eventbrite everhour exchangerate facebook fastly fibery figma finicity finnhub fixer flatio fleetbase flickr flightapi
	flightstats flutterwave foursquare frameio freshbooks freshdesk freshworks fullstory fusebill gengo geoapify geocodio getresponse giphy gitter
	gocardless godaddy graphcms graphhopper groovehq groq gumroad happyscribe harness hellosign helpcrunch helpscout hereapi heroku hetzner honeycomb
	hubspot huggingface hypertrack ibm iconfinder imagekit infura instabug intercom interseller intrinio ipapi ipdata ipgeolocation ipify
	ipinfo ipquality ipstack iterable jfrog jotform jumpcloud kaggle karmacrm keenio kickbox klaviyo klipfolio kraken kucoin kylas languagelayer lark
	launchdarkly leadfeeder lemlist lendflow lessannoyingcrm lexigram linode liveagent livestorm lob localytics locationiq logdna loggly loginradius logzio lokalise
	loyverse luno mailboxlayer mailchimp mailerlite mailersend mailgun mailjet mailmodo mandrill mapbox mapquest marketstack mattermost maxmind meaningcloud mediastack meistertask
	meraki mesibo messagebird metaapi metabase mindmeister miro mistral mite mixmax mixpanel mocean monday moonclerk moralis mparticle mux myexperiment nasdaq netcore netlify
	neutrinoapi newrelic newsapi newscatcher nexmo nftport ngrok noticeable notion nutritionix numverify nylas oanda okta omnisend onedesk onelogin onepagecrm
	onesignal onwater openai opencage opengraphr openrouter openuv openweather openweathermap optimizely owlbot packagecloud pagarme pandadoc
	parsehub paymongo paypal paystack pdflayer pepipost perplexity pexels photoroom pinata pipedrive pivotaltracker pixabay plaid planetscale planyo plivo
	podio poloniex posthog postman postmark powrbot prodpad prospectcrm pubnub pulumi purestake pushbullet pusher qase qualaroo qubole quickmetrics
	quaderno rapidapi ravenpack rawg razorpay reallysimplesystems rebrandly rechargepayments redash reddit repairshopr replicate replyio resend restpack
	revampcrm ringcentral ritekit rocketreach rownd rubygems runrunit salesblink salesforce salesmate sanity satismeter saucelabs scaleway scalr scalingo
	scraperapi scrapfly scrapingant scrapingbee screenshotapi securitytrails sellfy sendbird sendgrid sendinblue serpstack sheety shippo shodan shopify shortcut
	shotstack shutterstock sidekiq signalwire signable signaturit simfin simplesat simplynoted simvoly sinch sirv skrapp skybiometry slack smartsheet smartystreets smooch
	snipcart snyk solcast sonarcloud sonarqube sourcegraph sparkpost speechtext spoonacular sportradar spotify squarespace squareup sslmate statuscake statuspage
	statuspal stitchdata stockdata storecove stormboard stormglass storyblok storychief strava streak stripe stytch sugester sumologic supabase supernotes surveyanyplace
	surveybot surveysparrow survicate swiftype tailscale tatum taxjar technicalanalysis teamwork telegram telesign teletype telnyx testingbot textmagic theoddsapi
	thinkific ticketmaster tickettailor tiingo timekit timezoneapi todoist tomorrowio tomtom trello travisci travelpayouts twelvedata twilio twitch twitter tyntec typeform typetalk
	ubidots unifyid unplugg unsplash upcdatabase uploadcare uptimerobot upwave urlscan userflow userstack vatlayer vercel verimail veriphone versioneye viewneo virustotal visualcrossing voicegain voiceflow
	vonage vouchery vpnapi vultr vyte walkscore weatherbit weatherstack webflow webscraper websitepulse whoxy wistia wix worldcoinindex worldweather wrike wunderground
	yandex yelp youneedabudget youtube zapier zendesk zenrows zenscrape zenserp zeplin zerobounce zerotier zipapi zipbooks zipcodeapi zoho zonkafeedback zoominfo zulip
`)
