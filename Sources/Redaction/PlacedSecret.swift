/// A secret that its place tells: what it is encoded in, the question that it answers, the number that it is, or the
/// setting, call or link that holds it.
enum PlacedSecret: Sendable, Hashable {
    /// Base64 that stands for a text with a password in it.
    case encodedText
    /// A user and a password in base64 behind the name of the scheme: `Basic X`.
    case basicPair
    /// What a client sends when a server asks for the password in base64.
    case encodedAnswer
    /// A user and a password in base64 with zero bytes between them: `AUTH PLAIN X`.
    case plainLogin
    /// The text of an element that is in base64.
    case encodedElement
    /// A password as Windows writes it: base64 of two bytes a character, with the name of the setting behind it.
    case wideText
    /// A file of keys in base64, without armour.
    case keyArchive
    /// The private numbers of a key in XML.
    case keyNumbers
    /// The secrets of a connection, in the log that lets others decrypt it.
    case connectionSecret
    /// The number of a payment card.
    case card
    /// The number on the back of one.
    case cardCheck
    /// The number of a bank account.
    case bankAccount
    /// A number that opens something, behind its name: a PIN, a door's code, a code that was sent.
    case codeNumber
    /// A code of a door or alarm, whose name is in the sentence.
    case entryCode
    /// A number before the words that say what it is: "123456 is your login code".
    case codeBefore
    /// A code that was sent: "your Acme code is 1234", "use 1234 to sign in".
    case sentCode, usedCode
    /// Letters and digits that connect a device: `ABCD-EFGH`.
    case deviceCode
    /// The stored hash of a password, by the name of its format.
    case storedHash
    /// A hash of 32 or 40 hexadecimal digits behind this sign.
    case markedHash
    /// The word behind a setting that is nothing but a password.
    case setting
    /// The password in the text of a code that joins a wireless network.
    case wirelessCode
    /// The first argument of a call that sets a password.
    case passwordCall
    /// A user and a password with a colon between them.
    case pair
    /// A user and a password with a slash between them.
    case slashPair
    /// The word behind the name of who logs in: "log in as `kim` with `X`".
    case loginSentence
    /// Users and passwords in the lines below.
    case loginLines
    /// A password behind the sign `>` of a rule for a user.
    case userRule
    /// What a protocol of lengths sends to log in.
    case lengthPrefixed
    /// What a program writes when it was asked for a password.
    case writtenAnswer
    /// A recovery key of eight groups of six digits, or a code of groups.
    case recoveryKey
    /// A wallet's words on a line of their own.
    case wordLine
    /// A wallet's private key in base58 or hexadecimal digits.
    case walletKey
    /// A key of which the text says that it is shown once.
    case shownOnce
    /// A key of a storage account, in a table or list of its keys.
    case storageKey
    /// The rows of a table that is copied in.
    case copiedRows
    /// The options of a command that sets up a remote.
    case remoteOptions
    /// A value in base64 or of letters in a form that logs somebody in: `SAMLResponse=X`.
    case formValue

    /// The element behind an option for a password, in a list of the words of a command.
    case listedOption
    /// A key behind the words for its format: `AES key (hex): X`.
    case shownKey
    /// The code of a login in the body of a request that exchanges it.
    case exchangedCode
    /// A UUID that is a token in the settings of a service that has such.
    case serviceIdentifier

    static let keywords: [(keyword: StaticString, secret: PlacedSecret)] =
        encoded + numbers + places + [
            ("{ssha", .storedHash), ("{sha}", .storedHash), ("{crypt}", .storedHash), ("{smd5}", .storedHash),
            ("{pbkdf2", .storedHash), ("pbkdf2_sha", .storedHash), ("pbkdf2:sha", .storedHash),
            ("scrypt:", .storedHash), ("scram-sha-", .storedHash), ("$krb5", .storedHash), ("$p$", .storedHash),
            ("$s$", .storedHash), ("$pbkdf2", .storedHash), ("$scrypt$", .storedHash), ("$dcc2$", .storedHash),
            ("$sha1$", .storedHash), ("$8$", .storedHash), ("$9$", .storedHash), ("\"md5", .markedHash),
            ("'md5", .markedHash), ("| md5", .markedHash), ("'*", .markedHash), ("| *", .markedHash),
            ("ntlm ", .markedHash), ("ntlm:", .markedHash), ("::", .markedHash),
        ]

