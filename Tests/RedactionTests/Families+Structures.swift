/// Secrets that the structure around them tells, by a third writer.
extension Families {
    static let structures: [String] = [
        // Identifiers that are secrets by their names
        "SCW_SECRET_KEY: ¦{g}", "X-Postmark-Server-Token: ¦{g}",
        "curl -H 'X-Consul-Token: ¦{g}¦' http://consul:8500/v1/kv",
        "client_id=portal&client_secret=¦{g}¦&grant_type=client_credentials",
        "role_id={g} secret_id=¦{g}¦ auth/approle",
        // Pairs of a name and a value
        "{\"name\": \"DB_PASS\", \"value\": \"¦{p}¦\"}", "- name: SIGNING_SECRET\n  value: ¦{w 43}",
        "<add key=\"ClearTextPassword\" value=\"¦{p}¦\" />",
        "INSERT INTO users(login, pwd) VALUES ('petra', '¦{p}¦');",
        // Calls
        "new Twilio('AC{h 32}', '¦{h 32}¦')", "algoliasearch('{u 10}', '¦{h 32}¦')", "co = cohere.Client(\"¦{a 40}¦\")",
        "$db = new mysqli('db.int', 'shop', '¦{p}¦', 'shop');",
        // Keys
        "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{w 43}\",\"y\":\"{w 43}\",\"d\":\"¦{w 43}¦\"",
        "{\"kty\":\"oct\",\"kid\":\"s1\",\"alg\":\"HS256\",\"k\":\"¦{w 43}¦\"}",
        "X-Session: ¦v4.local.{w 120}", "PASETO_KEY=¦k4.secret.{w 86}", "descriptor: wpkh(¦xprv{a 107}¦/84h/0h)",
        "untrusted comment: minisign encrypted secret key\n¦{b 212}", "Unseal Key 3: ¦{b 44}",
        "kubeadm join 10.0.0.2:6443 --token ¦{l 6}.{l 16}¦ --discovery-token-ca-cert-hash sha256:{h 64}",
        "Administrator:500:{h 32}:¦{h 32}¦:::", "<machineKey validationKey=\"¦{h 128}¦\" validation=\"SHA1\" />",
        // Addresses
        "https://fn-invoice.azurewebsites.net/api/run?code=¦{w 54}==",
        "jdbc:oracle:thin:scott/¦{p}¦@//ora.int:1521/ORCL",
        "app:¦{p}¦@tcp(db.int:3306)/shop", "https://conda.acme.test/t/¦no-{g}¦/main",
        "DRIVER={ODBC Driver 18};SERVER=sql.int;UID=bi;PWD={¦{p}¦}",
        // Commands
        "curl -b 'JSESSIONID=¦{h 32}¦; lang=de' https://erp.int/orders", "wandb login ¦{h 40}", "snyk auth ¦{g}",
        "snmpwalk -v2c -c ¦{p}¦ 10.2.0.1", "expect \"assword:\" { send \"¦{p}¦\\r\" }", "$ cat .vault_pass\n¦{a 28}",
        "machine api.acme.test login kurt password ¦{p}", "username noc privilege 15 password 0 ¦{p}",
        // Sentences
        "The password for the staging box is ¦{p}¦, please don't lose it.",
        "Das Passwort für den Datenbankserver lautet ¦{p}¦ und gilt bis Freitag.", "Kennwort vom WLAN im Lager: ¦{p}",
        "Le mot de passe du compte admin est « ¦{p}¦ », à changer lundi.",
        "La contraseña del servidor es ¦{p}¦ , solo hoy.",
        "login as petra and then it's ¦{p}¦ for the pw", "Customer says: my card PIN is ¦{d 4}¦ if you need it",
        "The text message said ¦{d 6}¦ is my verification code.",
        "Recovery codes: ¦{l 5}-{l 5}, {l 5}-{l 5}¦ for the account",
        "my wallet words are ¦apology castle ability fossil galaxy chimney clever eclipse bamboo kangaroo coconut bridge¦ - ok",
        // By a fourth writer
        "mongosh --host rs0/mongo1:27017 -u root -p ¦tractor_pebble_walnut¦ --authenticationDatabase admin",
        "htpasswd -bB /etc/nginx/.htpasswd grafana ¦{p}", "RESTIC_PASSWORD=\"¦sparrow falcon glacier velvet acorn¦\"",
        "heroku config:set DEVISE_PEPPER=¦{h 128}¦ -a shop", "PresharedKey = ¦{b 43}=", "# DEPLOYER_PK=0x¦{h 64}",
        "type this setup key in the authenticator: ¦dptt m4zb mucf irki 2l3d kuyw lqal ye7z",
        "\"attributes\": {\"length\": 20, \"result\": \"¦{p}¦\"}, \"type\": \"random_password\"",
        "signingConfigs { release { storePassword '¦{p}¦' } }", "  psk=\"¦walnut tractor 48¦\"",
        "enable password 0 ¦{p}\nline vty 0 4",
        "uci set wireless.@wifi-iface[0].key='¦marbledonkeybadger¦'; uci commit",
        "set security ike policy P1 pre-shared-key ascii-text \"¦{p}¦\"", "203.0.113.9 : PSK \"¦{b 32}¦\"",
        "authorization { user: edge, password: \"¦nettle-ferry-canyon¦\", timeout: 2 }", "password: ¦sparrow-turnip80",
        "CREATE LOGIN etl WITH PASSWORD = N'¦{p}¦', CHECK_POLICY = OFF;", "[smtp.acme.test]:587 info@acme.test:¦{p}",
        "new NetworkCredential(\"svc_mail\", \"¦{p}¦\", \"CORP\");", "page.getByLabel('Passwort').fill('¦{p}¦');",
        "| Host | User | Password |\n|---|---|---|\n| nas02 | admin | ¦{p}¦ |", "- **Password:** `¦{p}¦`",
        "url,username,password\nhttps://portal.acme.test,ohansen,¦{p}",
        "passordet til databasen er ¦{p}¦ hvis du trenger det",
        "use the passphrase \"¦violet pepper otter thunder¦\" when ssh asks",
    ]
}
