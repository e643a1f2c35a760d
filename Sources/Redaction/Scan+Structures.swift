/// A secret that is told by the structure of the text around it, and not by a name directly before it.
enum StructuredSecret: Sendable, Hashable {
    /// The private members of a JSON Web Key.
    case webKey
    /// Twelve or more words behind the name of a seed phrase.
    case seedPhrase
    /// A key as a list of the numbers of its bytes.
    case bytes
    /// The hashes of `user:id:LM:NT:::`.
    case hashDump
    /// The line below the comment of a minisign or signify key.
    case commentedKey
    /// `abcdef.0123456789abcdef`, which lets a machine join a cluster.
    case joinToken
    /// `user:X@tcp(host)/database`
    case dataSource
    /// `user/X@host` of a driver's address.
    case driverAddress
    /// `machine host login user password X`
    case machineLine
    /// A value of `INSERT INTO … (…, password) VALUES (…, 'X')`.
    case insertedValue
    /// An argument of a call that makes a client: a key, or what follows the user's name.
    case clientCall
    /// The output below a command that shows a file of a secret.
    case shownFile
    /// A token between `/t/` and `/` of a channel's address.
    case channelToken
    /// A part of the key that opens a vault.
    case unsealKey
    /// Codes that are used once where a second factor is lost.
    case recoveryCodes
    /// The cookies of a command line.
    case cookieOption
    /// What a script types where it is asked for a password.
    case typedAnswer
    /// A number that a person says is their PIN or a code that was sent to them.
    case spokenNumber
    /// The answer to a security question.
    case securityAnswer
    /// A key for one-time passwords in groups of four signs.
    case setupKey
    /// The result of a generator of passwords in a recorded state.
    case generatedValue
    /// What a program says it has set a password to.
    case newValue
    /// `[host]:587 user@domain:X`
    case relayLine
    /// The cells below the head of a column for passwords.
    case column
    /// `….key='X'` of a wireless network.
    case wirelessKey
    /// A private key of a chain: 64 hexadecimal digits behind a name.
    case chainKey
    /// A key in a header or constant whose name only ends with `Key`: it must be random.
    case headerKey
    /// A key in quotes behind the word of its kind: `PSK "X"`.
    case quotedKey
    /// A random string behind a name that other things have as well: `SONAR_LOGIN=X`.
    case randomValue
    /// The key of a service: `adafruit_key = "X"`
    case serviceKey
    /// The session of a web application, by the name of its cookie.
    case sessionCookie
    /// The values below `data:` of a secret of a cluster.
    case clusterSecret