    /// Encoded secrets. Base64 has three spellings of a word, one for each place in a group of bytes.
    private static let encoded: [(keyword: StaticString, secret: PlacedSecret)] = [
        ("cgfzc3dvcm", .encodedText), ("bhc3n3b3jk", .encodedText), ("wyxnzd29yz", .encodedText),
        ("qyxnzd29yz", .encodedText), ("ugfzc3dvcm", .encodedText), ("ueftu1dpuk", .encodedText),
        ("bbu1nxt1je", .encodedText), ("qqvntv09sr", .encodedText), ("cgfzc3dkp", .encodedText),
        ("cgfzcyi6i", .encodedText), ("bhc3mioi", .encodedText), ("wyxnzijoi", .encodedText),
        ("basic ", .basicPair), ("ugfzc3dvcmq6", .encodedAnswer), ("cgfzc3dvcmq6", .encodedAnswer),
        ("auth plain", .plainLogin), ("authenticate plain", .plainLogin), ("encoding=\"base64\">", .encodedElement),
        ("encoding=\\\"base64\\\">", .encodedElement), ("uabhahmacwb3ag8acgbkaa", .wideText),
        ("ibazcc", .keyArchive), ("ibadanbgkqhkig9w0baqefaasc", .keyArchive), ("agebmbmgbyqgsm49", .keyArchive),
        ("ibaakcaq", .keyArchive), ("<exponent>", .keyNumbers), ("client_random ", .connectionSecret),
        ("traffic_secret_0 ", .connectionSecret), ("exporter_secret ", .connectionSecret),
        ("samlresponse=", .formValue), ("samlrequest=", .formValue), ("device_code=", .formValue),
        ("code_verifier=", .formValue), ("oauth_verifier=", .formValue), ("client_assertion=", .formValue),
        ("grant_type=authorization_code&code=", .formValue), ("device_code\": \"", .formValue),
        ("device_code\":\"", .formValue), ("4/0a", .formValue), ("4/1a", .formValue),
    ]

    private static let numbers: [(keyword: StaticString, secret: PlacedSecret)] =
        [
            ("card", .card), ("karte", .card), ("carte", .card), ("tarjeta", .card), ("cartão", .card),
            ("carta", .card),
            ("visa", .card), ("amex", .card), ("kort", .card), ("карт", .card), ("カード", .card), ("卡号", .card),
            ("信用卡", .card), ("카드", .card), ("cc: ", .card), ("bank", .bankAccount), ("pan=", .card), ("pan\"", .card),
            ("pan\\\"", .card), ("ccnum", .card),
            ("cc number", .card),
            ("cvv", .cardCheck), ("cvc", .cardCheck), ("security code", .cardCheck), ("iban", .bankAccount),
            ("konto", .bankAccount), ("compte", .bankAccount), ("account", .bankAccount), ("cuenta", .bankAccount),
            ("conto", .bankAccount), (" is your ", .codeBefore), ("code for ", .entryCode), ("code to ", .entryCode),
            ("code für ", .entryCode), ("code of ", .entryCode), ("code pour ", .entryCode), ("code at ", .entryCode),
            ("one-time code", .deviceCode), ("the code ", .deviceCode), ("the code: ", .deviceCode),
            ("code is ", .sentCode), (" to verify ", .usedCode),
            (" to sign in", .usedCode), (" to log in", .usedCode), (" to confirm ", .usedCode),
            ("user code", .deviceCode),
            ("user_code", .deviceCode), ("bitlocker", .recoveryKey), ("recovery", .recoveryKey),
            ("wiederherstellung", .recoveryKey), ("récupération", .recoveryKey), ("recuperación", .recoveryKey),
            ("recuperação", .recoveryKey), ("recupero", .recoveryKey), ("numerical password", .recoveryKey),
            ("backup code", .recoveryKey), ("backup_code", .recoveryKey), ("backup-codes", .recoveryKey),
            ("rescue code", .recoveryKey),
            ("scratch code", .recoveryKey), ("seed", .wordLine), ("phrase", .wordLine), ("these words", .wordLine),
            ("wallet", .wordLine), ("mnemonic", .wordLine), ("privkey", .walletKey), ("private key", .walletKey),
            (" wif", .walletKey), ("deployer", .walletKey),
        ] + codes.map { ($0, .codeNumber) }

