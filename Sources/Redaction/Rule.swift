/// What a keyword in a text leads to.
enum Rule: Sendable, Hashable {
    /// The token shape of this number.
    case token(Int)
    /// The value of this number in the deny list.
    case denied(Int)
    /// A name to which secrets are assigned.
    case assignment
    case pem, putty, jwt, sendGrid, telegram, terraform, webhook, passwordHash
    case url, authorization, bearer, cookie, query
    /// A program whose options or operands have a password.
    case command(CommandSecret)
    /// Words behind a password: "use X as the password".
    case passwordBefore
    /// A call that gives a user and a password, or types one: `auth=('a', 'X')`.
    case loginCall
    /// Two words that stand for a user and a password: `credentials: a / b`.
    case credentialPair
    /// A variable whose value is a user and a password: `NEO4J_AUTH=user/X`.
    case pairValue
    /// The name and the password of a line of `.pgpass`.
    case passwordLine
    /// A name so short that only the sign behind it makes it one: `pw:`, `pass=`, `"auth":`.
    case shortName
    /// A token recognised by what is in its middle or at its end.
    case inner(InnerToken)
    /// A structure around a secret.
    case structured(StructuredSecret)
    /// A secret that the words or signs around it tell.
    case surrounded(SurroundedSecret)
    /// A secret that its place tells.
    case placed(PlacedSecret)
    case home, users, windowsUsers, projectFolder, email
    /// A byte sequence that hides text: ANSI and zero-width characters, escapes of plain ASCII.
    case disguise

    /// The keywords, in lower case, with the rule that each leads to.
    ///
    /// - Parameter privacy: whether home folders and e-mail addresses are looked for too.
    static func keywords(privacy: Bool) -> [(keyword: StaticString, rule: Rule)] {
        let tokens = TokenShape.all.enumerated().map { (keyword: $1.prefix, rule: Rule.token($0)) }
        return tokens + credentials + commands + shortNames + inner + structures + surroundings + places
            + (privacy ? people : []) + disguises
    }

    private static let credentials: [(keyword: StaticString, rule: Rule)] =
        [
            ("-----begin ", .pem), ("private-lines:", .putty), ("eyj", .jwt), ("sg.", .sendGrid), (":aa", .telegram),
            (".atlasv1.", .terraform), ("hooks.slack.com/", .webhook), ("hooks.slack.com\\/", .webhook),
            ("discord.com\\/api\\/webhooks\\/", .webhook), ("discord.com/api/webhooks/", .webhook),
            ("discordapp.com/api/webhooks/", .webhook), ("hooks.zapier.com/hooks/", .webhook),
            ("webhook.office.com/", .webhook), ("outlook.office.com/webhook/", .webhook),
            ("maker.ifttt.com/", .webhook), (".make.com/", .webhook), ("$2a$", .passwordHash), ("$2b$", .passwordHash),
            ("$2y$", .passwordHash), ("$1$", .passwordHash), ("$5$", .passwordHash), ("$6$", .passwordHash),
            ("$y$", .passwordHash), ("$apr1$", .passwordHash), ("$argon2", .passwordHash), ("://", .url),
            ("authorization", .authorization), ("bearer ", .bearer), ("cookie", .cookie), ("?sig=", .query),
            ("&sig=", .query), (";sig=", .query), ("signature=", .query), ("?key=", .query), ("&key=", .query),
            ("?auth=", .query), ("&auth=", .query), ("?code=", .query), ("&code=", .query),
        ] + names.map { ($0, .assignment) }

    private static let names: [StaticString] =
        [
            "password", "passwd", "passphrase", "pwd", "_pass", "secret", "token", "apikey", "api_key", "api-key",
            "api key", "access_key", "access-key", "accesskey", "auth_key", "auth-key", "authkey", "client_key",
            "client-key", "private_key", "private-key", "privatekey", "encryption_key", "encryption-key",
            "encryptionkey", "signing_key", "signing-key", "signingkey", "account_key", "account-key", "accountkey",
            "credential", "identified by", "securestring", "passcode", "_pw", "master_key", "master-key", "openai_key",
            "_api_key", "webhook_key", "license_key", "app_key", "application_key", "service_key", "admin_key",
            "session_key", "shared_key", "storage_key", "hmac_key", "jwt_key", "cookie_key", "write_key", "deploy_key",
            "sharedaccesskey", "subscription-key", "subscription_key", "secret_key_base", "connectionstring",
            "_psk", "application-key", "app-key", "secret_id", "validationkey", "decryptionkey", "honeycomb-team",
            "paseto_key", "unlock code", "presharedkey", "preshared_key", "pre-shared-key", "preshared key",
            "logged_in_key", "secure_auth_key", "nonce_key", "nonce_salt", "auth_salt", "_pepper", "_pk=", "pasword",
            "contribsys__com", "secret id", "access key", "private key", "signing key", "encryption key",
        ] + PasswordWords.all

