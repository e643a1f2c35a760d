import TestSupport

extension SampleSession {
    /// Two troubles that every session meets, and what then worked.
    static func usual(_ id: String, workspace: String = "/home/dev/orchard", token: String = "x") -> SampleSession {
        SampleSession(id, workspace: workspace, actions: node(id, token: token) + editor(id))
    }

    static func node(_ id: String, token: String = "x") -> [Action] {
        [
            Action("node \(id).js --all --token=\(token)", "bash: node: command not found", status: 127),
            Action("nodejs \(id).js --all --token=\(token)", "done with \(token)"),
        ]
    }

    static func editor(_ id: String) -> [Action] {
        [
            Action("git rebase --continue # \(id)", "error: Terminal is dumb, but EDITOR unset", status: 1),
            Action("GIT_EDITOR=true git rebase --continue # \(id)", "Successfully rebased \(id)"),
        ]
    }

    /// A run that ended badly for a reason which only its end tells.
    static func stale(_ id: String, workspace: String = "/home/dev/orchard") -> SampleSession {
        SampleSession(
            id,
            workspace: workspace,
            task: "Sum up \(id)",
            actions: [
                Action("head -\(id.count) export-\(id).csv", "\(id) has rows"),
                Action("python3 sum_\(id).py --out \(id).xlsx", "StaleValue: cell C7 came back empty"),
                Action("python3 send_\(id).py \(id).xlsx", "sent \(id)"),
            ]
        )
    }
}
