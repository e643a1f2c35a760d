/// A secret that is told by the words and signs around it: by the command, call, line or sentence that it is in.
enum SurroundedSecret: Sendable, Hashable {
    /// The value of a name that ends with a word for a key: `FERNET_KEY=X`, `masterKey: "X"`.
    case keyName
    /// The value of an option whose name ends with a word for a password: `--admin-pass X`, `-upw X`.
    case option
    /// The word behind a short option that many programs have for a password or token: `-p X`, `-t X`.
    case shortOption
    /// A name and a password behind a short option: `-a name:X`.
    case pairOption
    /// A number that opens something, behind an option: `--pin 1234`.
    case numberOption
    /// What is written to a program or into a file of secrets: `echo X | tool`, `printf X > file`.
    case echoed
    /// What a here-string gives to a command about secrets: `put NAME <<< X`.
    case hereString
    /// The output of a command that shows or makes a secret.
    case shown
    /// A password in base64 that a command decodes.
    case decoded
    /// The base64 text of a private key, or of the credentials of registries.
    case encodedKey, encodedLogins
    /// Groups of signs behind a word for a licence.
    case licence
    /// A licence that begins with an identifier and an encoded text about it.
    case encodedLicence
    /// A random argument of a call that makes a client or signs something.
    case argument
    /// The default of a variable whose name is that of a secret.
    case defaultValue
    /// A key behind the words of a network device: `key 0 X`, `secret 5 X`.
    case deviceKey
    /// What a client sends to log in, in a protocol of lines: `AUTH X`, `PASS X`.
    case protocolLine
    /// The last field of a line of a browser's file of cookies.
    case cookieLine
    /// A one-time code that a person says.
    case spokenCode
    /// A seed of one-time passwords, in base32 or in groups of four signs.
    case oneTimeSeed
    /// Words of a wallet in quotes, in a call.
    case walletWords
    /// A user and a password in backquotes: "`user` / `X`".
    case quotedPair
    /// A number behind the name of a service that knows its customers by it alone.
    case accountNumber
    /// Two words and a password, one a line, or behind a mount point.
    case loginFile
    /// A static key of a VPN in armour.
    case staticKey
    /// A key that is put into the variables of a session or cookie by name: `cookies.set("sid", "X")`.
    case cookieCall
    /// Two numbers of a cluster that let a machine join it, below the head of a table.
    case joinToken
    /// A user and a password in base64: `auth = "X"`, `"encoded": "X"`.
    case encodedPair
    /// Keys in a list whose name is the plural of a word for them.
    case list
    /// A key later in the sentence or label that names it: `token for the service: X`.
    case labelledKey
    /// A token behind its quoted name in a command: `set "//host/:_authToken" X`.
    case registryToken
    /// The third field of a line of secrets of a dial-up: `"a" * "X" *`.
    case dialLine
    /// Hexadecimal digits as long as the key of a chain, in a list of accounts.
    case accountKey

    static let keywords: [(keyword: StaticString, secret: SurroundedSecret)] =
        [
            ("key", .keyName), ("_sk", .keyName), ("_pat", .keyName), ("session", .keyName), ("_claim", .keyName),
            ("licen", .licence), ("lizenz", .licence), ("лиценз", .licence), ("ライセンス", .licence),
            ("シリアル", .licence), ("序列号", .licence), ("激活码", .licence), ("라이선스", .licence), ("seriennummer", .licence),
            ("wif", .keyName), ("product key", .licence), ("productkey", .licence), ("activation", .licence),
            ("/ipk", .licence), ("inpkey", .licence), ("serial", .licence), ("eyjsawnlbnn", .encodedLicence),
            ("pass", .option), ("pw", .option), ("pwd", .option), ("passwd", .option), ("-xp", .option),
            ("--sec", .option), ("-newpass", .option), ("--session", .option), ("passphrase", .option),
            ("--value", .option), ("--body", .option), ("--secret-string", .option),
            (" -p", .shortOption), (" -w ", .shortOption), (" -t ", .shortOption), (" /p ", .shortOption),
            (" -k ", .shortOption), (" /d ", .shortOption), (" -b", .shortOption), (" -a ", .pairOption),
            (" -u ", .pairOption), (" -auth ", .pairOption), (" --creds ", .pairOption), ("pin ", .numberOption),
            ("pin=", .numberOption), ("--otp", .numberOption), ("echo ", .echoed), ("printf ", .echoed),
            ("<<<", .hereString), ("$ ", .shown), ("> ", .shown), ("base64 -d", .shown), ("get secret", .shown),
            ("gen.secret", .shown), ("genkey", .shown), ("versions access", .shown), ("base64 -d", .decoded),
            ("base64 --decode", .decoded), ("ls0tls1crudjti", .encodedKey), ("eyjhdxrocyi6", .encodedLogins),
            ("('", .argument), ("(\"", .argument), ("(\\", .argument), ("(b'", .argument), ("(b\"", .argument),
            ("sign(", .argument), ("verify(", .argument), ("hmac(", .argument),
            ("encode(", .argument), ("decode(", .argument),
            ("default", .defaultValue), ("result", .defaultValue), ("key 0 ", .deviceKey), ("key 7 ", .deviceKey),
            ("isakmp key ", .deviceKey), ("key-string ", .deviceKey), ("secret 0 ", .deviceKey),
            ("secret 5 ", .deviceKey), ("secret 7 ", .deviceKey), ("secret 8 ", .deviceKey),
            ("secret 9 ", .deviceKey), ("snmp-server community ", .deviceKey), (" md5 ", .deviceKey),
            (" sha ", .deviceKey), ("server key ", .deviceKey), ("authentication ", .deviceKey),
            ("chap password ", .deviceKey), ("ascii ", .deviceKey), ("ascii-text ", .deviceKey), (" psk ", .deviceKey),
            ("psksecret ", .deviceKey), (" key ", .deviceKey), ("auth ", .protocolLine),
            ("pass ", .protocolLine), ("login ", .protocolLine), ("identify ", .protocolLine),
            ("/oper ", .protocolLine), ("/connect ", .protocolLine), ("\ttrue\t", .cookieLine),
            ("\tfalse\t", .cookieLine), ("\\ttrue\\t", .cookieLine), ("\\tfalse\\t", .cookieLine),
            ("code is ", .spokenCode), ("code: ", .spokenCode), ("totp", .oneTimeSeed), ("otp", .oneTimeSeed),
            ("manually", .oneTimeSeed), ("authenticator", .oneTimeSeed), ("2fa", .oneTimeSeed), ("mfa", .oneTimeSeed),
            ("base32", .oneTimeSeed), ("wallet", .walletWords), ("phrase", .walletWords), ("` / `", .quotedPair),
            ("`/`", .quotedPair), ("account", .accountNumber), ("static key v1-----", .staticKey),
            ("cookie", .cookieCall), ("user_session", .cookieCall), ("li_at", .cookieCall), ("psid", .cookieCall),
            ("aspnet", .cookieCall), ("phpsessid", .cookieCall), ("jsessionid", .cookieCall),
            ("connect.sid", .cookieCall), ("sessionid", .cookieCall), ("__host-", .cookieCall),
            ("__secure-", .cookieCall),
            ("logged_in_", .cookieCall), ("token  ", .joinToken), ("accounts", .accountKey),
            ("auth.txt", .loginFile), ("login.conf", .loginFile), ("auth.conf", .loginFile), ("up.conf", .loginFile),
            ("login.txt", .loginFile), ("userpass", .loginFile), ("auth-user-pass>", .loginFile),
            ("credentials", .loginFile), ("secrets\n", .loginFile),
            ("secrets\\n", .loginFile), ("auth = ", .encodedPair), ("_auth ", .encodedPair),
            ("encoded\"", .encodedPair),
            ("encoded\\", .encodedPair), ("keys", .list), ("tokens", .list), ("secrets", .list), ("passwords", .list),
            ("token for ", .labelledKey), ("key for ", .labelledKey), ("secret for ", .labelledKey),
            ("token of ", .labelledKey), ("key of ", .labelledKey), ("_authtoken", .registryToken),
            ("* \"", .dialLine), ("* \\\"", .dialLine),
        ]
}

