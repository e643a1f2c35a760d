/// Where a command line has a password.
enum CommandSecret: Sendable, Hashable {
    /// Directly behind an option: `mysql -pX`.
    case attached
    /// The word behind an option: `sshpass -p X`.
    case next
    /// Behind the colon or percent sign in the word behind an option: `curl -u name:X`.
    case user
    /// Behind `pass:`: `openssl … -passin pass:X`.
    case openssl
    /// The word behind `-c`: `snmpwalk -c X`.
    case community
    /// One of the words that are not options, counted from 0: `htpasswd -b file name X`, `net use share X`.
    case operand(Int)
    /// The third of the words that are not options: `htpasswd -b file name X`.
    case wordAfterFile
    /// What is written into a program that asks: `echo X | sudo -S`.
    case piped
    /// In quotes behind the word: `ALTER ROLE a PASSWORD 'X'`.
    case quoted
    /// In quotes behind an equals sign: `SET PASSWORD FOR a = 'X'`.
    case quotedValue
    /// Behind a name that says so: `setx API_TOKEN X`.
    case named
    /// Behind a slash: `sqlplus user/X@database`.
    case slash

    /// The words that lead to such a command, in lower case.
    static let keywords: [(keyword: StaticString, secret: CommandSecret)] = [
        ("mysql", .attached), ("mariadb", .attached), ("mysqldump", .attached), ("mysqladmin", .attached),
        ("7z", .attached),
        ("7za", .attached), ("rar ", .attached), ("sqlcmd", .next), ("bcp ", .next), ("xfreerdp", .attached),
        ("sshpass", .next), ("redis-cli", .next), ("docker login", .next), ("podman login", .next),
        ("registry login", .next),
        ("oras login", .next), ("skopeo login", .next), ("crane auth login", .next), ("az login", .next),
        ("az acr login", .next), ("cf login", .next), ("oc login", .next), ("mongo ", .next), ("mongosh ", .next),
        ("mongodump", .next), ("zip ", .next), ("unzip ", .next), ("ldapsearch", .next), ("ldapmodify", .next),
        ("ldapadd", .next), ("ssh-keygen", .next), ("keytool", .next), ("jarsigner", .next), ("rdesktop", .next),
        ("vault login", .operand(0)), ("svn ", .next), ("nmcli", .next), ("ipmitool", .next), ("gpg ", .next),
        ("snmpwalk", .community), ("snmpget", .community), ("snmpset", .community), ("importprivkey", .operand(0)),
        ("wandb login", .operand(0)), ("requirepass", .operand(0)), ("masterauth", .operand(0)),
        ("service install ", .operand(0)), ("snyk auth", .operand(0)), ("ngrok authtoken", .operand(0)),
        ("rclone", .next), ("rclone obscure", .operand(0)),
        ("rabbitmqctl", .operand(2)), ("curl", .user), ("wget", .user), ("http ", .user), ("https ", .user),
        ("smbclient", .user),
        ("rpcclient", .user), ("crackmapexec", .next), ("lftp", .user), ("ab ", .user), ("mosquitto_pub", .next),
        ("mosquitto_sub", .next), ("openssl", .openssl), ("-pass pass:", .openssl), ("htpasswd", .wordAfterFile),
        ("net use", .operand(0)),
        ("net user", .operand(1)), ("sudo -s", .piped), ("su -c", .piped), ("chpasswd", .piped),
        ("passwd --stdin", .piped),
        ("docker login -u", .piped), ("password-stdin", .piped), ("cryptsetup", .piped), ("password '", .quoted),
        ("password \"", .quoted), ("cmdkey", .attached), ("runas", .attached), ("kinit", .piped), ("grpcurl", .user),
        ("psexec", .next), ("winexe", .user), ("useradd", .next), ("usermod", .next),
        ("ansible", .next),
        ("cqlsh", .next), ("etcdctl", .user), ("cargo login", .operand(0)), ("mc alias set", .operand(3)),
        ("configure set aws_secret_access_key", .operand(0)), ("sqlplus", .slash), ("rman target", .slash),
        ("set password for", .quotedValue), ("set password =", .quotedValue),
        ("--with-token", .piped), ("http-basic", .operand(2)),
        ("radtest", .operand(1)), ("expdp", .slash), ("impdp", .slash), ("sqlldr", .slash),
        ("operator unseal", .operand(0)), ("account authorize", .operand(1)), ("authorize-account", .operand(1)),
        ("contribsys.com", .operand(0)), ("ftp> user", .operand(1)), ("add-generic-password", .next),
        ("add-internet-password", .next), ("setx ", .named),
        ("schtasks", .next), ("certutil", .next), ("hydra", .next), ("objectname", .operand(1)),
        ("wpa_passphrase", .operand(1)), ("changepass", .operand(1)),
        ("doveadm auth test", .operand(1)), ("doveadm pw", .next),
        ("user set password", .operand(1)), ("-setairportnetwork", .operand(2)), ("mosquitto_passwd", .wordAfterFile),
        ("qpdf --encrypt", .operand(0)), ("qpdf --encrypt", .operand(1)), ("bw unlock", .operand(0)),
        ("gopass insert", .operand(1)), ("ldappasswd", .next), ("sp_addlogin", .operand(1)), ("sshpass", .attached),
        ("com2sec", .operand(2)), ("mysqladmin", .next), ("ldapwhoami", .next), ("ldapdelete", .next),
        ("twine upload", .next), ("npm-cli-login", .next), ("restic", .next), ("borg", .next),
    ]

