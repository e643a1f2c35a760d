/// Secrets that their place tells: answers to questions, what is encoded, numbers with a checksum, settings, calls and
/// links, by a sixth writer.
///
/// Beside the sets of the other families, `{n}` stands for words with dots and a number, `{k}` for the number of a payment
/// card, `{i}` for that of a bank account, `{W}` for the words of a wallet, `{E}` for a text with a password in base64,
/// `{P}` for a password in base64, and `{D}` for a recovery key of digits.
extension Families {
    /// The families, in the order of the rules that find them.
    static let places: [String] = [
        // Questions and answers
        "dan: what is the password of the backup box?\nkim: ¦{p}¦\ndan: thanks",
        "[10:31] Priya: can you send me the wifi password\n[10:33] Tom: ¦{n}",
        "<ana> root pw for the build host?\n<olek> one moment\n<olek> ¦{p}",
        "Q: Which password should be used for the database?\nA: ¦{p}",
        "[09:01] Uwe: Wie war das Kennwort vom Drucker?\n[09:02] Heike: ¦{p}¦ (wie immer)",
        "Marc : c'est quoi le mot de passe du NAS ?\nJulie : ¦{n}¦ , tout en minuscules",
        "Ana: ¿cuál es la contraseña del correo?\nLuis: ¦{p}", "Rui: manda a senha do servidor\nBia: ¦{p}",
        "Ola: jakie jest hasło do panelu?\nJan: ¦{n}", "Олег: скинь пароль от базы\nКатя: ¦{p}",
        "Emre: şifre neydi?\nDeniz: ¦{p}", "李雷：后台密码发一下\n韩梅梅：¦{p}",
        "민수: 서버 비밀번호 뭐예요?\n지은: ¦{p}", "田中: パスワードを教えてください\n鈴木: ¦{p}¦ です",
        "{\"content\":\"What is the password of the database?\"},{\"role\":\"user\",\"content\":\"¦{p}¦\"}",
        "Which password should I use for the account?\nUser answered: ¦{p}",
        // Sentences
        "try ¦{p}¦ for the vpn password", "I tried \"¦{p}¦\" as the root password on the old box",
        "the database password (¦{p}¦) is in the wiki", "ssh in as root (password `¦{p}¦`), then restart",
        "log in as `admin` with `¦{p}¦`", "log in to the shop with editor / ¦{p}",
        // Marks around a value
        "<key>Password</key>\n<string>¦{p}¦</string>", "<td>Password</td><td>¦{p}¦</td>",
        "<ns:Password Type=\"text\">¦{p}¦</ns:Password>", "<input type=\"password\" name=\"p\" value=\"¦{p}¦\">",
        "sign in as kim with password {{¦{p}¦}}", "secret_token: Some(\"¦{p}¦\")",
        "{\"element\": \"Password field\", \"ref\": \"e1\", \"text\": \"¦{p}¦\"}",
        "{\"ParameterKey\": \"DBPassword\", \"ParameterValue\": \"¦{p}¦\"}",
        "  ~ admin_password = \"old\" -> \"¦{p}¦\"", "mysql::server::root_password: '¦{n}¦'", "DB_PASSWORD=¦{n}",
        // Encoded
        "334 UGFzc3dvcmQ6\n¦{P}", "AUTH LOGIN\n334 UGFzc3dvcmQ6\n¦{P}¦\n235 ok", "CONFIG_B64=¦{E}", "content: ¦{E}",
        "proxy_set_header X-Auth \"Basic ¦{B}¦\";", "<Pass encoding=\"base64\">¦{P}¦</Pass>",
        "CLIENT_RANDOM {h 64} ¦{h 96}",
        "<Exponent>AQAB</Exponent><P>{b 86}==</P><Q>¦{b 86}¦==</Q></RSAKeyValue>",
        // Numbers
        "card number ¦{k}", "{\"card\": {\"number\": \"¦{k}¦\"}}", "my Visa is ¦{k}¦, exp 11/27", "IBAN ¦{i}",
        "refund it to my account ¦{i}", "CVV: ¦{d 3}", "PUK: ¦3{d 6}4", "the code for the gate is ¦3{d 4}4",
        "¦3{d 4}4¦ is your Acme login code", "Ihr Bestätigungscode lautet ¦3{d 4}4", "您的验证码是¦3{d 4}4",
        "alarm code: ¦3{d 4}4", "use ¦3{d 4}4¦ to verify your account", "enter the code ¦K{u 3}-{u 3}7",
        // Keys and codes of recovery
        "BitLocker recovery key: ¦{D}", "your recovery code is ¦{l 4}-2{l 3}-{l 4}",
        "Write these words down:\n¦{W}", "Enter this key in your app: ¦{S 4} {S 4} {S 4} {S 4}",
        "Copy the key now, you will not see it again!\n¦{a 40}", "Your API key (shown once):\n\n¦{a 40}",
        // Settings
        "bindpw ¦{p}", "olcRootPW: ¦{p}", "rocommunity ¦{p}¦ 10.0.0.0/8", "enable secret ¦{p}",
        "    Key Content            : ¦{p}", "WIFI:T:WPA;S:Guest;P:¦{p}¦;;", "psk=4{d 18}7", "remotepass = ¦{p}",
        "stats auth kim:¦{p}", "    user kim insecure-password ¦{p}", "ACL SETUSER app on >¦{p}¦ ~*",
        "chpasswd <<X\nroot:¦{p}", "<auth-user-pass>\nkim\n¦{p}\n</auth-user-pass>",
        // Commands and lists of words
        "[\"sshpass\", \"-p\", \"¦{p}¦\", \"ssh\"]", "[\"htpasswd\", \"-b\", \"/srv/x\", \"kim\", \"¦{p}¦\"]",
        "schtasks /create /tn n /ru ACME\\svc /rp ¦{p}", "doveadm auth test kim ¦{p}",
        "rclone config create s smb host h user kim pass ¦{p}", "mosquitto_passwd -b /srv/pw dev ¦{p}",
        // Calls
        "user.set_password('¦{p}¦')", "smtp.PlainAuth(\"\", \"kim\", \"¦{p}¦\", \"mx\")",
        "PDO::__construct(\"mysql:host=db\", \"shop\", \"¦{p}¦\", [])",
        "tn.read_until(b\"Password: \")\ntn.write(b\"¦{p}¦\")",
        "new SymmetricSecurityKey(Encoding.UTF8.GetBytes(\"¦{a 32}¦\"))",
        // Links and forms
        "https://acme.test/auth/magic/¦{h 64}", "https://acme.test/reset-password/¦{h 40}",
        "https://acme.test/invite/¦{a 32}", "https://x.oraclecloud.com/p/¦{w 64}¦/n/ns/b/bk/o/x",
        "grant_type=device&device_code=¦{w 40}¦&client_id=tv", "SAMLResponse=¦{b 200}",
        // Stored hashes
        "\"app\" \"¦md5{h 32}¦\"", "NTLM : ¦{h 32}", "kim::ACME:{h 16}:¦{h 32}¦:{h 64}",
    ]
}
