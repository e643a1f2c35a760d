extension Phrase {
    private static let override = "the text gives orders about other instructions"
    private static let conceal = "the text tells its reader to hide something from people"
    private static let hijack = "the text wants the skill used where it does not belong"
    private static let review = "the text is aimed at the review of skills"
    private static let export = "the text wants secrets sent away"

    /// The phrases that no skill needs.
    static let all: [Phrase] = [
        Phrase(
            "instruction-override",
            override,
            gap: 3,
            "ignore disregard forget override bypass discard",
            "previous prior above earlier all other any system preceding existing your",
            "instructions instruction prompt prompts directives safeguards"
        ),
        Phrase(
            "instruction-override",
            override,
            gap: 1,
            "ignore disregard forget override bypass discard",
            "previous prior above earlier other system preceding your",
            "rules guidelines constraints policies"
        ),
        Phrase(
            "instruction-override",
            override,
            .hold,
            gap: 3,
            "ignore disregard forget override bypass discard",
            "previous prior above earlier all other any system preceding existing your",
            "rules guidelines constraints policies"
        ),
        Phrase("instruction-override", override, gap: 1, "you", "are", "now", "a an in the free no unrestricted"),
        Phrase(
            "instruction-override",
            override,
            gap: 1,
            "new updated real true",
            "system",
            "prompt instructions message"
        ),
        Phrase(
            "instruction-override",
            override,
            gap: 2,
            "developer debug god admin root jailbreak",
            "mode",
            "enabled active on"
        ),
        Phrase("instruction-override", override, gap: 3, "reveal print repeat output show", "system", "prompt"),
        Phrase(
            "instruction-override",
            override,
            gap: 4,
            "takes take has have overrides override supersedes supersede",
            "precedence priority all any other system",
            "over instructions rules skills user policy policies"
        ),
        Phrase("instruction-override", override, gap: 3, "from", "now", "on", "you agent assistant must always"),
        Phrase(
            "concealment",
            conceal,
            gap: 2,
            "not never don't dont",
            "tell mention inform reveal notify alert disclose show report",
            "user users human humans reviewer reviewers anyone maintainer maintainers operator owner people anybody",
            "this these about"
        ),
        Phrase(
            "concealment",
            conceal,
            gap: 2,
            "not never don't dont",
            "reveal disclose mention show report",
            "this it these",
            "user users human humans reviewer reviewers anyone maintainer maintainers operator owner people anybody"
        ),
        Phrase(
            "concealment",
            conceal,
            .hold,
            gap: 2,
            "not never don't dont",
            "tell mention inform reveal notify alert disclose show report",
            "user users human humans reviewer reviewers anyone maintainer maintainers operator owner people anybody"
        ),
        Phrase(
            "concealment",
            conceal,
            gap: 2,
            sparesNegated: true,
            "without",
            "telling mentioning informing notifying alerting asking",
            "user users human humans reviewer reviewers anyone maintainer maintainers operator owner people anybody"
        ),
        Phrase(
            "concealment",
            conceal,
            gap: 3,
            "hide conceal keep",
            "this it from secret hidden",
            "user users human reviewer reviewers"
        ),
        Phrase(
            "concealment",
            conceal,
            gap: 1,
            sparesNegated: true,
            "without",
            "user user's users human",
            "knowledge"
        ),
        Phrase(
            "concealment",
            conceal,
            .hold,
            gap: 2,
            sparesNegated: true,
            "without",
            "user user's users human",
            "consent approval confirmation permission"
        ),
        Phrase(
            "concealment",
            conceal,
            gap: 2,
            "no",
            "need",
            "ask tell inform mention",
            "user reviewer permission anyone"
        ),
        Phrase(
            "concealment",
            conceal,
            gap: 2,
            "not never",
            "mention log record report",
            "this",
            "step action command rule"
        ),
        Phrase(
            "skill-hijack",
            hijack,
            gap: 2,
            "always must",
            "use load invoke apply read",
            "this",
            "skill",
            "first every all any regardless for before"
        ),
        Phrase(
            "skill-hijack",
            hijack,
            gap: 2,
            "use load invoke apply",
            "this",
            "skill",
            "for",
            "every all any",
            "task tasks request requests session prompt"
        ),
        Phrase("skill-hijack", hijack, gap: 2, "always", "use load invoke apply follow", "this", "skill"),
        Phrase(
            "skill-hijack",
            hijack,
            gap: 2,
            "ignore disable delete remove edit modify rewrite update uninstall disregard",
            "other all every",
            "skill skills"
        ),
        Phrase("skill-hijack", hijack, gap: 2, "before instead", "any other of", "other any", "skill skills"),
        Phrase(
            "review-manipulation",
            review,
            gap: 3,
            "reviewer reviewers maintainer maintainers",
            "should must can may",
            "approve accept skip merge ignore trust"
        ),
        Phrase(
            "review-manipulation",
            review,
            gap: 3,
            "approve accept merge",
            "this",
            "change edit revision skill commit without automatically"
        ),
        Phrase(
            "review-manipulation",
            review,
            gap: 3,
            "this",
            "change edit revision skill commit rule",
            "approved verified pre reviewed safe trusted",
            "by security already"
        ),
        Phrase(
            "review-manipulation",
            review,
            gap: 2,
            "skip bypass disable avoid",
            "gate safeguards reviewer reviewers"
        ),
        Phrase(
            "review-manipulation",
            review,
            .hold,
            gap: 2,
            "skip bypass disable avoid",
            "review approval approvals confirmation confirmations"
        ),
        Phrase(
            "review-manipulation",
            review,
            gap: 3,
            "mark rate score grade",
            "this skill",
            "safe approved trusted passing best highest"
        ),
        Phrase(
            "exfiltration",
            export,
            gap: 6,
            "send post upload forward email copy leak submit transmit include append",
            "credentials credential secrets secret passwords password keys token tokens environment env "
                + "conversation history",
            "http https webhook url server endpoint attacker address example.com external"
        ),
        Phrase(
            "exfiltration",
            export,
            .hold,
            gap: 6,
            "send post copy leak submit transmit include append write",
            "credentials credential secrets passwords password keys token tokens environment env conversation",
            "report comment comments commit issue"
        ),
        Phrase(
            "exfiltration",
            export,
            gap: 4,
            "exfiltrate leak steal harvest",
            "data secrets credentials keys tokens files env environment"
        ),
    ]
}