extension Scan {
    /// Reports the secret whose surroundings have `mark`.
    mutating func reportSurrounded(_ secret: SurroundedSecret, at mark: Range<Int>) {
        switch secret {
        case .keyName: reportKeyValue(at: mark)
        case .option: reportOption(at: mark)
        case .shortOption: reportShortOption(at: mark)
        case .pairOption: reportPairOption(after: mark)
        case .numberOption: reportNumberOption(at: mark)
        case .echoed: reportEchoed(at: mark)
        case .hereString: reportHereString(at: mark)
        case .shown: reportShownSecret(at: mark)
        case .decoded: reportDecoded(before: mark.lowerBound)
        case .encodedKey: reportEncodedKey(at: mark.lowerBound)
        case .encodedLogins:
            let end = runEnd(of: .anyBase64, from: mark.lowerBound)
            if isBoundary(mark.lowerBound), end - mark.lowerBound >= 40 {
                report(.secret, at: mark.lowerBound..<end)
            }
        case .licence: reportLicence(after: mark)
        case .encodedLicence: reportEncodedLicence(around: mark)
        case .argument: reportArgument(at: mark)
        case .defaultValue: reportDefaultValue(after: mark)
        case .deviceKey: reportDeviceKey(after: mark)
        case .protocolLine: reportProtocolLine(at: mark)
        case .cookieLine: reportCookieLine(at: mark)
        case .spokenCode: reportSpokenCode(at: mark)
        case .oneTimeSeed: reportOneTimeSeed(after: mark.upperBound)
        case .walletWords: reportWalletWords(after: mark.upperBound)
        case .quotedPair: reportQuotedPair(after: mark.upperBound)
        case .accountNumber: reportAccountNumber(around: mark)
        case .loginFile: reportLoginFile(at: mark)
        case .staticKey: reportStaticKey(after: mark)
        case .cookieCall: reportCookieCall(after: mark)
        case .joinToken: reportListedJoinToken(after: mark.upperBound)
        case .encodedPair: reportEncodedPair(after: mark)
        case .list: reportList(after: mark)
        case .labelledKey: reportLabelledKey(after: mark)
        case .registryToken:
            let value = wordEnd(from: skip(ByteSet(" =\\\"'"), from: mark.upperBound, limit: 6))
            if isKeyLike(value), !isFound(value.lowerBound) { report(.secret, at: value) }
        case .dialLine:
            let value = wordEnd(from: mark.upperBound)
            let rest = skip(ByteSet("\\\""), from: value.upperBound, limit: 4)
            let isField = ByteSet.quotes.contains(self[mark.lowerBound - 2])
            if isStrongPassword(value), isField, self[rest] == UInt8(ascii: " ") { report(.secret, at: value) }
        case .accountKey:
            let bracket = skip(ByteSet(" :=\\\"'"), from: mark.upperBound, limit: 8)
            let start = skip(ByteSet(" [\\\"'\n\rn"), from: bracket, limit: 24)
            guard self[bracket] == UInt8(ascii: "["), has("0x", at: start) else { return }
            let end = skip(.hex, from: start + 2, limit: 65)
            if end - start == 66 { report(.privateKey, at: start..<end) }
        }
    }
}
