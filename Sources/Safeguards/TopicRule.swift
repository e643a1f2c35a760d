/// G8: sentences about things that rules for a task have no business with, unless they are about them in a usual way.
///
/// Where ``Conduct`` knows what an order looks like, a topic is held however the order is worded: who writes about the
/// consent of people, about what they may know, about other agents or about checks that are to be got around has to be
/// read by a person. What is usual, as to ask and to wait, is spared.
struct TopicRule: Sendable {
    let code: String
    let message: String
    /// Words and pairs or triples of words of which one has to occur.
    private let topics: [[String]]
    /// Words of which one has to occur as well; empty if none has to.
    private let needs: Set<String>
    /// Words that show that the sentence says something usual.
    private let spares: Set<String>
    /// Whether a topic that is spoken against is spared: "never use sudo".
    private let sparesNegated: Bool
    /// Whether the topic counts only where it is spoken against.
    private let isNegated: Bool

    private init(
        _ code: String,
        _ message: String,
        _ topics: String,
        needs: String = "",
        spares: String = "",
        sparesNegated: Bool = false,
        isNegated: Bool = false
    ) {
        self.code = code
        self.message = message
        self.topics = topics.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
        self.needs = Set(needs.split(separator: " ").map(String.init))
        self.spares = Set(spares.split(separator: " ").map(String.init))
        self.sparesNegated = sparesNegated
        self.isNegated = isNegated
    }

    /// Returns the violations in a passage.
    static func violations(in words: [Conduct.Word]) -> [Violation] {
        var violations: [Violation] = []
        for (index, word) in words.enumerated() {
            for (rule, topic) in byFirstWord[word.text] ?? []
            where has(topic, at: index, in: words) && rule.holds(at: index, in: words) {
                let excerpt = topic.joined(separator: " ")
                violations.append(Violation("G8", rule.code, .hold, rule.message, excerpt))
            }
        }
        return violations
    }

    /// Whether the sentence around a topic is of the kind that is held.
    private func holds(at index: Int, in words: [Conduct.Word]) -> Bool {
        let sentence = words[sentence(around: index, in: words)].map(\.text)
        guard needs.isEmpty || sentence.contains(where: needs.contains) else { return false }
        guard !sentence.contains(where: spares.contains) else { return false }
        let isAgainst = Conduct.isNegation(before: index, in: words)
        return !(sparesNegated && isAgainst || isNegated && !isAgainst)
    }

    private static func has(_ topic: [String], at index: Int, in words: [Conduct.Word]) -> Bool {
        index + topic.count <= words.count && topic.indices.allSatisfy { words[index + $0].text == topic[$0] }
    }

    /// Every topic with its rule, by its first word.
    private static let byFirstWord: [String: [(rule: TopicRule, topic: [String])]] = {
        var index: [String: [(rule: TopicRule, topic: [String])]] = [:]
        for rule in all {
            for topic in rule.topics { index[topic.first ?? "", default: []].append((rule, topic)) }
        }
        return index
    }()

    private func sentence(around index: Int, in words: [Conduct.Word]) -> Range<Int> {
        let start = words[..<index].lastIndex(where: \.endsSentence).map { $0 + 1 } ?? 0
        let end = words[index...].firstIndex(where: \.endsSentence).map { $0 + 1 } ?? words.count
        return start..<end
    }

    private static let all: [TopicRule] = [
        TopicRule(
            "approval-skipped",
            "the text is about the consent of people",
            "permission|permissions|approval|approvals|consent|confirmation|confirmations|dialog|dialogs|prompted|sandbox|"
                + "sandboxed|sandboxing|guardrail|guardrails|safeguard|safeguards|reviewer|reviewers|unattended|autonomously|"
                + "autopilot|overrule|safety|trust|trusted|agreed to|said no|says no|refusal|unsupervised|for questions|"
                + "pull request review|code review|sign-off|four eyes|go ahead even|right away",
            spares:
                "ask asks asking wait waits waiting request requests requested get gets obtain denied refused email sent "
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
                + "transcript|say only|stay silent|stays silent|remain silent|keep silent|no mention|any mention|the record|"
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
                + "ai agent|ai agents|system message|system prompt|context window|this conversation|all conversations"
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
                + "append drop delete skip make report pretend silence catch edit print hooks green comments checker ignore"
        ),
        TopicRule(
            "test-tampering",
            "the text is about getting around checks",
            "removed|deleted|skipped|disabled|ignored|edited|changed|commented|muted|dropped|weakened|relaxed|excluded",
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
                + "dns lookups|remote host|external remote|external server|address below|query string|as a query|outside host|"
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
                "include put append share send save post print drop upload mail encode store commit paste issue echo show "
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
            "sudo|as root|become root|administrator|privileged|all capabilities|777|0777|docker group|selinux|setuid|apparmor|"
                + "superuser|world-writable|root user|root access|cap_sys_admin|elevated|doas|pkexec|grant yourself|give yourself|"
                + "full access|unlimited access",
            spares: "runs image",
            sparesNegated: true
        ),
        TopicRule(
            "destructive",
            "the text destroys more than work in progress",
            ".git folder|.git directory|.git|home directory|home folder|the database|all tables|the tables|backups|backup|"
                + "production|the disk|everyone's|others did|others' work|all branches|the history|whole repository|"
                + "entire repository|whole disk|everything",
            needs:
                "remove removing empty discard reset drop clear delete overwrite force wipe erase purge destroy rm format "
                + "truncate shred nuke rewrite deleting dropping wiping erasing clearing",
            spares: "test",
            sparesNegated: true
        ),
    ]
}
