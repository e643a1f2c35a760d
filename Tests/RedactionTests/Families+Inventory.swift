/// Secrets by another writer, who knew the detectors of gitleaks, detect-secrets and trufflehog and what sessions of
/// agents show, and none of the rules.
extension Families {
    /// Files of programs, and what commands print of them.
    static let configured: [String] = [
        "//npm.pkg.acme.test/:_authToken=¦{g}", "//registry.acme.test/:_password=\"¦{b 28}¦==\"",
        "[distutils]\nindex-servers = acme\n[acme]\nusername = kim\npassword = ¦{p}",
        "machine git.acme.test\n  login kim\n  password ¦{p}", "db.acme.test:5432:shop:kim:¦{p}",
        "\"auths\": {\"registry.acme.test\": {\"auth\": \"¦{b 39}¦=\"}}", "    client-key-data: ¦{b 200}",
        "users:\n- name: ci\n  user:\n    token: ¦{a 60}", "kind: Secret\ntype: Opaque\ndata:\n  dsn: ¦{b 48}",
        "\"admin_pw\": {\"sensitive\": true, \"type\": \"string\", \"value\": \"¦{p}¦\"}", "rds_master_pw = \"¦{p}¦\"",
        "\"Env\": [\"MYSQL_ROOT_PASSWORD=¦{p}¦\", \"LANG=C\"]", "##[debug]DEPLOY_PASS: ¦{p}",
        "+ export SONAR_LOGIN=¦{h 40}", "<user name=\"kim\" password=\"¦{p}¦\" roles=\"admin\"/>",
        "<server><id>nexus</id><username>kim</username><password>¦{p}¦</password></server>",
        "[db]\nuser = 'kim'\npass = '¦{p}¦'", "mail.smtp.pass=¦{p}", "signing.password=¦{p}",
        "password: >-\n  ¦{p}", "  password: |\n    ¦{p}", "ansible_become_pass: ¦{p}",
        "define('AUTH_KEY', '¦{p}{p}{p}{p}¦');", "app.secret_key = b'¦{h 32}¦'", "APP_KEY=base64:¦{b 43}=",
        "$ cat config/master.key\n¦{h 32}", "SECRET_KEY = 'django-insecure-¦{l 50}¦'", "NEO4J_AUTH=neo4j/¦{p}",
        "<connectionStrings><add name=\"m\" connectionString=\"Server=db;User Id=kim;Password=¦{p}¦;\" />",
        "Private-Lines: 1\n¦{b 64}¦\nPrivate-MAC: {h 64}", "requirepass ¦{p}", "masterauth ¦{a 24}",
        "bind_password: ¦{p}", "  \"smtpPass\": \"¦{p}¦\",", "http_basic:\n  acme.test:\n    kim: ¦{p}",
        "AUTH_BASIC=kim:¦{p}", "OPENVPN auth.txt:\nkim\n¦{p}", "s3cmd: secret_key = ¦{b 40}",
        "[remote]\ntype = sftp\nuser = kim\npass = ¦{w 40}", "--- /etc/wpa_supplicant.conf\n  psk=¦{h 64}",
        "PSK: ¦{p}¦ (office wifi)", "db_password => \"¦{p}¦\",", ":password => '¦{p}¦',", "password := \"¦{p}¦\"",
        "const DB_PASSWORD: &str = \"¦{p}¦\";", "private static final String SECRET = \"¦{a 32}¦\";",
        "let apiKey = \"¦{a 40}¦\"", "os.environ[\"API_TOKEN\"] = \"¦{a 40}¦\"", "process.env.JWT_SECRET = '¦{p}{p}¦'",
        "auth=(\"kim\", \"¦{p}¦\")", "HTTPBasicAuth('kim', '¦{p}¦')", "psycopg2.connect(host='db', password='¦{p}¦')",
        "new Client({ auth: { username: 'kim', password: '¦{p}¦' } })",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"kim\" password=\"¦{p}¦\";",
    ]

