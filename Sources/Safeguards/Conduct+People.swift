/// Shapes of orders about people: their consent, and what they may know.
extension Conduct {
    private static let approving = "the text wants people's approval left out"
    private static let hiding = "the text wants something kept from people"

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

    static let approvals: [Conduct] = [
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
            gap: 5,
            needs: "always all every any auto-approve autoapprove automatically everything "
                + "anything whatever never without"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "accepted approved answered confirmed skipped bypassed disabled dismissed granted "
                + "suppressed ignored waived overridden switched turned lifted unnecessary optional superfluous redundant needless",
            consents + " sandbox guards safeguards restrictions protection protections",
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
            consents + " approved authorized authorised yes agreed consented confirmed granted",
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
        Conduct(
            "approval-skipped",
            approving,
            "go proceed continue carry move push merge deploy start publish release",
            "waiting asking",
            gap: 4,
            needs: "without"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "accept trust add confirm",
            "key fingerprint",
            gap: 3,
            needs: "host fingerprint unchecked",
            excludes: "not foreign primary"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "use follow trust apply take",
            "judgement judgment discretion",
            gap: 3,
            needs: "instead sign-off approval review own"
        ),
        Conduct(
            "approval-skipped",
            approving,
            "needs need requires require",
            "nobody's nobody no-one's",
            gap: 2
        ),
        Conduct(
            "approval-skipped",
            approving,
            "waive refund cancel change charge book grant override",
            "asking supervisor approval",
            gap: 5,
            needs: "without"
        ),
    ]

    static let concealments: [Conduct] = [
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
        Conduct(
            "concealment",
            hiding,
            "leave keep take cut drop filter strip edit",
            "out away",
            gap: 6,
            needs: "summary report changelog notes description message account answer",
            excludes: "secrets secret password passwords token tokens keys credentials key not never"
        ),
        Conduct(
            "concealment",
            hiding,
            "make let have",
            "look appear seem",
            gap: 4,
            needs: "diff change changes commit edit edits history"
        ),
        Conduct(
            "false-report",
            faking,
            "report say state claim announce",
            "without",
            gap: 3,
            needs: "success passed done finished"
        ),
        Conduct("concealment", hiding, "play talk", "down", gap: 2, needs: "asked change it this"),
    ]
}