    static let keywords: [(keyword: StaticString, secret: StructuredSecret)] = [
        ("\"kty\"", .webKey), ("\"kty\\", .webKey),
        ("mnemonic", .seedPhrase), ("seed phrase", .seedPhrase), ("seed words", .seedPhrase),
        ("recovery phrase", .seedPhrase), ("wallet words", .seedPhrase), ("backup phrase", .seedPhrase),
        ("wallet seed", .seedPhrase), ("seed: ", .seedPhrase),
        ("keypair", .bytes), ("uint8array", .bytes), ("id.json", .bytes), ("wallet.json", .bytes), ("solana", .bytes),
        ("secretkey", .bytes),
        (":::", .hashDump), ("encrypted secret key", .commentedKey), ("signify secret key", .commentedKey),
        ("minisign secret key", .commentedKey),
        ("kubeadm", .joinToken), ("@tcp(", .dataSource), ("@unix(", .dataSource),
        ("jdbc:oracle:thin:", .driverAddress), ("machine ", .machineLine),
        ("values (", .insertedValue), ("values(", .insertedValue),
        ("client(", .clientCall), ("twilio(", .clientCall), ("algoliasearch(", .clientCall),
        ("mysqli(", .clientCall), ("mysqli_connect(", .clientCall), ("pdo(", .clientCall), (".login(", .clientCall),
        ("connect(", .clientCall), ("_pw_set(", .clientCall), ("$ cat ", .shownFile), ("# cat ", .shownFile),
        ("/t/", .channelToken),
        ("unseal key", .unsealKey), ("recovery codes", .recoveryCodes), ("backup codes", .recoveryCodes),
        ("recovery_codes", .recoveryCodes), ("backup_codes", .recoveryCodes),
        ("recovery-codes", .recoveryCodes),
        ("rescue codes", .recoveryCodes), ("recovery code: ", .recoveryCodes), ("backup code: ", .recoveryCodes),
        (" -b '", .cookieOption), (" -b \"", .cookieOption),
        (" -b \\\"", .cookieOption), ("--cookie ", .cookieOption), ("send \"", .typedAnswer),
        ("send -- \"", .typedAnswer),
        ("pin is ", .spokenNumber), ("pin: ", .spokenNumber), ("pin ist ", .spokenNumber),
        ("pin code is ", .spokenNumber), ("verification code", .spokenNumber), ("security code", .spokenNumber),
        ("one-time code", .spokenNumber), ("sign-in code", .spokenNumber), ("access code", .spokenNumber),
        ("passcode is", .spokenNumber), ("getconnection(", .clientCall), (".builder(", .clientCall),
        ("-key: ", .headerKey),
        ("key: string = \"", .headerKey), ("login code", .spokenNumber), ("maiden name", .securityAnswer),
        ("first pet", .securityAnswer), ("security answer", .securityAnswer), ("setup key", .setupKey),
        ("secret key", .setupKey),
        ("random_password", .generatedValue), ("new value:", .newValue), ("]:587 ", .relayLine), ("]:465 ", .relayLine),
        ("]:25 ", .relayLine), (":587 ", .relayLine), (":465 ", .relayLine), ("| password |", .column),
        ("| passwort |", .column), (",password\n", .column),
        (",password\\n", .column), ("].key=", .wirelessKey), ("pin of ", .spokenNumber), ("pin for ", .spokenNumber),
        ("_login=", .randomValue), ("_pat=", .randomValue),
        ("_pat ", .randomValue), ("_key: ", .serviceKey), ("_key=", .serviceKey), ("-key=", .serviceKey),
        ("_key = ", .serviceKey), ("-key = ", .serviceKey), ("key\": \"", .serviceKey), ("key\":\"", .serviceKey),
        ("_session=", .sessionCookie), ("sessionid=", .sessionCookie), ("phpsessid=", .sessionCookie),
        ("connect.sid=", .sessionCookie), ("asana", .randomValue), ("kind: secret", .clusterSecret),
        ("twilio.init(", .clientCall),
        ("networkcredential(", .clientCall), ("credentials::new(", .clientCall), ("dbi->connect(", .clientCall),
        ("database(", .clientCall), ("__construct(", .clientCall), ("create_superuser(", .clientCall),
        ("create_user(", .clientCall), ("plainauth(", .clientCall), ("passwordcredentials(", .clientCall),
        ("db.auth(", .clientCall), ("wifi.begin(", .clientCall), ("passwordauthentication(", .clientCall),
        ("this key", .setupKey), ("following key", .setupKey), ("pk=", .chainKey), ("pk=0x", .chainKey),
        ("key=0x", .chainKey), ("key: 0x", .chainKey),
        (" psk \"", .quotedKey), ("psk=\"", .quotedKey), ("ascii-text \"", .quotedKey),
    ]
}

