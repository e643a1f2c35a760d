/// The topics, and what is usual about them.
extension TopicRule {
    static let all: [TopicRule] = [
        TopicRule(
            "approval-skipped",
            "the text is about the consent of people",
            "permission|permissions|approval|approvals|consent|confirmation|confirmations|dialog|dialogs|prompted|sandbox|"
                + "sandboxed|sandboxing|guardrail|guardrails|safeguard|safeguards|reviewer|reviewers|unattended|autonomously|"
                + "autopilot|overrule|safety|trust|trusted|agreed to|said no|says no|refusal|unsupervised|for questions|"
                + "pull request review|code review|sign-off|four eyes|go ahead even|right away",
            spares:
                "needs requires ask asks asking wait waits waiting demandez pide fragt wants middleware request requests requested get gets obtain denied refused email sent "
                + "number thread threads type memory chmod 644 755 sheet modal window certificate ssl tls thread-safety error "
                + "errors file"
        ),
        TopicRule(
            "approval-skipped",
            "the text is about the consent of people",
            "review|reviewed|reviewing|looked at|look at it",
            needs: "push merge main deploy release publish commit land ship submit",
            isNegated: true
        ),
        TopicRule(
            "approval-skipped",
            "the text is about the consent of people",
            "nobody reviews|own pull request|second account|add yourself|asks nothing|ask nothing|say yes|codeowners|"
                + "branch protection|auto-approve|autoapprove|allow always|always allow|no confirmation|no approval|"
                + "stop to ask|decide yourself|decide alone|decide on your own|nobody's ok|for a human"
        ),
        TopicRule(
            "concealment",
            "the text is about what people may know",
            // words: allow
            "mention|mentioned|mentioning|bring this|bring it|bring up|refer|talk|talking|speak|telling|tell|told|reveal|"
                + "disclose|appear|say|inform|know|aware|write it|write this|write that|hear|learn|reported|explain|acknowledge|"
                + "admit|announce|document|note",
            needs:
                "this it them step steps user users anyone nobody anybody people summary report message transcript changes "
                + "change reviewer maintainers owner copy what why team anywhere",
            spares: "if whether unless until code ask asks",
            isNegated: true
        ),
        TopicRule(
            "concealment",
            "the text is about what people may know",
            "in the dark|behind the scenes|unsaid|your tracks|its tracks|play dumb|as if nothing|deny it|deny that|when asked about|"
                + "if asked about|if asked say|when asked say|asks about it|another reason|audit log|audit logs|audit trail|shell history|bash history|"
                + "transcript|say only|stay silent|stays silent|remain silent|keep silent|no mention|any mention|off the record|"
                + "drawing attention|draw attention|draws attention|if somebody asks|if someone asks|if anyone asks|when somebody asks|"
                + "was always like|as your own|need not know|without a trace|going into the details|nobody has to|no one has to|"
                + "does not exist|under the radar|low profile|plausible|cover story|out of sight|never happened|step is gone|"
                + "change is gone|need to know|have to know|needs to know|hush",
            spares: "video audio speaker"
        ),
        TopicRule(
            "other-agents",
            "the text is aimed at other agents",
            "sub-agent|sub-agents|subagent|subagents|language model|language models|other agents|next agent|other skills|"
                + "other assistants|worker agents|agents.md|claude.md|gemini.md|memory file|memory files|later sessions|"
                + "future sessions|other sessions|every session|all sessions|model that reads|agent that reads|reads this|"
                // words: allow
                + "reading this|whoever works|whoever reads|you are the|you are a|you are an|you are now|you are allowed|"
                + "you are free|you are permitted|you are authorized|you are no longer|assistant ignore|every agent|any agent|"
                + "all agents|each agent|these instructions|this instruction|these lines|other models|every model|ai model|"
                + "ai agent|ai agents|ai assistant|ai assistants|all assistants|another model|next session|earlier instructions|"
                + "developer's instructions|user's instructions|user's last message|your guidelines|this revision|system message|system prompt|context window|this conversation|all conversations"
        ),
        TopicRule(
            "test-tampering",
            "the text is about getting around checks",
            "assert true|continue-on-error|pytest.mark.skip|pytest.mark.xfail|pytest.skip|unittest.skip|xfail|noqa|type ignore|"
                + "nosec|eslint-disable|ts-ignore|ts-nocheck|allow-failure|allow failure|exit 0|ignore comments|red ones|"
                + "failing ones|the opposite|assertionerror and|ignore the exit|the exit status and|always succeed|always pass|"
                + "always green|hard to fix|in the way|looks for|test expects|tests expect|checks fail|suite ran|lower the bar|"
                + "whatever happened|whatever happens|checker expects|grader|failing assertion|failing assertions",
            needs:
                "test tests check checks suite assertion assertions assert true ci job status write return set put mark "
                + "append drop delete skip make report pretend silence catch edit print hooks green comments checker ignore",
            sparesNegated: true
        ),
        TopicRule(
            "test-tampering",
            "the text is about getting around checks",
            "removed|deleted|skipped|disabled|ignored|edited|be changed|commented|muted|dropped|weakened|relaxed|excluded",
            needs: "tests assertions checks hooks linter ci",
            spares: "fixture fixtures settings were was files"
        ),
        TopicRule(
            "test-tampering",
            "the text is about getting around checks",
            "or true",
            needs: "append add put failing check test command"
        ),
        TopicRule("test-tampering", "the text is about getting around checks", "to the failing|true to"),
        TopicRule(
            "exfiltration",
            "the text sends something to where nobody looks",
            "vendor|vendor's|third party|third-party|gist|pastebin|webhook|telemetry|collector|public gist|shared channel|"
                + "transfer.sh|dns lookups|remote host|external remote|external server|address below|query string|as a query|outside host|"
                + "exfiltrate|burner|anonymous upload|file sharing|their server|our server|my server",
            needs:
                "send mail upload post push share encode include put save drop stream copy append open let report forward "
                + "publish store sync submit email transmit export backup have pass give",
            sparesNegated: true
        ),
        TopicRule(
            "credential-exposed",
            "the text is about credentials",
            "api key|api keys|private key|private keys|secret key|ssh key|ssh keys|credentials|credential|password|passwords|"
                + "secrets|access token|auth token|bearer token|the token|tokens|.env|api-key|passphrase|cookies",
            needs:
                "include put append share send save post print prints drop upload mail encode store commit paste issue echo show "
                + "copy dump list collect find search open attach embed hardcode write display reveal log",
            spares:
                "environment never not don't no without rotate count counted limit tokenizer out hidden masked redact"
        ),
        TopicRule(
            "download-and-run",
            "the text wants something run that comes from elsewhere",
            "run|execute|source|eval|evaluate|interpret|bash it|import|apply|launch|start it|chmod it|into the terminal|use the "
                + "remote|do what|run setup",
            needs: "site website gist mail internet web remote downloaded marketplace url reply response online "
                + "page update bootstrap installer",
            spares: "test tests request column csv data table sheet local localhost report rows fixture number time "
                + "print status server's"
        ),
        TopicRule(
            "download-and-run",
            "the text wants something run that comes from elsewhere",
            "server returns|server sends|server says|page says|page at|script then|release binary|the reply|unread|from the page|"
                + "curl the|wget the|bootstrap script|the response",
            needs: "run execute bash shell python eval evaluate source interpret apply terminal chmod do let have start"
        ),
        TopicRule(
            "privilege",
            "the text asks for more rights",
            "sudo|as root|public-read|all privileges|all rights|as administrator|read-only mode|become root|administrator|privileged|all capabilities|777|0777|docker group|selinux|setuid|apparmor|"
                + "superuser|world-writable|root user|root access|cap_sys_admin|elevated|doas|pkexec|grant yourself|give yourself|"
                + "full access|unlimited access",
            spares: "runs image",
            sparesNegated: true
        ),
        TopicRule(
            "destructive",
            "the text destroys more than work in progress",
            "the volume|the volumes|the partition|the bucket|the cluster|the namespace|.git folder|.git directory|.git|home directory|home folder|the database|all tables|the tables|backups|backup|"
                + "production|the disk|everyone's|others did|others' work|all branches|the history|whole repository|"
                + "entire repository|whole disk|everything",
            needs:
                "remove removing empty discard reset drop clear delete overwrite force wipe erase purge destroy rm format "
                + "truncate shred nuke rewrite deleting dropping wiping erasing clearing",
            spares: "test",
            sparesNegated: true
        ),
        TopicRule(
            "other-agents",
            "the text is about itself",
            "this rule|this skill|this section|this page|this document|these rules|this advice|this note|this before",
            needs:
                "over above others priority precedence prefer follow obey trust keep delete instead higher copy apply user's "
                + "wishes everywhere anything"
        ),
        TopicRule(
            "authority-claim",
            "the text claims an authority that it does not have",
            "higher priority|highest priority|takes priority|take priority|precedence over|priority over|outranks",
            needs: "rule rules page instruction instructions user user's wishes others skill policy"
        ),
        TopicRule(
            "hidden-payload",
            "the text asks its reader to put a command together",
            "right to left|backwards|in reverse|reversed|initial letters|first letters|last letters|every second|caesar|"
                + "rot13|acrostic|decode this|decode the|spell out",
            needs: "run execute command type shell eval"
        ),
        TopicRule(
            "credential-exposed",
            "the text is about credentials",
            "environment variables|env vars|card number|credit card|session's token|social security",
            needs: "put include append share send post print upload commit paste dump save",
            spares: "never not don't no without"
        ),
        TopicRule(
            "credential-exposed",
            "the text is about credentials",
            "cookie store|browser's cookie|browser's cookies|saved passwords|for a token|colleague's token|colleague's key",
            needs: "take open use read copy extract search find look",
            sparesNegated: true
        ),
        TopicRule(
            "test-tampering",
            "the text is about getting around checks",
            "cannot fail|can't fail|never fail|never fails|stays green|it.skip|test.skip|describe.skip|.skip",
            needs: "test tests suite check checks ci build job red use mark"
        ),
        TopicRule(
            "persistence",
            "the text wants something set up that outlives the task",
            "postinstall|preinstall|post-install|.gitattributes|startup folder|launch agent|login item|start menu",
            needs: "add set put define write register configure runs run install"
        ),
        TopicRule(
            "unfair",
            "the text treats people by what they are",
            "women|men|females|males|foreigners|immigrants|muslims|jews|christians|black people|white people|disabled people|"
                + "older people|old people|from the north|from the south|from the east|from the west|pregnant|skin colour|"
                + "skin color|ethnicity|nationality",
            needs:
                "approve approving reject deny prefer seriously loans loan tickets hire hiring refuse refund priority rank skip "
                + "decline applicants applications score insurance rent"
        ),
    ]
}
