/// Shapes of orders to other agents, and of claims to authority over them.
extension Conduct {
    private static let agents = "the text is aimed at other agents"
    private static let claiming = "the text claims an authority that it does not have"

    private static let listeners =
        "agent agents subagent subagents sub-agent sub-agents assistant assistants llm llms copilot claude gpt gemini bot "
        + "bots ai teammate teammates coworker"

    static let audiences: [Conduct] = [
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

    static let claims: [Conduct] = [
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
}