    /// The options that a password follows.
    static let options: [StaticString] = [
        "-p", "-P", "-a", "-w", "-N", "-k", "--pass", "--password", "--passwd", "-pass", "-storepass", "-keypass",
        "--passphrase", "--auth", "password", "-A", "-X", "--pw", "-passwd", "/pass", "--admin-password", "-e", "pass",
        "--pass=", "/rp", "/RP",
    ]
    static let attachments: [StaticString] = ["-p", "-hp", "/p:", "/pass:", "/savecred:"]
    static let users: [StaticString] = [
        "-u", "--user", "--proxy-user", "-U", "-a", "--auth", "-A", "--basic", "--user=",
    ]
}

extension Scan {
    /// Reports the password of a command whose name is at `name`.
    mutating func reportCommandSecret(of secret: CommandSecret, at name: Range<Int>) {
        guard secret == .openssl || secret == .quoted || secret == .piped || isBoundary(name.lowerBound),
            secret == .piped || secret == .openssl || secret == .quoted
                || !ByteSet.alphanumerics.contains(self[name.upperBound])
                || ByteSet.blanks.contains(self[name.upperBound - 1])
        else { return }
        switch secret {
        case .attached: reportAttached(in: words(from: name.upperBound))
        case .next: reportNext(in: words(from: name.upperBound))
        case .community:
            let words = words(from: name.upperBound)
            reportNext(in: words)
            guard let option = words.firstIndex(where: { $0.count == 2 && has("-c", at: $0.lowerBound) }),
                let word = words.dropFirst(option + 1).first, !hasFolded("public", at: unquoted(word).lowerBound)
            else { return }
            reportPassword(unquoted(word), isStrict: false)
        case .user: reportUser(in: words(from: name.upperBound))
        case .openssl: reportOpenSSL(in: words(from: name.lowerBound))
        case .operand(let number):
            // Shares, drives and options come before the password or behind it.
            let operands = words(from: name.upperBound).filter { word in
                !"-/\\".utf8.contains(self[word.lowerBound]) && self[word.upperBound - 1] != UInt8(ascii: ":")
            }
            if number < operands.count { reportPassword(unquoted(operands[number]), isStrict: true) }
        case .wordAfterFile:
            let operands = words(from: name.upperBound).filter { self[$0.lowerBound] != UInt8(ascii: "-") }
            // `-n` prints the line, and takes no file.
            let options = words(from: name.upperBound).filter { self[$0.lowerBound] == UInt8(ascii: "-") }
            let isPrinted = options.contains { $0.count <= 5 && text[$0].contains(UInt8(ascii: "n")) }
            let number = isPrinted ? 1 : 2
            if operands.count > number { reportPassword(unquoted(operands[number]), isStrict: true) }
        case .piped: reportPiped(before: name.lowerBound)
        case .named:
            let words = words(from: name.upperBound)
            let names: [StaticString] = ["pass", "pwd", "token", "secret", "key", "_pat", "credential"]
            guard words.count >= 2, words[0].contains(where: { index in names.contains { hasFolded($0, at: index) } })
            else { return }
            reportPassword(unquoted(words[1]), isStrict: true)
        case .quotedValue: reportQuotedValue(after: name)
        case .slash:
            let words = words(from: name.upperBound)
            guard let word = words.first(where: { self[$0.lowerBound] != UInt8(ascii: "-") }),
                let slash = text[word].firstIndex(of: UInt8(ascii: "/"))
            else { return }
            let at = text[slash..<word.upperBound].lastIndex(of: UInt8(ascii: "@")) ?? unquoted(word).upperBound
            if at > slash { reportPassword(slash + 1..<at, isStrict: false) }
        case .quoted:
            let end = sampleEnd(before: ByteSet("\u{1}-\u{1F}'\"\\"), from: name.upperBound)
            if self[end] == self[name.upperBound - 1] || self[end] == UInt8(ascii: "\\") {
                reportPassword(name.upperBound..<end, isStrict: false)
            }
        }
    }