    /// Command lines, addresses and headers.
    static let commanded: [String] = [
        "docker run -e POSTGRES_PASSWORD=¦{p}¦ -d postgres:16",
        "clickhouse-client --password ¦{p}¦ -q 'select 1'", "sqlplus kim/¦{p}¦@ORCL", "cqlsh -u kim -p ¦{p}¦ node1",

        "az login --service-principal -u {g} -p ¦{w 34}¦ --tenant {g}", "sshpass -p '¦{p}¦' ssh kim@host",
        "net use Z: \\\\srv\\share /user:ACME\\kim ¦{p}", "cmdkey /add:srv /user:kim /pass:¦{p}", "setx GH_PAT ¦{a 40}",
        "$env:API_SECRET = '¦{a 32}¦'", "vault kv put secret/app pass=¦{p}", "etcdctl --user root:¦{p}¦ get /a",
        "ldapsearch -D cn=admin,dc=acme -w ¦{p}¦ -b dc=acme", "smbclient //srv/x -U kim%¦{p}",
        "rabbitmqctl add_user kim ¦{p}", "wget --user=kim --password=¦{p}¦ https://acme.test/a",
        "openssl pkcs12 -in a.p12 -passin pass:¦{p}¦ -nodes",
        "7z a -p¦{p}¦ x.7z dir", "mysql -ukim -p¦{p}¦ shop", "PGPASSWORD=¦{p}¦ psql -h db",
        "echo 'kim:¦{p}¦' | chpasswd",
        "composer config http-basic.repo.acme.test kim ¦{p}",
        "dotnet nuget push a.nupkg --api-key ¦{l 46}", "helm registry login -u kim -p ¦{p}¦ acme.test",
        "curl --user kim:¦{p}¦ https://acme.test", "curl -H \"PRIVATE-TOKEN: ¦{w 20}¦\" https://git.acme.test/api/v4",
        "curl -d 'username=kim&password=¦{a 6}%21{a 4}%40{d 3}¦' https://acme.test/login",
        "http POST acme.test/login user=kim password=¦{p}", "gh auth login --with-token <<< ¦{h 40}",
        "security add-generic-password -a kim -s acme -w ¦{p}", "vercel deploy --token ¦{a 24}",
        "kubectl create secret docker-registry r --docker-username=kim --docker-password=¦{p}",
        "< set-cookie: connect.sid=s%3A¦{w 32}.{w 43}¦; Path=/; HttpOnly", "> authorization: Basic ¦{b 31}¦=",
        "Set-Cookie: sessionid=¦{l 32}¦; Max-Age=1209600", "cookie: laravel_session=¦eyJ{a 180}",
        "mongodb+srv://kim:¦{p}¦@c0.acme.mongodb.net/?retryWrites=true", "redis://:¦{a 24}¦@cache:6379/0",
        "amqps://kim:¦{p}¦@mq.acme.test/v", "jdbc:sqlserver://sql.acme.test;user=sa;password=¦{p}¦;encrypt=true",
        "jdbc:mysql://db/shop?user=kim&password=¦{p}¦&useSSL=false", "snowflake://kim:¦{p}¦@acme-eu/db",
        "Data Source=db;Initial Catalog=x;UID=kim;PWD=¦{p}¦;",
        "host=db user=kim password=¦{p}¦ dbname=shop sslmode=require",
        "ALTER USER kim WITH ENCRYPTED PASSWORD '¦{p}¦';",
        "CREATE USER 'kim'@'%' IDENTIFIED WITH mysql_native_password BY '¦{p}¦';",
        "db.createUser({user: 'kim', pwd: '¦{p}¦', roles: []})", "SET PASSWORD FOR kim = '¦{p}¦';",
        "https://acme.blob.core.windows.net/a?sv=2022-11-02&ss=b&sig=¦{a 43}%3D",
        "wss://acme.test/ws?access_token=¦{w 48}",
        "https://acme.test/reset?reset_token=¦{a 40}", "git clone https://oauth2:¦{w 26}¦@git.acme.test/a.git",
        "sftp://kim:¦{p}¦@files.acme.test", "smtp://kim%40acme.test:¦{p}¦@mail.acme.test:587",
        "https://hooks.slack.com/services/T{u 8}/B{u 10}/¦{a 24}",
        "https://acme.webhook.office.com/webhookb2/{g}@{g}/IncomingWebhook/¦{h 32}¦/{g}",
        "https://api.telegram.org/bot¦{d 10}:AA{w 33}¦/sendMessage",
        "https://chat.googleapis.com/v1/spaces/AAAA{a 7}/messages?key=k&token=¦{w 43}",
        "Authorization: token ¦{h 40}", "X-Vault-Token: ¦s.{a 24}", "x-amz-security-token: ¦{b 120}",
        "\"SecretAccessKey\": \"¦{b 40}¦\"", "\"refresh_token\": \"¦1//0{w 80}¦\"", "\"clientSecret\": \"¦{w 37}¦\"",
        "Found creds in shell history: mysqldump --password='¦{p}¦' shop", "\\\"password\\\": \\\"¦{p}¦\\\"",
    ]

    /// Sentences.
    static let spoken: [String] = [
        "Log in with kim / ¦{p}¦ on the test shop.", "The API key you need is ¦{a 32}¦.",
        "my password for jira was ¦{p}¦ last week", "Zugangsdaten: Benutzer kim, Passwort ¦{p}",
        "Das Kennwort ist ¦{p}¦ .", "la clave del servidor es ¦{p}",
        "La password di kim è ¦{p}", "het wachtwoord is ¦{p}", "hasło do bazy: ¦{p}", "a senha do banco é ¦{p}",
        "пароль от базы: ¦{p}", "数据库密码是 ¦{p}¦ 。", "şifre: ¦{p}", "lösenordet är ¦{p}",
        "heslo k databázi je ¦{p}", "adgangskoden er ¦{p}", "비밀번호: ¦{p}", "كلمة المرور: ¦{p}", "salasana on ¦{p}",
        "User: kim\nPass: ¦{p}", "Username kim, password ¦{p}", "creds are kim:¦{p}", "pw = ¦{p}",
        "PIN for the card is ¦{d 4}",
        "Here is the token: ¦{a 36}", "Your one-time code is ¦{d 6}¦.", "Temporary password: ¦{p}",
        "the secret is ¦{p}¦, keep it", "I set the root password to ¦{p}", "log in as admin with password ¦{p}",
    ]

