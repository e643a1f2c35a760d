extension Scan {
    /// Reports `/home/<user>` at the beginning of a path.
    mutating func reportHomeFolder(at keyword: Range<Int>) {
        guard beginsPath(keyword.lowerBound) else { return }
        reportFolder(from: keyword.lowerBound, name: keyword.upperBound)
    }

    /// Reports `/Users/<user>`, also after a drive such as `C:`, `/c` or `/mnt/c`.
    mutating func reportUsersFolder(at keyword: Range<Int>) {
        guard has("/Users/", at: keyword.lowerBound) else { return }
        let start = keyword.lowerBound
        if self[start - 1] == UInt8(ascii: ":"), ByteSet.letters.contains(self[start - 2]), isBoundary(start - 2) {
            reportFolder(from: start - 2, name: keyword.upperBound)
        } else if ByteSet.letters.contains(self[start - 1]), self[start - 2] == UInt8(ascii: "/") {
            let mount = has("/mnt", at: start - 6) ? start - 6 : start - 2
            if beginsPath(mount) { reportFolder(from: mount, name: keyword.upperBound) }
        } else if beginsPath(start) {
            reportFolder(from: start, name: keyword.upperBound)
        }
    }

    /// Reports `C:\Users\<user>`, with any number of backslashes for each.
    mutating func reportWindowsFolder(at keyword: Range<Int>) {
        let backslash = ByteSet.backslash
        let drive = runStart(of: backslash, before: keyword.lowerBound, limit: 16) - 2
        guard drive >= 0, drive + 2 < keyword.lowerBound, has("Users\\", at: keyword.lowerBound),
            self[drive + 1] == UInt8(ascii: ":"), ByteSet.letters.contains(self[drive]), isBoundary(drive)
        else { return }
        reportFolder(from: drive, name: skip(backslash, from: keyword.upperBound, limit: 16))
    }

    /// Reports the folder of a project whose name is a path with `-` for every `/`, as agents name their own folders.
    mutating func reportProjectFolder(at keyword: Range<Int>) {
        let end = skip(.alphanumerics, from: keyword.upperBound, limit: 32)
        guard end > keyword.upperBound else { return }
        report(.home, at: keyword.lowerBound + 1..<end)
    }

    private func beginsPath(_ start: Int) -> Bool {
        let before = self[start - 1]
        guard before != UInt8(ascii: "/") else { return self[start - 2] == before && self[start - 3] != before }
        return isBoundary(start) && !"._-~)}]>*".utf8.contains(before)
    }

    /// Reports the folder from `start` to the end of the user's name, which begins at `name`.
    private mutating func reportFolder(from start: Int, name: Int) {
        var end = skip(.userName, from: name, limit: 64)
        while end > name, self[end - 1] == UInt8(ascii: ".") || self[end - 1] == UInt8(ascii: "-") { end -= 1 }
        // Windows has names of two words.
        if self[end] == UInt8(ascii: " "), self[start + 1] == UInt8(ascii: ":") {
            let second = skip(.userName, from: end + 1, limit: 32)
            if second > end + 1, self[second] == UInt8(ascii: "\\") { end = second }
        }
        let shared: [StaticString] = ["Shared", "Public", "Default", "linuxbrew"]
        guard end > name, !shared.contains(where: { has($0, at: name) && end - name == $0.utf8CodeUnitCount })
        else { return }
        report(.home, at: start..<end)
    }

    /// Reports an e-mail address around the `@` at `at`.
    mutating func reportEmail(around at: Int) {
        guard at != userInfoEnd else { return }
        var start = withoutEscape(runStart(of: .emailLocal, before: at, limit: 64))
        while start < at, !ByteSet.alphanumerics.contains(text[start]) { start += 1 }
        guard start < at, self[start - 1] != UInt8(ascii: "@"), self[start - 1] != UInt8(ascii: "/") else { return }
        var end = skip(.emailDomain, from: at + 1, limit: 253)
        while end > at + 1, self[end - 1] == UInt8(ascii: ".") || self[end - 1] == UInt8(ascii: "-") { end -= 1 }
        let domain = text[at + 1..<end]
        guard let dot = domain.lastIndex(of: UInt8(ascii: ".")), dot > at + 1,
            !ByteSet.digits.contains(self[at + 1]), TopLevelDomain.isKnown(text[dot + 1..<end])
        else { return }
        // `git@host:path` and `deploy@host:path` name a machine, not a person.
        let isRemote = self[end] == UInt8(ascii: ":") && !ByteSet.environmentEnds.contains(self[end + 1])
        guard !isRemote, !(at - start == 3 && hasFolded("git", at: start)), !isReserved(domain) else { return }
        report(.email, at: start..<end)
    }

    /// Whether `domain` was set aside for examples.
    private func isReserved(_ domain: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let reserved: [StaticString] = ["example.com", "example.org", "example.net"]
        return reserved.contains { name in
            let start = domain.endIndex - name.utf8CodeUnitCount
            return start >= domain.startIndex && hasFolded(name, at: start)
        }
    }
}

/// The last label of a domain that people have addresses in.
private enum TopLevelDomain {
    /// Whether `label` is a known one. Of the two-letter ones those that are file name extensions are left out.
    static func isKnown(_ label: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let name = String(decoding: label.map(\.folded), as: UTF8.self)
        return generic.contains(name) || countries.contains(name)
    }

    private static let generic: Set<String> = [
        "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "name", "pro", "dev", "app", "cloud", "tech",
        "online", "site", "xyz", "email", "mail", "software", "systems", "solutions", "company", "agency", "digital",
        "studio", "design", "blog", "life", "live", "world", "team", "group", "network", "tools", "academy", "page",
        "science", "health", "store", "shop", "media", "news", "global", "space", "website", "consulting", "swiss",
        "berlin", "london", "amsterdam", "tokyo", "africa", "asia", "eu",
    ]

    private static let countries: Set<String> = Set(
        """
        ac ad ae af ag ai al am ar at au aw ax az ba bb bd be bg bh bn bo br bs bt bw by bz ca cd ch ci ck cl cm cn co \
        cr cu cv cw cy cz de dj dk dm do dz ec ee eg es et fi fj fm fo fr ga ge gg gh gi gl gm gp gr gt gy hk hn hr ht \
        hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki kr kw ky kz la lb lc li lk ls lt lu lv ly ma mc md me \
        mg mk mm mn mo mq mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pr pt pw \
        qa ro rs ru rw sa sb sc sd se sg si sk sl sm sn so sr st su sv sy sz tc td tf tg th tj tk tl tm tn to tr tt tv \
        tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye za zm zw
        """.split(separator: " ").map(String.init)
    )
}