extension Scan {
    /// Reports the secret of a structure whose mark is at `mark`.
    mutating func reportStructured(_ secret: StructuredSecret, at mark: Range<Int>) {
        switch secret {
        case .webKey: reportWebKey(around: mark)
        case .seedPhrase: reportSeedPhrase(after: mark.upperBound)
        case .bytes: reportByteList(after: mark.upperBound)
        case .hashDump: reportHashDump(before: mark.lowerBound)
        case .commentedKey:
            let line = skip(ByteSet("\\nr\n\r"), from: mark.upperBound, limit: 6)
            let end = runEnd(of: .base64, from: line)
            if line > mark.upperBound, end - line >= 50 { report(.privateKey, at: line..<end) }
        case .joinToken: reportJoinToken(after: mark.upperBound)
        case .dataSource:
            let start = runStart(of: Self.plainBytes, before: mark.lowerBound, limit: 120)
            guard let colon = text[start..<mark.lowerBound].firstIndex(of: UInt8(ascii: ":")) else { return }
            reportLoose(colon + 1..<mark.lowerBound)
        case .driverAddress:
            let end = stop(before: ByteSet("\u{1}- \"'\\"), from: mark.upperBound, limit: 200)
            guard let slash = text[mark.upperBound..<end].firstIndex(of: UInt8(ascii: "/")),
                let at = text[slash..<end].firstIndex(of: UInt8(ascii: "@"))
            else { return }
            reportLoose(slash + 1..<at)
        case .machineLine: reportMachineLine(after: mark.upperBound)
        case .insertedValue: reportInsertedValue(around: mark)
        case .clientCall: reportClientCall(after: mark)
        case .shownFile: reportShownFile(after: mark.upperBound)
        case .channelToken:
            let end = skip(.words, from: mark.upperBound, limit: 120)
            let shape = SecretShape(text[mark.upperBound..<end])
            guard self[end] == UInt8(ascii: "/"), end - mark.upperBound >= 20, shape.digits >= 4, shape.lower > 2 else {
                return
            }
            report(.packageToken, at: mark.upperBound..<end)
        case .unsealKey:
            let start = skip(ByteSet("0-9 :=#"), from: mark.upperBound, limit: 10)
            let end = runEnd(of: .base64, from: start)
            if end - start >= 32, SecretShape(text[start..<end]).digits > 1 { report(.vaultToken, at: start..<end) }
        case .recoveryCodes: reportCodes(after: mark.upperBound)
        case .cookieOption: reportCookies(after: mark)
        case .typedAnswer:
            let before = max(0, mark.lowerBound - 80)..<mark.lowerBound
            guard before.contains(where: { hasFolded("assword", at: $0) || hasFolded("assphrase", at: $0) }) else {
                return
            }
            let end = stop(before: ByteSet("\u{1}-\u{1F}\"\\"), from: mark.upperBound, limit: 100)
            reportLoose(mark.upperBound..<end)
        case .spokenNumber: reportSpokenNumber(around: mark)
        case .securityAnswer: reportSecurityAnswer(after: mark.upperBound)
        case .setupKey: reportSetupKey(after: mark.upperBound)
        case .generatedValue:
            let around = max(0, mark.lowerBound - 300)..<min(text.count, mark.upperBound + 300)
            for index in around where has("\"result\"", at: index) {
                let start = skip(ByteSet(" :\\\""), from: index + 8, limit: 8)
                reportLoose(start..<stop(before: ByteSet("\u{1}-\u{1F}\""), from: start, limit: 200))
            }
        case .newValue:
            let before = max(0, mark.lowerBound - 140)..<mark.lowerBound
            guard before.contains(where: { hasFolded("assword", at: $0) }) else { return }
            let start = skip(.blanks, from: mark.upperBound, limit: 4)
            reportLoose(start..<stop(before: ByteSet("\u{1}- \"\\"), from: start, limit: 120))
        case .relayLine:
            let end = stop(before: ByteSet("\u{1}- \"\\"), from: mark.upperBound, limit: 200)
            guard let colon = text[mark.upperBound..<end].firstIndex(of: UInt8(ascii: ":")) else { return }
            let value = colon + 1..<end
            if isPasswordLike(value) || isKeyLike(value) { reportLoose(value) }
        case .column: reportColumn(at: mark)
        case .wirelessKey:
            let start = skip(ByteSet("'\"\\"), from: mark.upperBound, limit: 4)
            let end = stop(before: ByteSet("\u{1}- '\"\\;"), from: start, limit: 100)
            if end - start >= 8, !SecretShape(text[start..<end]).isStandIn { report(.secret, at: start..<end) }
        case .chainKey:
            let end = skip(.hex, from: mark.upperBound, limit: 65)
            if end - mark.upperBound == 64, !isFound(mark.upperBound) { report(.privateKey, at: mark.upperBound..<end) }
        case .headerKey:
            if reportServiceKey(at: mark) { return }
            let end = runEnd(of: .words, from: mark.upperBound)
            let shape = SecretShape(text[mark.upperBound..<end])
            let isHex =
                end - mark.upperBound == 32 && text[mark.upperBound..<end].allSatisfy(ByteSet.lowercaseHex.contains)
            let isHeader = hasFolded("x-", at: runStart(of: .words, before: mark.lowerBound, limit: 40))
            guard
                shape.isRandom && (isHeader || self[mark.upperBound - 1] == UInt8(ascii: "\""))
                    || isHex && shape.digits > 4
            else { return }
            report(.secret, at: mark.upperBound..<end)
        case .serviceKey: _ = reportServiceKey(at: mark)
        case .sessionCookie: reportSessionCookie(after: mark.upperBound)
        case .randomValue: reportRandomKey(after: mark.upperBound)
        case .clusterSecret: reportClusterSecret(around: mark)
        case .quotedKey:
            let end = stop(before: ByteSet("\u{1}-\u{1F}\"\\"), from: mark.upperBound, limit: 120)
            let shape = SecretShape(text[mark.upperBound..<end])
            guard end - mark.upperBound >= 8, shape.digits + shape.symbols > 0, !shape.isPlaceholder else { return }
            report(.secret, at: mark.upperBound..<end)
        }
    }

    private static let plainBytes = ByteSet("!-&(-[]-~")

    /// Reports a value in a place that has nothing but passwords, unless it is a placeholder or a variable.
    mutating func reportLoose(_ range: Range<Int>) {
        guard range.count >= 4, !isFound(range.lowerBound), !isPlaceholder(at: range.lowerBound + 10) else { return }
        let shape = SecretShape(text[range])
        guard !shape.isPlaceholder, !shape.isPath, !text[range].contains(where: ByteSet.blanks.contains),
            shape.digits + shape.symbols > 0 || shape.lower > 0 && shape.upper > 1
        else { return }
        report(.secret, at: range)
    }
}
