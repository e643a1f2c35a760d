/// The name or number of another machine without a scheme: `host.io/path`, `user@host:folder`, `10.0.0.5:80`.
struct BareHost {
    /// The word in which the host is.
    let text: String
    let host: String
    /// Whether something is fetched from it or sent to it.
    let isUsed: Bool

    /// The hosts in a text; names of files, modules and attributes are not hosts.
    static func all(in text: SkillText) -> [BareHost] {
        (text.passages + spoken(in: text)).flatMap { passage -> [BareHost] in
            let tokens = passage.allTokens
            let isUsed = tokens.contains { uses.contains($0.lower) }
            let isFetched = tokens.contains { fetches.contains($0.lower) }
            return tokens.enumerated().compactMap { index, token in
                let previous = index > 0 ? tokens[index - 1].lower : ""
                let next = index + 1 < tokens.count ? tokens[index + 1].lower : ""
                return host(in: token.text, after: previous, before: next, isUsed, isFetched).map {
                    BareHost(text: token.text, host: $0, isUsed: isUsed)
                }
            }
        }
    }

    /// The passages in which a host may be written as it is spoken: "acme dot dev slash setup", "acme[.]dev".
    private static func spoken(in text: SkillText) -> [Passage] {
        let spellings = [
            (" dot ", "."), ("[.]", "."), ("(.)", "."), ("[dot]", "."), ("(dot)", "."), (" slash ", "/"),
        ]
        return text.passages.filter { !$0.isCode }.compactMap { passage in
            guard passage.allTokens.contains(where: { $0.lower == "dot" || $0.lower.contains { "[(".contains($0) } })
            else { return nil }
            let plain = passage.text.lowercased()
            let written = spellings.reduce(plain) { $0.replacing($1.0, with: $1.1) }
            return written == plain || !written.contains(".") ? nil : Passage(prose: [written])
        }
    }

    private static func host(
        in written: String,
        after previous: String,
        before next: String,
        _ isUsed: Bool,
        _ isFetched: Bool
    ) -> String? {
        // The target of a link is behind its text.
        let word = written.firstRange(of: "](").map { String(written[$0.upperBound...]) } ?? written
        // Addresses with a scheme are looked at by themselves.
        guard !word.contains("://"), word.count < 300, word.contains(".") else { return nil }
        var rest = Substring(word.lowercased())
        if let equals = rest.lastIndex(of: "=") { rest = rest[rest.index(after: equals)...] }
        var hasUser = false
        if let at = rest.firstIndex(of: "@"), at > rest.startIndex {
            rest = rest[rest.index(after: at)...]
            hasUser = true
        }
        rest = rest.drop { "\"'`([{<@\\/".contains($0) }
        let host = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        let after = rest.dropFirst(host.count)
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty && $0.count < 64 }), let last = labels.last else {
            return nil
        }
        // A call, or an attribute of something else.
        if let next = after.first, "(_*$".contains(next) || next == "[" { return nil }
        if word.contains("\\") { return nil }
        if isAddress(labels) {
            let isPlace =
                after.first == ":" || after.first == "/" || hasUser || places.contains(previous) || next == "port"
            return isPlace ? String(host) : nil
        }
        guard last.allSatisfy(\.isLetter) else { return nil }
        let isPath = after.first == "/" || after.first == ":" && after.dropFirst().first?.isNumber == true
        if domains.contains(String(last)) {
            // `df.info` and `os.name` are attributes; hosts of few letters are used or have a path.
            if attributes.contains(String(last)), !isPath, !hasUser, !isUsed { return nil }
            if word.prefix(host.count).contains(where: \.isUppercase), !isPath { return nil }
            return products.contains(String(host)) ? nil : String(host)
        }
        if AddressRule.isUntraceable(String(host)) { return String(host) }
        // Where it comes from or what is asked shows that it is not a file.
        let isOrigin = origins.contains(previous) || previous == "from" && isFetched
        if suffixes.contains(String(last)), after.first == "/" && isUsed || hasUser || isOrigin { return String(host) }
        return hasUser && after.first == ":" ? String(host) : nil
    }

    private static func isAddress(_ labels: [Substring]) -> Bool {
        labels.count == 4 && labels.allSatisfy { Int($0).map { (0...255).contains($0) } ?? false }
            && labels != ["127", "0", "0", "1"] && labels != ["0", "0", "0", "0"]
    }

    private static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

    private static let uses = set(
        "fetch download get post send upload push clone wget curl pull load source retrieve connect forward submit report "
            + "scp ssh rsync sftp ftp nc ncat telnet ping visit open install from to via host server use point proxy mirror "
            + "registry copy sync read follow check dig nslookup browse go see deploy publish"
    )

    private static let places = set(
        "host server at to from address ip via ping connect ssh curl wget nc telnet on machine ask query use contact call "
            + "nameserver resolver proxy dns"
    )

    private static let fetches = set("install installer download fetch get pull obtain")
    private static let origins = set("installer curl wget visit")

    private static let domains = set(
        "com net org io dev edu gov mil info biz xyz co ai app cloud me ru cn de uk fr jp site online top club shop tech us "
            + "eu ca au in br it es nl se no fi pl ch at be cz dk gr hu ie il kr mx pt ro sg sk tr tw ua za nz vn th id my "
            + "ph hk ir su tk ml ga cf gq pw cc ws tv to ly gg so fm st nu lol fun live world space store website host link "
            + "click download win bid loan men work party science trade stream today life email support systems network "
            + "agency digital media news blog wiki page zone run build codes software tools services solutions onion example "
            + "test invalid internal local lan corp"
    )
    /// Endings that attributes of programs have as well.
    private static let attributes = set(
        "info co me in it es no at be id my so to st run build host link download work support network page zone test local "
            + "internal app us ca com stream email store space live tools services media top"
    )
    /// Endings that files have as well.
    private static let suffixes = set("sh py rs md pl ps zip mov cat tf java lib name")
    private static let products: Set<String> = ["asp.net", "socket.io", "draw.io", "vb.net"]
}