    /// What the number that opens something is called.
    private static let codes: [StaticString] = [
        "pin", "puk", "tan", "otp", "mtan", "alarm code", "door code", "gate code", "entry code", "access code",
        "lockbox", "combination", "keypad code", "passcode", "telephone password", "host key", "login code",
        "sign-in code", "verification code", "confirmation code", "türcode", "torcode", "zahlencode", "alarmcode",
        "bestätigungscode", "sicherheitscode", "zugangscode", "anmeldecode", "code de vérification", "digicode",
        "code de sécurité", "code d'accès", "code porte", "code de la porte", "código de verificación",
        "código de seguridad", "código de acceso", "código de verificação", "código de acesso", "codice di verifica",
        "codice di accesso", "codice di sicurezza", "kod weryfikacyjny", "kod do ", "код подтверждения", "код доступа",
        "код от", "пин-код", "验证码", "驗證碼", "校验码", "認証コード", "確認コード", "인증번호", "인증 코드",
        "doğrulama kodu", "verificatiecode", "toegangscode", "bekræftelseskode", "bekreftelseskode", "verifieringskod",
        "portkod", "alarmkod", "safe code", "lock code", "box code", "2fa token", "2fa code", "mfa code", "otp token",
        "auth code", "authenticator code", "sms code",
    ]

    private static let places: [(keyword: StaticString, secret: PlacedSecret)] =
        settings.map { ($0, .setting) } + calls.map { ($0, .passwordCall) } + [
            ("wifi:", .wirelessCode), ("\"-p\", \"", .listedOption), ("'-p', '", .listedOption),
            ("\"-a\", \"", .listedOption),
            ("\"-w\", \"", .listedOption), ("\\\"-p\\\", \\\"", .listedOption), ("log in as ", .loginSentence),
            ("login as ", .loginSentence), ("sign in as ", .loginSentence),
            ("logged in as ", .loginSentence), ("stats auth ", .pair),
            ("user = \"", .pair), ("user=\"", .pair),
            ("open -u ", .pair), ("govc about -u ", .pair), (" / ", .slashPair), ("chpasswd", .loginLines),
            ("setuser ", .userRule), ("auth\\r\\n$", .lengthPrefixed), (".write(b\"", .writtenAnswer),
            (".write(b'", .writtenAnswer), (".write(\"", .writtenAnswer), (".write('", .writtenAnswer),
            (".write(b\\\"", .writtenAnswer), ("copy the key", .shownOnce), ("copy this key", .shownOnce),
            ("copy it now", .shownOnce), ("shown once", .shownOnce), ("shown again", .shownOnce),
            ("see it again", .shownOnce), ("only time", .shownOnce), ("store it safely", .shownOnce),
            (" full ", .storageKey), ("\"full\"", .storageKey), ("full\\\"", .storageKey),
            ("from stdin", .copiedRows), ("key (hex)", .shownKey), ("key (base64)", .shownKey),
            ("key in hex", .shownKey),
            ("code=", .exchangedCode), ("token: ", .serviceIdentifier), ("token = ", .serviceIdentifier),
            ("agent: ", .serviceIdentifier), ("default: ", .serviceIdentifier), ("config create", .remoteOptions),
        ]

    /// Names of settings that hold a password or key, where a blank is enough before it.
    private static let settings: [StaticString] = [
        "rootpw", "rootpw --plaintext ", "bindpw", "authtok ", "authtok=", "authtok = ", "keymaterial>", "key content",
        "schlüsselinhalt",
        "contenu de la clé", "contenido de la clave", "contenuto chiave", "conteúdo da chave", "inhoud van sleutel",
        "insecure-password ", "rocommunity ", "rwcommunity ", "rocommunity6 ", "rwcommunity6 ", "wifi-sec.psk",
        "security.psk", "pre-shared-key ", "enable secret ", "enable password ", "reg_sz ", "option key ",
        "initial-password ", "remotepass", "wpa-psk ", "pre-shared-secret ", "snmp community ", "wlan-schlüssel",
        "netzwerkschlüssel", "wifi key", "wi-fi key", "clé wifi", "clé wi-fi", "clave wifi", "chiave wifi", "{plain}",
        " eap \"", " xauth \"", " ntlm \"",
    ]

    private static let calls: [StaticString] = [
        "setpassword(", "set_password(", "withpassword(", "setpasswd(", "set_passwd(", ".password(", "unprotect(",
        " crypt('", "(crypt('",
    ]
}