    private static let commands: [(keyword: StaticString, rule: Rule)] =
        CommandSecret.keywords.map { ($0.keyword, .command($0.secret)) }
        + [
            ("login is", .credentialPair), ("creds are", .credentialPair), ("credentials are", .credentialPair),
            ("log in with", .credentialPair), ("login with", .credentialPair), ("sign in with", .credentialPair),
            ("basicauth(", .loginCall), ("basic_auth(", .loginCall), ("digestauth(", .loginCall),
            ("_auth=", .pairValue), ("auth_basic=", .pairValue), ("basic_auth=", .pairValue), ("ssws ", .bearer),
            ("_password by '", .command(.quoted)), ("_password by \"", .command(.quoted)),
            ("as the password", .passwordBefore), ("as password", .passwordBefore),
            ("as my password", .passwordBefore), ("for the password", .passwordBefore), ("for the pw", .passwordBefore),
            ("as the pw", .passwordBefore), ("is the pw", .passwordBefore), ("is the password", .passwordBefore),
            ("is my password", .passwordBefore), (".fill(", .loginCall), (".type(", .loginCall),
            ("as its password", .passwordBefore), ("auth=(", .loginCall),
            ("auth = (", .loginCall), (".send_keys(", .loginCall), (".sendline(", .loginCall), (".send(", .loginCall),
            (".sendlineafter(", .loginCall),
            ("credentials", .credentialPair), ("credential: ", .credentialPair), ("creds", .credentialPair),
            ("login", .credentialPair),
            (":*:", .passwordLine),
            (":5432:", .passwordLine), (":5433:", .passwordLine), (":6432:", .passwordLine),
        ]

    private static let shortNames: [(keyword: StaticString, rule: Rule)] = [
        ("pw", .shortName), ("pass", .shortName), ("psk", .shortName), ("_auth", .shortName), ("auth\"", .shortName),
        ("auth\\", .shortName),
    ]

    private static let inner: [(keyword: StaticString, rule: Rule)] = InnerToken.allCases.map {
        ($0.keyword, .inner($0))
    }

    private static let structures: [(keyword: StaticString, rule: Rule)] = StructuredSecret.keywords.map {
        ($0.keyword, .structured($0.secret))
    }

    private static let surroundings: [(keyword: StaticString, rule: Rule)] = SurroundedSecret.keywords.map {
        ($0.keyword, .surrounded($0.secret))
    }

    private static let places: [(keyword: StaticString, rule: Rule)] = PlacedSecret.keywords.map {
        ($0.keyword, .placed($0.secret))
    }

    private static let people: [(keyword: StaticString, rule: Rule)] = [
        ("/home/", .home), ("/users/", .users), ("users\\", .windowsUsers), ("/-home-", .projectFolder),
        ("/-users-", .projectFolder), ("@", .email),
    ]

    private static let disguises: [(keyword: StaticString, rule: Rule)] = [
        ("\u{1B}", .disguise), ("\\x1b", .disguise), ("\\033", .disguise), ("\\u001b", .disguise),
        ("\\u002", .disguise), ("\\u003", .disguise), ("\\u004", .disguise), ("\\u005", .disguise),
        ("\\u006", .disguise), ("\\u007", .disguise), ("\\u200", .disguise), ("\\u2060", .disguise),
        ("\\ufeff", .disguise), ("\u{AD}", .disguise), ("\u{200B}", .disguise), ("\u{200C}", .disguise),
        ("\u{200D}", .disguise), ("\u{2060}", .disguise), ("\u{FEFF}", .disguise),
    ]
}