    private mutating func reportAttached(in words: [Range<Int>]) {
        for word in words {
            for option in CommandSecret.attachments where has(option, at: word.lowerBound) {
                let start = word.lowerBound + option.utf8CodeUnitCount
                let value = unquoted(start..<word.upperBound)
                if value.count >= 4 { return reportPassword(value, isStrict: true) }
            }
        }
    }

    /// Reports what is in quotes behind the next equals sign: `SET PASSWORD FOR a = 'X'`.
    private mutating func reportQuotedValue(after name: Range<Int>) {
        var equals = name.upperBound - 1
        if self[equals] != UInt8(ascii: "=") {
            equals = stop(before: ByteSet("=\n;"), from: name.upperBound, limit: 80)
            guard self[equals] == UInt8(ascii: "=") else { return }
        }
        let quote = skip(ByteSet(" \\"), from: equals + 1, limit: 8)
        guard ByteSet.quotes.contains(self[quote]) else { return }
        let end = sampleEnd(before: ByteSet("\u{1}-\u{1F}'\"\\"), from: quote + 1)
        reportPassword(quote + 1..<end, isStrict: false)
    }

    private mutating func reportNext(in words: [Range<Int>]) {
        for (index, word) in words.enumerated() where index + 1 < words.count {
            let isOption = CommandSecret.options.contains {
                $0.utf8CodeUnitCount == word.count && has($0, at: word.lowerBound)
            }
            guard isOption else { continue }
            let value = unquoted(words[index + 1])
            if self[value.lowerBound] != UInt8(ascii: "-") { reportPassword(value, isStrict: true) }
        }
    }

    private mutating func reportUser(in words: [Range<Int>]) {
        for (index, word) in words.enumerated() {
            // `-su name:X`: several options in one word
            let isJoined =
                self[word.lowerBound] == UInt8(ascii: "-") && word.count <= 5 && has("u", at: word.upperBound - 1)
                && self[word.lowerBound + 1] != UInt8(ascii: "-")
            guard
                let option = CommandSecret.users.first(where: { has($0, at: word.lowerBound) })
                    ?? (isJoined ? "-u" : nil)
            else { continue }
            let rest = isJoined ? word.upperBound : word.lowerBound + option.utf8CodeUnitCount
            let pair =
                rest < word.upperBound
                ? rest..<word.upperBound : index + 1 < words.count ? words[index + 1] : rest..<rest
            let value = unquoted(pair)
            guard let colon = text[value].firstIndex(where: { ":%,".utf8.contains($0) }), colon > value.lowerBound
            else {
                continue
            }
            reportPassword(colon + 1..<value.upperBound, isStrict: false)
        }
    }

    private mutating func reportOpenSSL(in words: [Range<Int>]) {
        for word in words where has("pass:", at: unquoted(word).lowerBound) {
            reportPassword(unquoted(word).lowerBound + 5..<unquoted(word).upperBound, isStrict: false)
        }
        reportNext(in: words)
    }

    /// Reports what `echo` or `printf` writes into the pipe before `end`.
    private mutating func reportPiped(before end: Int) {
        var pipe = end
        while pipe > 0, end - pipe < 200, self[pipe] != UInt8(ascii: "|"), self[pipe] != UInt8(ascii: "\n") {
            pipe -= 1
        }
        if self[pipe] != UInt8(ascii: "|") {
            // `sudo -S … <<< X`
            let here = words(from: end)
            guard let index = here.firstIndex(where: { has("<<<", at: $0.lowerBound) }) else { return }
            let word =
                here[index].count > 3
                ? here[index].lowerBound + 3..<here[index].upperBound : here.dropFirst(index + 1).first
            if let word { reportPassword(unquoted(word), isStrict: true) }
            return
        }
        guard
            let program = (max(0, pipe - 200)..<pipe).last(where: {
                hasFolded("echo ", at: $0) || hasFolded("printf ", at: $0)
            }),
            let last = words(from: skip(.letters, from: program)).last(where: { $0.upperBound <= pipe })
        else { return }
        var value = unquoted(last)
        if let colon = text[value].firstIndex(of: UInt8(ascii: ":")) { value = colon + 1..<value.upperBound }
        if has("\\n", at: value.upperBound - 2) { value = value.lowerBound..<value.upperBound - 2 }
        reportPassword(value, isStrict: true)
    }