    /// Tokens with a shape of their own.
    static let issued: [String] = [
        "¦key-{h 32}", "MAILCHIMP=¦{h 32}-us14", "¦xkeysib-{h 64}-{a 16}", "¦sq0csp-{w 43}", "¦whsec_{a 32}",
        "¦rk_live_{a 24}",
        "¦access_token$production${l 16}${h 32}", "¦rzp_live_{a 14}", "¦sk-or-v1-{h 64}", "¦xai-{a 80}", "¦pplx-{a 48}",
        "¦r8_{a 37}", "¦nvapi-{w 64}", "¦fw_{a 24}", "¦tgp_v1_{w 43}", "¦csk-{l 48}",
        "¦jina_{a 60}", "¦tvly-{a 32}", "¦lsv2_pt_{h 32}_{h 10}", "¦sk-lf-{g}", "¦AGE-SECRET-KEY-1{u 58}",
        "¦ya29.{w 120}", "¦cio{a 32}", "rubygems_api_key: ¦rubygems_{h 48}", "¦fm2_{b 100}", "¦HRKU-{g}", "¦nfp_{a 36}",
        "¦sbp_{h 40}", "¦pscale_tkn_{w 43}", "¦dp.pt.{a 43}", "¦lin_api_{a 40}", "¦secret_{a 43}", "¦ntn_{a 46}",
        "¦pat{a 14}.{h 64}", "asana: ¦1/{d 16}:{h 32}", "¦ATATT3{w 186}", "¦figd_{w 40}", "¦PMAK-{h 24}-{h 34}",
        "¦shpat_{h 32}", "¦pat-na1-{g}", "¦NRAK-{u 27}", "DD_API_KEY=¦{h 32}", "¦sntrys_{b 100}", "¦glc_{b 100}",
        "PAGERDUTY_TOKEN=¦u+{a 18}", "okta: SSWS ¦00{w 40}", "TWILIO=¦SK{h 32}", "¦sk.eyJ{a 80}.{w 22}", "¦sl.{w 130}",
        "¦EAACEdEose0cBA{a 100}", "¦AAAAAAAAAAAAAAAAAAAAA{a 80}", "¦LTAI{a 20}", "SecretId: ¦AKID{a 32}", "¦AQVN{w 35}",
        "¦AKCp{a 69}", "¦bkua_{h 40}", "¦CCIPAT_{a 22}_{h 40}", "¦squ_{h 40}",
        "LD_SDK_KEY=¦sdk-{g}",
        "¦CFPAT-{w 43}", "¦pnu_{a 36}", "¦pul-{h 40}", "¦{a 14}.atlasv1.{w 67}", "¦duffel_live_{w 43}", "¦EZAK{a 54}",
        "¦FLWSECK-{h 32}-X", "¦shippo_live_{h 40}", "¦tfp_{w 40}_{w 14}", "¦ops_eyJ{a 250}",
        "¦A3-{u 6}-{u 11}-{u 5}-{u 5}-{u 5}",
        "client.login(\"¦MTA{a 21}.{a 6}.{w 38}¦\")", "¦dckr_oat_{w 32}", "¦glrt-{w 20}", "¦ghu_{a 36}",
        "¦ATCTT3{w 186}", "¦BBDC-{a 40}",
        "¦sk_prod_{a 24}", "¦phc_{a 43}", "¦sgp_{h 40}", "¦ddp_{a 36}", "¦tskey-auth-{a 11}-{a 32}", "¦ABSK{b 109}",
    ]

    /// Keys of services that have no shape: their rules in gitleaks have a name and a length.
    static let services: [String] = [
        "adafruit-key: ¦{l 32}", "algolia_key = \"¦{l 32}¦\"", "FASTLY_KEY=¦{w 32}", "\"gitter-key\": \"¦{l 40}¦\"",
        "kraken_key: ¦{l 80}", "sendbird-key = ¦{g}", "plaid_key=¦{l 30}", "bittrex-key: ¦{l 32}",
        "zendesk_key: ¦{l 40}",
        "messagebird-key: ¦{l 25}", "¦4b1d{a 38}", "¦bedrock-api-key-{b 60}", "¦eyJrIjoi{a 72}", "¦s-s4t2af-{h 64}",
        "¦cmVmd{a 59}", "client: ¦{a 3}7Q~{a 34}", "_gitlab_session=¦{l 32}", "PHPSESSID=¦{l 26}",
    ]

    static var inventory: [String] { configured + commanded + spoken + issued + services }
}
