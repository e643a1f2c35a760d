import Testing

import Trajectories

@Suite("A companion of a trajectory")
struct CompanionTests {
    private func parts(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

    @Test(
        "is known by its path in a trial or in an agent's folder",
        arguments: [
            ("t/config.json", true), ("t/trial.log", true), ("t/exception.txt", true),
            ("t/verifier/any/thing.json", true),
            ("t/setup/stdout.txt", true), ("t/agent/sessions/todos/s1.json", true),
            ("t/agent/sessions/projects/-app/s1/subagents/agent-1.meta.json", true),
            ("t/agent/config.json", false), ("t/agent/trajectory.json", false), ("t/agent/sessions/s1.jsonl", false),
            ("t/command-0/stdout.txt", false),
        ]
    )
    func inTrial(path: String, isKnown: Bool) {
        #expect(Companion.isKnown(parts(path), trial: 1) == isKnown)
    }

    @Test(
        "is known anywhere only by a path that no trajectory has",
        arguments: [
            ("p/s1/subagents/agent-1.meta.json", true), ("p/s1/subagents/workflows/wf_1/journal.jsonl", true),
            ("p/s1/tool-results/b1.txt", true), ("p/s1/workflows/wf_1.json", true), ("p/sessions-index.json", true),
            ("t/trial.log", true), ("t/verifier/test-stdout.txt", true),
            ("config.json", false), ("p/config.json", false), ("todos/run.json", false), ("setup/stdout.txt", false),
            ("p/s1/subagents/agent-1.jsonl", false), ("trial.log", false), ("run.meta.json", false),
        ]
    )
    func anywhere(path: String, isKnown: Bool) {
        #expect(Companion.isKnown(parts(path), trial: nil) == isKnown)
    }

    @Test(
        "is likely where a trajectory could be as well",
        arguments: [
            ("t/agent/command-1/stdout.txt", true, true), ("t/command-12/stderr.txt", true, true),
            ("t/test-stdout.txt", true, true), ("t/agent/robo.txt", false, true),
            ("t/agent/sessions/settings.json", false, true), ("t/agent/setup/return-code.txt", true, true),
            ("t/agent/robo.jsonl", false, false), ("t/command-x/stdout.txt", false, false),
            ("t/notes.txt", false, false),
        ]
    )
    func likely(path: String, withoutOthers: Bool, withOthers: Bool) {
        #expect(Companion.isLikely(parts(path), trial: 1, isRead: false) == withoutOthers)
        #expect(Companion.isLikely(parts(path), trial: 1, isRead: true) == withOthers)
    }
}