extension Scan {
    /// Reports the secret whose place has `mark`.
    mutating func reportPlaced(_ secret: PlacedSecret, at mark: Range<Int>) {
        switch secret {
        case .encodedText: reportEncodedText(around: mark)
        case .basicPair: reportBasicPair(after: mark)
        case .encodedAnswer: reportEncodedAnswer(after: mark)
        case .plainLogin: reportPlainLogin(after: mark)
        case .encodedElement: reportEncodedElement(after: mark)
        case .wideText: reportWideText(around: mark)
        case .keyArchive: reportKeyArchive(around: mark)
        case .keyNumbers: reportKeyNumbers(after: mark)
        case .connectionSecret: reportConnectionSecret(after: mark)
        case .card: reportCard(around: mark)
        case .cardCheck: reportCardCheck(after: mark)
        case .bankAccount: reportBankAccount(after: mark)
        case .codeNumber: reportCodeNumber(at: mark)
        case .entryCode: reportEntryCode(after: mark)
        case .codeBefore: reportCodeBefore(mark)
        case .sentCode:
            let before = max(0, mark.lowerBound - 40)..<mark.lowerBound
            guard mentions(["your "], in: before), !isPublicCode(before) else { return }
            reportCode(from: mark.upperBound)
        case .usedCode:
            let start = runStart(of: .digits, before: mark.lowerBound, limit: 9)
            guard mark.lowerBound - start >= 6 else { return }
            if hasFolded("use ", at: start - 4) || hasFolded("code ", at: start - 5) { reportCode(from: start) }
        case .deviceCode: reportDeviceCode(after: mark)
        case .storedHash: reportStoredHash(at: mark)
        case .markedHash: reportMarkedHash(after: mark)
        case .setting: reportSetting(after: mark)
        case .wirelessCode: reportWirelessCode(after: mark)
        case .passwordCall: reportPasswordCall(after: mark)
        case .pair: reportPair(after: mark)
        case .slashPair: reportSlashPair(around: mark)
        case .loginSentence:
            let line = lineEnd(from: mark.upperBound, limit: 60)
            let links: [StaticString] = [" with ", " using ", ", "]
            for index in mark.upperBound..<line {
                guard let link = links.first(where: { has($0, at: index) }) else { continue }
                let value = wordEnd(from: skip(.quotes, from: index + link.utf8CodeUnitCount, limit: 1))
                let end = value.upperBound - text[value].reversed().prefix { ".,;:".utf8.contains($0) }.count
                if end > value.lowerBound, isTypedPassword(value.lowerBound..<end), !isFound(value.lowerBound) {
                    return report(.secret, at: value.lowerBound..<end)
                }
            }
        case .loginLines: reportLoginLines(below: mark)
        case .userRule: reportUserRule(after: mark)
        case .lengthPrefixed: reportLengthPrefixed(after: mark)
        case .writtenAnswer: reportWrittenAnswer(after: mark)
        case .recoveryKey: reportRecoveryKey(after: mark)
        case .wordLine: reportWordLine(after: mark)
        case .walletKey: reportWalletKey(after: mark)
        case .shownOnce: reportShownOnce(after: mark)
        case .storageKey: reportStorageKey(after: mark)
        case .copiedRows: reportCopiedRows(after: mark)
        case .remoteOptions: reportRemoteOptions(after: mark)
        case .listedOption:
            let value = wordEnd(from: mark.upperBound)
            let line = lineStart(before: mark.lowerBound, limit: 120)
            let tools: [StaticString] = [
                "pass", "\"pw", "'pw", "redis", "mysql", "ssh", "login", "ldap", "zip", "7z", "psql", "mongo", "curl",
                "doveadm",
            ]
            guard mentions(tools, in: line..<mark.lowerBound), !isFound(value.lowerBound) else { return }
            if isTypedPassword(value) { report(.secret, at: value) }
        case .shownKey:
            let value = wordEnd(from: skip(ByteSet(" :=\"'"), from: mark.upperBound, limit: 6))
            if isKeyLike(value), !isFound(value.lowerBound) { report(.secret, at: value) }
        case .exchangedCode: reportExchangedCode(after: mark)
        case .serviceIdentifier: reportServiceIdentifier(after: mark)
        case .formValue: reportFormValue(at: mark)
        }
    }
}
