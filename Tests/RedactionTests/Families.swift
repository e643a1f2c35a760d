/// Families of secrets, each described by how one is put together: no file contains a secret, they are made when a test
/// runs.
///
/// In a description, `{set number}` stands for that many characters of a set (`h` hexadecimal digits, `a` letters and
/// digits, `l` lower case with digits, `u` upper case with digits, `b` base64, `w` base64url, `d` digits, `p` a password,
/// `g` a UUID), and `¦` separates what is around the secret from it: `before¦secret¦after`.
enum Families {
    /// Tokens that show what they are, in the order of their services' names.
    static let tokens: [String] = [
        "aio_{w 28}", "p8e-{l 32}", "pat{a 14}.{h 64}", "LTAI{a 20}", "AGE-SECRET-KEY-1{u 58}", "sk-ant-{w 80}",
        "AKCp{a 69}",
        "cmVmdGtu{a 56}", "ATATT3{w 180}", "ATCTT3{w 180}", "ATBB{a 32}", "AKIA{u 16}", "ASIA{u 16}", "{a 3}8Q~{w 34}",
        "xaat-{g}",
        "b_{b 44}", "bb_live_{w 30}", "xkeysib-{h 64}-{l 16}", "bkua_{h 40}", "cal_live_{h 32}", "CCIPAT_{a 22}_{h 40}",
        "CLOJARS_{l 60}", "CFPAT-{w 43}", "dapi{h 32}", "dnkey-{l 26}-{l 52}", "M{a 24}.{a 6}.{w 32}", "dop_v1_{h 64}",
        "dp.pt.{a 43}", "dckr_pat_{w 27}", "dckr_oat_{w 32}", "sl.{w 130}", "duffel_live_{w 43}",
        "dt0c01.{u 24}.{u 64}",
        "EZAK{a 54}", "e2b_{h 40}", "EAA{a 150}", "figd_{w 40}", "fc-{h 32}", "fw_{a 24}", "FLWSECK-{h 32}-X",
        "fo1_{w 43}",
        "fm2_{b 200}", "fio-u-{w 64}", "gho_{a 36}", "github_pat_{w 82}", "glpat-{w 20}", "glrt-{w 20}",
        "glptt-{h 40}", "GR1348941{w 20}", "glimt-{w 25}", "1//0{w 60}", "AIza{w 35}", "GOCSPX-{w 28}", "ya29.{w 100}",
        "gsk_{a 52}", "glsa_{a 32}_{h 8}", "glc_{b 80}", "pat.{w 22}.{h 24}.{a 20}", "hvs.{w 90}", "HRKU-{w 60}",
        "hcaik_{l 58}", "pat-na1-{g}", "hf_{a 34}", "ico-{a 32}", "s-s4t2ud-{h 64}", "jina_{w 60}",
        "lsv2_pt_{h 32}_{h 10}",
        "lsv2_sk_{h 32}_{h 10}", "sk-lf-{g}", "pk-lf-{g}", "sdk-{g}", "lin_api_{a 40}", "lin_oauth_{h 64}",
        "{h 32}-us12",
        "key-{h 32}", "mlsn.{h 64}", "sk.eyJ{w 60}.{w 22}", "{a 6}_{a 29}_mmk", "ak-{a 22}", "napi_{l 64}",
        "nfp_{a 40}",
        "NRAK-{u 27}", "NRJS-{h 19}", "npm_{a 36}", "ntn_{a 46}", "oy2{l 43}", "nvapi-{w 64}", "API-{u 26}",
        "sk-proj-{w 120}",
        "sk-{a 48}", "sha256~{w 43}", "ops_{b 250}", "ory_at_{w 43}", "pplx-{a 48}", "pcsk_{a 6}_{a 63}",
        "access-production-{g}",
        "pscale_tkn_{w 43}", "pscale_pw_{w 43}", "phx_{a 43}", "PMAK-{h 24}-{h 34}", "pnu_{a 36}", "pul-{h 40}",
        "pypi-{w 160}",
        "rdme_{l 70}", "rnd_{a 32}", "r8_{a 37}", "re_{a 8}_{a 24}", "rpa_{u 40}", "rubygems_{h 48}",
        "sb_secret_{w 31}",
        "sbp_{h 40}", "tk-us-{w 48}", "SG.{w 22}.{w 43}", "sntrys_{b 120}", "sntryu_{h 64}", "sm_pat_{a 16}",
        "shippo_live_{h 40}",
        "shpat_{h 32}", "xoxb-{d 12}-{d 12}-{a 24}", "xapp-1-{u 11}-{d 13}-{h 64}", "xwfp-{w 64}", "squ_{h 40}",
        "sgp_{h 16}_{h 40}",
        "EAAA{w 60}", "sq0csp-{w 43}", "sk_live_{a 24}", "rk_live_{a 24}", "whsec_{b 32}", "tskey-auth-{a 17}-{a 32}",
        "tvly-{a 32}",
        "{d 10}:AA{w 33}", "AKID{a 32}", "{a 14}.atlasv1.{w 67}", "tr_prod_{a 20}", "SK{h 32}", "tfp_{a 43}_{a 14}",
        "vercel_blob_rw_{a 16}_{a 30}", "xai-{a 80}", "AQVN{w 36}", "gAAAAAB{w 112}", "eyJ{w 33}.eyJ{w 60}.{w 43}",
        "$2b$12${a 53}",
    ]