    // MARK: Words

    /// The words of a command up to its end, or to the end of the line or of the string that it is in.
    func words(from start: Int) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var index = start
        let limit = min(text.count, start + 300)
        if let list = listedWords(from: start, limit: limit) { return list }
        while index < limit, words.count < 24 {
            index = skip(.blanks, from: index, limit: 16)
            guard index < limit, !"\n\r;|&)`".utf8.contains(text[index]) else { break }
            if text[index] == UInt8(ascii: "\\"), "nr".utf8.contains(self[index + 1]) { break }
            let quote = text[index] == UInt8(ascii: "\\") ? self[index + 1] : text[index]
            var end = index
            if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
                let inside = text[index] == UInt8(ascii: "\\") ? index + 2 : index + 1
                end = stop(
                    before: quote == UInt8(ascii: "'") ? ByteSet("\n'") : ByteSet("\n\""),
                    from: inside,
                    limit: 200
                )
                end = min(end + 1, limit)
            } else {
                end = stop(before: ByteSet("\u{1}- \";|&)`<>"), from: index, limit: 200)
                // An ampersand inside a word is a part of it: of an address, or of a password on Windows.
                while self[end] == UInt8(ascii: "&"), end > index, !"& \n".utf8.contains(self[end + 1]),
                    self[end + 1] > 0
                {
                    end = stop(before: ByteSet("\u{1}- \";|&)`<>"), from: end + 1, limit: 200)
                }
                if end == index { end = min(stop(before: ByteSet("\u{1}- "), from: index, limit: 200), limit) }
            }
            guard end > index else { break }
            words.append(index..<end)
            index = end
        }
        return words
    }

    /// The words of a command that is a list of literals, behind its first: `["mysql", "-u", "kim", "-pX"]`.
    private func listedWords(from start: Int, limit: Int) -> [Range<Int>]? {
        let separators = ByteSet(" \\\n")
        var comma = skip(ByteSet("\\\"'"), from: start, limit: 4)
        if comma == start { comma = skip(.blanks, from: start, limit: 2) }
        let isList = comma > start && self[comma] == UInt8(ascii: ",")
        let isCall = comma > start && ByteSet.quotes.contains(self[comma])
        guard isList || isCall else { return nil }
        var words: [Range<Int>] = []
        var index = isList ? comma + 1 : comma
        while index < limit, words.count < 24 {
            let quote = skip(separators, from: index, limit: 40)
            guard ByteSet.quotes.contains(self[quote]) else { break }
            let end = stop(before: ByteSet("\n\\").inserting(self[quote]), from: quote + 1, limit: 200)
            words.append(quote + 1..<end)
            let next = skip(ByteSet(" \\\"'"), from: end, limit: 8)
            guard self[next] == UInt8(ascii: ",") else { break }
            index = next + 1
        }
        return words.count > 1 ? words : nil
    }

    /// A word without the quotes around it.
    func unquoted(_ word: Range<Int>) -> Range<Int> {
        var (start, end) = (word.lowerBound, word.upperBound)
        while start < end, "\\'\"".utf8.contains(text[start]) { start += 1 }
        while end > start, "\\'\"".utf8.contains(text[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Reports a value that a command line has in the place of a password.
    ///
    /// - Parameter isStrict: whether other things than passwords are in this place as well.
    mutating func reportPassword(_ range: Range<Int>, isStrict: Bool) {
        guard range.count >= 4, range.upperBound <= text.count, !isPlaceholder(at: range.lowerBound + 10),
            !isFound(range.lowerBound)
        else { return }
        let shape = SecretShape(text[range])
        guard !shape.isStandIn, shape.distinct >= 3, !shape.isPath,
            !text[range].contains(where: ByteSet.blanks.contains)
        else {
            return
        }
        let kinds = [shape.lower, shape.upper, shape.digits, shape.symbols].count { $0 > 0 }
        // Several words with signs between them are a passphrase where nothing but a password can be.
        if shape.lower > 0, shape.upper + shape.digits == 0, range.count >= 12,
            text[range].split(whereSeparator: { "-_".utf8.contains($0) }).count >= 3
        {
            return report(.secret, at: range)
        }
        if isStrongPassword(range) { return report(.secret, at: range) }
        guard kinds >= 2, !isStrict || shape.digits + shape.symbols > 0 && range.count >= 6 && !shape.isCode else {
            return
        }
        guard !text[range].allSatisfy({ ByteSet.digits.contains($0) || ".:/-".utf8.contains($0) }) else { return }
        report(.secret, at: range)
    }
}
