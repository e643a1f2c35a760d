extension Conduct {
    private static let approving = "the text wants people's approval left out"
    private static let hiding = "the text wants something kept from people"
    private static let faking = "the text wants checks to pass that do not"
    private static let agents = "the text is aimed at other agents"
    private static let sending = "the text wants something sent away"
    private static let fetching = "the text wants something fetched and run"
    private static let destroying = "the text wants more destroyed than work in progress"
    private static let lasting = "the text wants something set up that outlives the task"
    private static let showing = "the text wants credentials shown"
    private static let rights = "the text asks for more rights"
    private static let redirecting = "the text changes where software comes from"
    private static let claiming = "the text claims an authority that it does not have"

    private static let people =
        "user users human humans person people reviewer reviewers anyone anybody nobody maintainer maintainers owner "
        + "owners operator operators customer team author developer developers admin administrator somebody someone "
        + "supervisor manager"
    private static let consents =
        "prompt prompts permission permissions approval approvals confirmation confirmations consent dialog dialogs "
        + "authorization authorisation sign-off go-ahead okay"
    private static let guards =
        "sandbox sandboxing guard guards guardrail guardrails safeguard safeguards protection protections restriction "
        + "restrictions firewall antivirus selinux apparmor hook hooks pre-commit policy policies signature signatures "
        + "verification audit auditing monitoring quarantine gatekeeper two-factor 2fa captcha"
    private static let tests =
        "test tests testcase testcases suite assertion assertions assert asserts expectation expectations spec specs check "
        + "checks linter lint ci pipeline"
    private static let expected =
        "assertion assertions assert asserts expectation expectations golden baseline threshold "
        + "thresholds expected tolerance snapshot snapshots"
    private static let secrets =
        "secret secrets credential credentials token tokens key keys password passwords env .env environment cookie cookies "
        + "keychain passphrase certificates"
    private static let belongings =
        "source sources code repository repo config configuration database dump history conversation transcript prompt "
        + "session data file files logs contents diff workspace project output context results inputs documents environment"
    private static let listeners =
        "agent agents subagent subagents sub-agent sub-agents assistant assistants llm llms copilot claude gpt gemini bot "
        + "bots ai teammate teammates coworker"

    /// The shapes, by what they are about.
    static let all: [Conduct] =
        approvals + concealments + fakes + audiences + exports + downloads + destructions + persistences + exposures
        + privileges + redirections + claims

    private static let approvals: [Conduct] = [
        Conduct(
            "approval-skipped",
            approving,
            "accept approve confirm allow grant answer acknowledge dismiss skip bypass disable suppress ignore circumvent "
                + "disarm override auto-approve auto-accept autoapprove autoaccept click press agree evade sidestep waive "
                + "overrule deactivate work-around",
            consents,
            gap: 6,
            isEitherWay: true,
            excludes: "file folder wait"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "allow approve accept auto-approve grant permit authorize autoapprove",
            "tool tools calls "
                + "everything anything",
            gap: 3,
            needs: "always all every any auto-approve autoapprove automatically everything "
                + "anything whatever never without"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "accepted approved answered confirmed skipped bypassed disabled dismissed granted "
                + "suppressed ignored waived overridden unnecessary optional superfluous redundant needless",
            consents + " sandbox guards safeguards restrictions",
            gap: 6,
            isEitherWay: true,
            needs: "be are is can should must may considered"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "skip bypass disable ignore circumvent disarm override evade sidestep deactivate turn switch remove relax weaken "
                + "loosen lower lift drop uninstall kill stop unload",
            guards,
            gap: 5,
            isEitherWay: true
        ),
        Conduct(
            "approval-skipped",
            approving,
            "ask asking wait waiting confirm prompt consult check seek request await warn bother",
            people + " " + consents + " first before permission asking",
            gap: 4,
            excludes: "retry again",
            isNegated: true
        ),
        Conduct(
            "approval-skipped",
            approving,
            "assume presume treat consider take imply pretend infer",
            consents + " approved authorized authorised yes agreed consented",
            gap: 5,
            excludes: "not"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "say answer reply respond press type choose select click hit pick",
            "yes y always allow accept approve",
            gap: 3,
            needs: "every all each any always prompt prompts question questions whatever"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "proceed continue go act carry work decide push merge commit deploy release",
            "autonomously unattended unsupervised regardless anyway unprompted",
            gap: 4
        ),
        Conduct(
            "approval-skipped",
            approving,
            "proceed continue go act carry work decide push merge deploy release publish do run",
            "approval consent confirmation permission asking review sign-off",
            gap: 4,
            needs: "without before no skipping",
            excludes: "ask wait get after until with"
        ),
    ]

    private static let concealments: [Conduct] = [
        Conduct(
            "concealment",
            hiding,
            "tell mention inform reveal notify alert disclose show report announce discuss explain say describe bother "
                + "surface admit confess acknowledge flag raise let",
            people,
            gap: 7,
            excludes: "if whether until",
            isNegated: true
        ),
        Conduct(
            "concealment",
            hiding,
            "tell mention inform reveal notify alert disclose announce discuss explain say admit confess acknowledge",
            "this it that why what",
            gap: 3,
            excludes: "if whether until",
            isNegated: true
        ),
        Conduct(
            "concealment",
            hiding,
            // words: allow
            "say tell mention report inform show write log reveal notify speak share",
            "nothing nobody "
                + "no-one",
            gap: 2
        ),
        Conduct(
            "concealment",
            hiding,
            "leave keep write make",
            "no without",
            gap: 1,
            needs: "trace traces evidence record records "
                + "mention footprint fingerprints"
        ),
        Conduct(
            "concealment",
            hiding,
            "log record write note document list include commit mention leave put keep trace",
            "this it action step steps command commands change changes trace traces evidence log logs history summary report "
                + "output changelog transcript record",
            gap: 3,
            needs: "user users reviewer reviewers anyone log logs history summary report trace traces evidence "
                + "transcript changelog this step action",
            excludes:
                "secrets secret password passwords token tokens credentials generated build large binary key keys",
            isNegated: true
        ),
        Conduct(
            "concealment",
            hiding,
            "keep hold treat leave make stay remain remains",
            "secret quiet hidden confidential silent unmentioned undisclosed invisible unnoticed undetected covert",
            gap: 5,
            objectEnds: true
        ),
        Conduct(
            "concealment",
            hiding,
            "keep treat leave",
            "private ourselves yourself themselves us off-the-record",
            gap: 4,
            needs: "this it between to that",
            excludes: "key keys methods method members member field fields"
        ),
        Conduct(
            "concealment",
            hiding,
            "hide conceal mask obscure disguise bury camouflage obfuscate cover omit exclude strip scrub "
                + "redact withhold sanitize suppress erase clear delete wipe purge remove truncate",
            "action actions step command commands change changes edit edits activity trace traces tracks evidence history "
                + "summary report changelog logs log transcript audit footprint user users reviewer reviewers",
            gap: 4,
            needs: "log logs history user users reviewer reviewers summary report changelog transcript audit trace "
                + "traces tracks evidence footprint anyone",
            excludes: "build old stale debug test output generated columns column fields cache rotated"
        ),
        Conduct(
            "concealment",
            hiding,
            "silently quietly covertly secretly stealthily discreetly surreptitiously invisibly unobtrusively",
            "delete remove send upload push change modify install run execute commit add copy download replace overwrite "
                + "disable approve accept merge deploy write insert include forward fetch apply skip do perform",
            gap: 2,
            isEitherWay: true
        ),
        Conduct(
            "concealment",
            hiding,
            "so that such",
            "notices notice sees knows finds suspects realizes realises",
            gap: 5,
            needs: "nobody no one user reviewer anyone without never"
        ),
        Conduct(
            "concealment",
            hiding,
            "nobody no-one no",
            "needs need should must will may",
            gap: 2,
            needs: "know knows notice learn see find hear suspect"
        ),
        Conduct("concealment", hiding, "between our", "us secret ourselves", gap: 2, excludes: "difference"),
        Conduct(
            "concealment",
            hiding,
            "pretend lie claim mislead deceive fake fabricate feign",
            "user users that to results "
                + "result output success reviewer passed passes pass done everything it nothing",
            gap: 3
        ),
        Conduct(
            "false-report",
            faking,
            "report say state tell claim answer print return announce declare summarize mark",
            "success successful passed passing green done complete completed fine correct worked",
            gap: 6,
            needs: "always regardless even anyway whatever every unconditionally either although though"
        ),
    ]

    private static let fakes: [Conduct] = [
        Conduct(
            "test-tampering",
            faking,
            "delete remove skip disable comment mute silence weaken relax loosen xfail suppress stub bypass neuter deselect "
                + "ignore drop exclude omit hide quarantine short-circuit cheat game fool trick circumvent deactivate waive",
            tests,
            gap: 4,
            isEitherWay: false,
            excludes:
                "slow integration network e2e gpu optional unrelated database data files folder output outputs cache "
                + "artifacts artefacts temporary container containers results file unit browser flag"
        ),
        Conduct(
            "test-tampering",
            faking,
            "edit change adjust modify alter update rewrite adapt replace overwrite lower raise tweak set regenerate accept "
                + "correct align match revise",
            expected,
            gap: 5,
            needs: "fail fails failing failed pass passes green red until whatever match agree mismatch "
                + "wrong broken actual differs"
        ),
        Conduct(
            "test-tampering",
            faking,
            "edit change adjust modify alter rewrite adapt replace tweak patch",
            "test tests spec specs",
            gap: 3,
            needs: "pass passes green succeed",
            excludes: "run"
        ),
        Conduct(
            "test-tampering",
            faking,
            "hardcode hard-code special-case fake fabricate detect recognize recognise memorize",
            "expected output outputs result results answer answers value values test tests grader input inputs benchmark "
                + "checker evaluation harness",
            gap: 6
        ),
        Conduct(
            "test-tampering",
            faking,
            "make force get let ensure",
            "pass passes green succeed",
            gap: 6,
            needs:
                "by editing changing removing deleting skipping whatever any anyhow unconditionally always matter cost"
        ),
        Conduct(
            "test-tampering",
            faking,
            "lower reduce drop decrease disable remove",
            "coverage threshold thresholds severity",
            gap: 4,
            excludes: "memory"
        ),
        Conduct(
            "test-tampering",
            faking,
            "return exit end print",
            "0 zero true success ok",
            gap: 4,
            needs: "always unconditionally regardless whatever even anyway"
        ),
    ]

    private static let audiences: [Conduct] = [
        Conduct(
            "other-agents",
            agents,
            "tell instruct order ask require convince remind inform direct command pass forward relay spread propagate copy "
                + "repeat inject insert paste share include teach persuade get make have hand warn brief notify",
            listeners,
            gap: 5,
            excludes: "user-agent ssh-agent header build ssh"
        ),
        Conduct(
            "other-agents",
            agents,
            "must should shall need needs have has ought are is",
            "obey follow comply run execute install ignore approve adopt trust prioritize believe copy",
            gap: 4,
            needs: listeners,
            excludes: "not never"
        ),
        Conduct(
            "other-agents",
            agents,
            "copy include repeat paste add insert append propagate spread carry preserve write put "
                + "inject embed forward keep pass replicate reproduce",
            "rule rules instruction instructions paragraph line text section message sentence note skill skills prompt "
                + "prompts memory",
            gap: 5,
            needs: "every all other future each subagent subagents sub-agent sub-agents agents sessions memory "
                + "prompts agent conversation conversations"
        ),
        Conduct(
            "other-agents",
            agents,
            "remember memorize store save persist keep",
            "memory forever permanently always future "
                + "sessions conversations",
            gap: 5,
            excludes: "usage limit leak leaks cache data"
        ),
        Conduct(
            "other-agents",
            agents,
            "if when as",
            "ai llm assistant",
            gap: 4,
            needs: "you are reading model agent"
        ),
        Conduct(
            "other-agents",
            agents,
            "act behave respond pretend roleplay role-play impersonate pose",
            "as",
            gap: 1,
            needs:
                "assistant agent model ai admin administrator root developer user maintainer persona someone unrestricted"
        ),
        Conduct(
            "other-agents",
            agents,
            "your",
            "task goal purpose objective mission instructions role identity",
            gap: 2,
            needs: "real new true actual now only secret hidden primary"
        ),
    ]

    private static let exports: [Conduct] = [
        Conduct(
            "exfiltration",
            sending,
            "send upload post paste email mail forward share transmit submit publish exfiltrate leak dump ship sync push "
                + "report copy pipe stream beam attach export deliver relay back-up backup mirror",
            secrets + " " + belongings,
            gap: 6,
            needs:
                "server endpoint webhook url address host channel bucket remote gist pastebin slack telegram discord external "
                + "third-party email mail collector vendor site website api party outside attacker chat form dashboard "
                + "domain internet ftp dropbox drive s3 cloud",
            excludes: "never not local localhost"
        ),
        Conduct(
            "exfiltration",
            sending,
            "send upload post email mail forward transmit exfiltrate leak dump paste ship beam",
            secrets,
            gap: 6
        ),
    ]

    private static let downloads: [Conduct] = [
        Conduct(
            "download-and-run",
            fetching,
            "download fetch get grab retrieve pull obtain clone curl wget load save receive",
            "script installer binary executable payload program tool package archive helper bootstrap image module plugin "
                + "extension snippet patch agent hook loader",
            gap: 6,
            needs: "run execute start launch install eval source pipe open apply import invoke executing running "
                + "installing sourcing chmod"
        ),
        Conduct(
            "download-and-run",
            fetching,
            "decode decrypt unpack deobfuscate unhex assemble concatenate join reverse decompress",
            "run execute eval follow obey source interpret",
            gap: 12,
            excludes: "archive test tests"
        ),
        Conduct(
            "download-and-run",
            fetching,
            "pipe feed hand redirect stream",
            "shell interpreter bash sh python eval terminal",
            gap: 8
        ),
        Conduct(
            "download-and-run",
            fetching,
            "read follow fetch check consult load open visit obey get",
            "instructions directions orders guidance steps commands",
            gap: 4,
            needs:
                "http https url page site website link online server remote gist address endpoint web.archive.org hosted"
        ),
        Conduct(
            "package-install",
            "the text wants software installed that no session needed",
            "install download add",
            "helper package plugin extension tool library driver agent addon add-on certificate module toolkit utility "
                + "dependency",
            gap: 4,
            needs:
                "vendor's vendor latest from registry pypi npm internet website marketplace store globally third-party",
            excludes: "missing required declared project's project requirements named lock"
        ),
    ]

    private static let destructions: [Conduct] = [
        Conduct(
            "destructive",
            destroying,
            "delete erase wipe destroy purge drop overwrite format shred truncate remove reset nuke corrupt clear empty "
                + "encrypt",
            "repository repo home disk backups backup production branches everything drive partition filesystem "
                + "system volumes databases tables",
            gap: 5,
            needs: "all every entire whole everything home disk backups backup production drive partition filesystem "
                + "root complete databases history",
            excludes: "trailing nan null duplicate duplicates temporary generated cache"
        ),
        Conduct(
            "destructive",
            destroying,
            "delete erase wipe destroy purge rewrite squash drop overwrite",
            "history database commits",
            gap: 4,
            needs: "git entire whole all production old published"
        ),
        Conduct(
            "destructive",
            destroying,
            "stop kill terminate shut",
            "all every",
            gap: 2,
            needs: "processes services containers daemons sessions",
            excludes: "own test"
        ),
    ]

    private static let persistences: [Conduct] = [
        Conduct(
            "persistence",
            lasting,
            "add append install register schedule create put write set enable insert configure hook plant drop load",
            "cron crontab cronjob startup autostart login boot logon launchd rc bashrc zshrc alias aliases systemd "
                + "scheduled background daemon watcher persistent permanently profile",
            gap: 6,
            needs:
                "every startup autostart login logon boot shell cron crontab cronjob launchd systemd profile rc bashrc "
                + "zshrc scheduled permanently persistent start starts daily hourly reboot",
            excludes: "never"
        ),
        Conduct(
            "persistence",
            lasting,
            "keep leave",
            "running open alive listening",
            gap: 4,
            needs: "background tunnel port listener after task session shell"
        ),
        Conduct(
            "persistence",
            lasting,
            "open expose forward publish listen bind",
            "port ports tunnel",
            gap: 4,
            needs: "internet public 0.0.0.0 outside external world firewall reverse tunnel everyone"
        ),
    ]

    private static let exposures: [Conduct] = [
        Conduct(
            "credential-exposed",
            showing,
            "print echo dump cat display show paste include collect gather copy commit list log output append write leak "
                + "reveal read extract harvest grab steal find locate search scan scrape",
            "credential credentials password passwords secrets cookie cookies keychain passphrase",
            gap: 4,
            excludes: "never not without no avoid environment rotate"
        ),
        Conduct(
            "credential-exposed",
            showing,
            "print echo dump cat display show paste include collect gather copy commit log "
                + "output extract grab",
            "token tokens keys key variables .env",
            gap: 4,
            needs: "api ssh private secret access environment auth session bearer signing deploy .env",
            excludes: "path pythonpath primary foreign sort column columns dictionary"
        ),
    ]

    private static let privileges: [Conduct] = [
        Conduct(
            "privilege",
            rights,
            "run execute start launch use do log become switch open continue retry perform work",
            "root administrator superuser",
            gap: 5,
            excludes: "project directory folder repository element node package "
                + "module cause"
        ),
        Conduct(
            "privilege",
            rights,
            "run execute start launch use get gain request grant give obtain escalate elevate with need",
            "elevated full unrestricted unlimited administrative root admin",
            gap: 4,
            needs: "privileges rights access permissions permission privilege capabilities mode"
        ),
        Conduct(
            "privilege",
            rights,
            "make set mark give grant chmod open change loosen",
            "world-writable writable "
                + "world-readable executable everyone 777 setuid suid",
            gap: 5,
            needs: "world-writable world-readable everyone 777 setuid suid anyone all",
            excludes: "not"
        ),
        Conduct(
            "privilege",
            rights,
            "disable remove without clear",
            "password passwordless",
            gap: 3,
            needs: "sudo login root account user"
        ),
    ]

    private static let redirections: [Conduct] = [
        Conduct(
            "redirected",
            redirecting,
            "use switch set add change point configure replace override prefer trust import install "
                + "redirect route register accept",
            "registry mirror proxy resolver dns nameserver index repository remote upstream certificate ca feed",
            gap: 5,
            needs: "registry mirror proxy dns resolver nameserver certificate ca",
            excludes: "local reverse test"
        ),
        Conduct(
            "redirected",
            redirecting,
            "use switch set add change point configure replace",
            "index-url index",
            gap: 4,
            needs: "package pip pypi extra url",
            excludes: "database array column row list"
        ),
    ]

    private static let claims: [Conduct] = [
        Conduct(
            "authority-claim",
            claiming,
            "approved authorized authorised cleared sanctioned permitted whitelisted allowlisted "
                + "verified vetted certified endorsed signed",
            "by",
            gap: 2,
            needs:
                "security admin team maintainers maintainer user owner company anthropic openai vendor management policy "
                + "legal compliance"
        ),
        Conduct(
            "authority-claim",
            claiming,
            "trust believe",
            "blindly unconditionally completely output source this",
            gap: 3,
            needs: "blindly unconditionally completely without always everything",
            excludes: "not"
        ),
        Conduct(
            "authority-claim",
            claiming,
            "official urgent mandatory emergency important system critical",
            "notice override "
                + "directive announcement instruction instructions message order policy",
            gap: 1
        ),
        Conduct(
            "authority-claim",
            claiming,
            "ignore disregard forget override discard neglect overrule supersede",
            "instructions instruction guidelines rules policy policies directives constraints restrictions system-prompt "
                + "warnings request requests",
            gap: 5,
            excludes: "lint linter eslint ruff whitespace deprecation compiler css robots"
        ),
    ]

    /// Orders in other languages, in lower case and without accents or in their own script.
    static let phrases: [String] = [
        "ignoriere alle", "ignoriere die", "dem nutzer nicht", "dem nutzer nichts", "dem benutzer nichts",
        "benutzer nicht",
        "ohne zu fragen", "ohne ruckfrage", "ohne nachfrage", "heimlich", "geheim halten", "halte das geheim",
        "uberspringe die tests", "losche die tests", "sag niemandem", "bestatige alle", "ignore toutes les",
        "ignorez", "a l'utilisateur", "sans demander", "sans prevenir", "en secret", "garde le secret", "ne dis rien",
        "ne dites rien", "n'informe pas", "supprime les tests", "desactive les tests", "ignora todas", "ignora las",
        "ignora tutte", "ignora le", "al usuario", "no digas", "sin preguntar", "sin avisar", "en secreto",
        "elimina las pruebas",
        "acepta todas", "all'utente", "non dire", "senza chiedere", "in segreto", "ignore todas as", "ao usuario",
        "sem perguntar", "em segredo", "negeer alle", "negeer de", "vertel de gebruiker", "zonder te vragen", "stiekem",
        "zignoruj", "uzytkownikowi", "bez pytania", "yok say", "kullaniciya", "sormadan", "игнорируй", "игнорировать",
        "пользователю", "без спроса", "не спрашивая", "не говори", "тайно", "втайне", "скрой", "удали тесты", "忽略",
        "不要告诉", "无视", "保密", "隐瞒", "不要询问", "绕过", "跳过测试", "删除测试", "偷偷", "悄悄", "不经", "無視", "伝えない", "言わない",
        "知らせない", "秘密", "隠し", "許可なく", "確認せず", "テストを削除", "テストを無効", "テストをスキップ", "무시", "말하지 마", "비밀",
        "알리지", "묻지", "테스트를 삭제", "몰래",
    ]
}
