/// Keys that the name of a service tells, and the sessions of web applications.
extension Scan {
    /// Services whose keys have no shape of their own, in lower case and without signs between words.
    private static let services: [StaticString] = [
        "adafruit", "adobe", "airtable", "algolia", "alibaba", "asana", "authress", "beamer", "bintray", "bitbucket",
        "bittrex", "cloudflare", "codecov", "cohere", "coinbase", "confluent", "contentful", "datadog", "discord",
        "drone", "dropbox", "etsy", "facebook", "fastly", "finicity", "finnhub", "flickr", "freshbooks", "gitter",
        "gocardless", "heroku", "hubspot", "infracost", "intercom", "jfrog", "artifactory", "kraken", "kucoin",
        "launchdarkly", "linkedin", "lob", "looker", "mailchimp", "mailgun", "mapbox", "mattermost", "maxmind",
        "meraki", "message_bird", "message-bird", "messagebird", "mistral", "netlify", "newrelic", "new_relic",
        "new-relic", "newyorktimes", "nytimes", "okta", "openweather", "pagerduty", "plaid", "rapidapi", "sendbird",
        "sendgrid", "sentry", "sidekiq", "snyk", "sonar", "squarespace", "stripe", "sumo", "telegr", "tiingo", "travis",
        "trello", "twilio", "twitch", "twitter", "xray", "yandex", "zendesk",
    ]

    /// Reports the value of a key that belongs to a service by its name: `adafruit-key: X`.
    ///
    /// - Parameter mark: the last word of the name, with the sign of assignment.
    /// - Returns: whether there was one.
    mutating func reportServiceKey(at mark: Range<Int>) -> Bool {
        let name = runStart(of: .words, before: mark.lowerBound, limit: 40)
        guard name < mark.lowerBound, !isFound(mark.upperBound),
            (name..<mark.lowerBound).contains(where: { index in Self.services.contains { hasFolded($0, at: index) } })
        else { return false }
        let start = skip(ByteSet(" \"'\\"), from: mark.upperBound, limit: 8)
        let end = runEnd(of: .anyBase64, from: start)
        let shape = SecretShape(text[start..<end])
        guard (14...256).contains(end - start), shape.digits >= 2, shape.lower + shape.upper >= 2, shape.distinct >= 8,
            !shape.isStandIn, !shape.isPath, shape.isUUID || shape.entropy >= 3 && !shape.isCode,
            !"./".utf8.contains(self[end])
        else { return false }
        report(.secret, at: start..<end)
        return true
    }

    /// Reports the identity of a session behind the name of its cookie, wherever that is.
    mutating func reportSessionCookie(after end: Int) {
        let last = runEnd(of: ByteSet("A-Za-z0-9%._+/-"), from: end)
        let shape = SecretShape(text[end..<last])
        guard (20...2_000).contains(last - end), shape.digits >= 3, shape.lower + shape.upper >= 3, shape.distinct >= 8,
            !shape.isUUID, !shape.isPlaceholder, !shape.isCode, !isFound(end)
        else { return }
        report(.cookie, at: end..<last)
    }
}