    /// Secrets that only what is around them tells: command lines, files of settings, programs and sentences.
    static let placed: [String] = [
        "mysql -u root -p¦{p}¦ shop", "mysqldump -h db -u app -p¦{p}¦ shop > a.sql",
        "mysql -uapp -p'¦{p}¦' -e 'select 1'",
        "curl -u app:¦{p}¦ https://acme.test/x", "curl --user app:¦{p}¦ -s https://acme.test",
        "sshpass -p ¦{p}¦ ssh box",
        "sshpass -p '¦{p}¦' scp a box:", "redis-cli -h cache -a ¦{p}¦ ping", "docker login -u app -p ¦{p}¦ acme.test",
        "podman login -p ¦{p}¦ acme.test", "openssl enc -aes-256-cbc -pass pass:¦{p}¦ -in a",
        "openssl pkcs12 -in a -passin pass:¦{p}¦",
        "htpasswd -b .htpasswd app ¦{p}", "echo ¦{p}¦ | sudo -S make install", "echo '¦{p}¦' | sudo -S id",
        "7z x -p¦{p}¦ a.7z",
        "smbclient -U app%¦{p}¦ //box/share", "net use \\\\box\\share ¦{p}¦ /user:app",
        "ALTER ROLE app PASSWORD '¦{p}¦'",
        "CREATE USER app WITH PASSWORD '¦{p}¦';", "unzip -P ¦{p}¦ a.zip", "ldapsearch -D cn=app -w ¦{p}¦ -b dc=x",
        "keytool -storepass ¦{p}¦ -list",
        "wget --user=app:¦{p}¦ https://acme.test", "echo app:¦{p}¦ | chpasswd", "mosquitto_pub -u app -P ¦{p}¦ -t x",
        "http -a app:¦{p}¦ acme.test/x",
        "ipmitool -H box -U app -P ¦{p}¦ chassis status", "snmpwalk -v3 -A ¦{p}¦ box", "vault login ¦{p}",
        "db.acme.test:5432:*:app:¦{p}",
        "localhost:5432:shop:app:¦{p}", "[client]\npass=¦{p}", "pass: ¦{p}",
        "{\"auths\":{\"acme.test\":{\"auth\":\"¦{b 40}¦\"}}}",
        "//registry.acme.test/:_auth=¦{b 40}", "RAILS_MASTER_KEY=¦{h 32}", "AZURE_OPENAI_KEY=¦{h 32}",
        "HEROKU_API_KEY=¦{g}",
        "OPSGENIE_API_KEY=¦{g}", "DATADOG_APP_KEY=¦{h 40}", "log in as app with password ¦{p}", "pw: ¦{p}",
        "credentials: app / ¦{p}",
        "Das Passwort lautet ¦{p}", "the password is ¦{p}", "The password was ¦{p}¦.", "set the password to ¦{p}",
        "Passwort ist ¦{p}",
        "le mot de passe est ¦{p}", "la contraseña es ¦{p}", "password: ¦{p}", "password = \"¦{p}¦\"",
        "DB_PASSWORD=¦{p}",
        "\"client_secret\": \"¦{a 40}¦\"", "api_key: ¦{a 32}", "aws_secret_access_key = ¦{b 40}",
        "Authorization: Bearer ¦{w 40}",
        "Cookie: session=¦{w 40}", "postgres://app:¦{p}¦@db/x", "https://acme.test/?sig=¦{w 43}&b=1",
        "AccountKey=¦{b 86}==;",
        "SharedAccessKey=¦{b 43}=", "machine acme.test login app password ¦{p}", "spring.datasource.password=¦{p}",
        "<password>¦{p}¦</password>",
        "ConvertTo-SecureString '¦{p}¦' -AsPlainText", "--from-literal=password=¦{p}", "IDENTIFIED BY '¦{p}'",
        "SECRET_KEY_BASE=¦{h 128}",
    ]

    static var all: [String] { tokens + placed + secondWriter + structures + inventory + surroundings + places }

    /// A secret of a family with the text around it.
    static func make(_ description: String, with samples: inout Samples) -> (text: String, secret: String) {
        let parts = description.split(separator: "¦", omittingEmptySubsequences: false).map {
            fill(String($0), &samples)
        }
        guard parts.count > 1 else { return (parts[0], parts[0]) }
        return (parts.joined(), parts[1])
    }

    private static func fill(_ text: String, _ samples: inout Samples) -> String {
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let end = rest[open...].firstIndex(of: "}") {
            let field = rest[rest.index(after: open)..<end].split(separator: " ")
            let length = field.count > 1 ? Int(field[1]) ?? 0 : 0
            let made: String? =
                switch field.first {
                case "h": samples.hex(length)
                case "a": samples.alphanumerics(length)
                case "l": samples.string(of: Samples.lower + Samples.digits, length)
                case "u": samples.string(of: Samples.upper + "234567", length)
                case "b": samples.base64(length)
                case "w": samples.url64(length)
                case "d": samples.string(of: Samples.digits, length)
                case "p": samples.password()
                case "c": samples.passphrase()
                case "m": samples.word() + samples.string(of: Samples.digits, 2)
                case "s": samples.seed(length)
                case "S": samples.seed(length).lowercased()
                case "B": samples.encodedLogin()
                case "n": samples.numberedWords()
                case "k": samples.cardNumber()
                case "i": samples.accountNumber()
                case "W": samples.walletWords()
                case "E": Samples.base64(of: "APP_PASSWORD=" + samples.password())
                case "P": Samples.base64(of: samples.password())
                case "D": (0..<8).map { _ in samples.string(of: Samples.digits, 6) }.joined(separator: "-")
                case "g": [8, 4, 4, 4, 12].map { samples.hex($0) }.joined(separator: "-")
                default: nil
                }
            result += rest[..<open] + (made ?? String(rest[open...end]))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
