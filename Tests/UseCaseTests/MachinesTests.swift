import Composition
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing
import Trajectories

@Suite("Several machines with one remote")
struct MachinesTests {
    @Test("What one machine publishes reaches the other, with its tags and its knowledge")
    func revisionsTravel() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        #expect(try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A") == .complete)
        try await second.meet()

        #expect(try second.tip == first.tip)
        #expect(try second.git("rev-parse", "orchard/v1^{commit}") == first.git("rev-parse", "orchard/v1^{commit}"))
        #expect(
            try second.useCases.ledger.lessons().map(\.lesson.id) == first.useCases.ledger.lessons().map(\.lesson.id)
        )
        #expect(try second.state(of: Orchard.lesson("tor").id) == .adopted)
        #expect(try second.git("status", "--porcelain") == "")
        #expect(try second.git("ls-files", "skills") == "skills/orchard/SKILL.md")
    }

    @Test("Of two machines that publish at once, the second makes its revision anew on the first, with another number")
    func secondMakesItsRevisionAnew() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await second.evolveAlone([Orchard.lesson("zed"), Orchard.lesson("pim")], id: "01B")
        let before = try second.tip
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("frob")], id: "01A")

        let result = try await second.evolve([Orchard.lesson("zed"), Orchard.lesson("pim")], id: "02B")

        #expect(result == .complete)
        #expect(try second.tip == machines.tip())
        #expect(try second.git.run(["merge-base", "--is-ancestor", before, "main"]).status == 1)
        for program in ["tor", "frob", "zed", "pim"] { #expect(try second.text().contains("\(program)3")) }
        #expect(try second.git.lines("tag") == ["orchard/v1", "orchard/v2"])
        #expect(try machines.remote.lines("tag") == ["orchard/v1", "orchard/v2"])
        #expect(try await second.useCases.repository.revisions().map(\.number) == [2, 1])
        #expect(try second.useCases.ledger.revisions().map(\.number) == [1, 2])
        // Made anew, not merged: the one line of the branch has revisions and the blank lines for one.
        #expect(try second.git.lines("log", "--first-parent", "--merges", "--format=%s", "main").count == 2)
        #expect(try second.git.lines("log", "--first-parent", "--format=%s", "main").count == 4)
        try await first.meet()
        #expect(try first.tip == second.tip)
    }

    @Test("A machine that is overtaken between fetching and sending publishes on what the other one did")
    func overtakenWhileItWorks() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        let result = try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A") {
            try await second.evolve([Orchard.lesson("pim"), Orchard.lesson("rud")], id: "01B")
        }

        #expect(result == .complete)
        #expect(try first.tip == machines.tip())
        for program in ["tor", "zed", "pim", "rud"] { #expect(try first.text().contains("\(program)3")) }
        #expect(try first.git.lines("tag") == ["orchard/v1", "orchard/v2"])
    }

    @Test("A rule that a person takes back on one machine goes from the other one, and does not come back there")
    func takenBackTravels() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        let lessons = [Orchard.lesson("tor"), Orchard.lesson("zed")]
        try await first.evolve(lessons, id: "01A")
        try await second.meet()
        try second.git("revert", "--no-edit", second.commit(of: lessons[0]))
        try await second.meet()
        try await first.meet()

        #expect(try first.state(of: lessons[0].id)?.isRetracted == true)
        #expect(try !first.text().contains("- **Use tor3"))
        try await first.evolve([Orchard.lesson("tor", wildcard: true, sessions: 8), Orchard.lesson("frob")], id: "02A")
        #expect(try !first.rules().contains("tor3"))
        #expect(try first.rules().contains("frob3"))
    }

    @Test("A rule that is taken back on one machine while another one publishes it is taken out of what arrives")
    func takenBackAndPublishedAtOnce() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await second.evolveAlone([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01B")
        try second.git("revert", "--no-edit", second.commit(of: Orchard.lesson("tor")))
        // The other machine has it under another id.
        try await first.evolve([Orchard.lesson("tor", wildcard: true), Orchard.lesson("pim")], id: "01A")

        let meeting = try await second.meet()
        try await second.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "02B")
        try await first.meet()

        #expect(meeting.notices.contains { $0.contains("taken out again") }, "\(meeting.notices)")
        for machine in machines.all {
            #expect(try !machine.rules().contains("tor3"))
            #expect(try machine.rules().contains("pim3"))
            #expect(try machine.rules().contains("zed3"))
            #expect(try machine.tip == machines.tip())
        }
    }

    @Test("A rule that is taken back in one skill goes from another skill, too, when other machines hear of it")
    func takenBackInAnotherSkill() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        let elsewhere = Orchard.lesson("tor", skill: "tidewater")
        try await first.evolve([elsewhere, Orchard.lesson("rud", skill: "tidewater")], id: "01A")
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("pim")], id: "02A")
        try #require(try first.rules().contains("tor3") && first.rules("tidewater").contains("tor3"))
        try await second.meet()
        try second.git("revert", "--no-edit", second.commit(of: elsewhere))
        try await second.meet()

        let meeting = try await first.meet()
        try await first.evolve([Orchard.lesson("tor", sessions: 8), Orchard.lesson("pim")], id: "03A")
        try await second.meet()

        #expect(meeting.notices.contains { $0.contains("so it was taken out") }, "\(meeting.notices)")
        for machine in machines.all {
            #expect(try !machine.rules().contains("tor3") && !machine.rules("tidewater").contains("tor3"))
            #expect(try machine.rules().contains("pim3"))
            #expect(try machine.tip == machines.tip())
        }
    }

    @Test("What people committed on two machines is merged, and their commits stay as they are")
    func peopleAreMerged() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try await second.meet()
        try write("One.\n", to: first.git.root + "/one.txt")
        try first.git("add", "-A")
        try first.git("commit", "-q", "-m", "one")
        try await first.meet()
        try second.edit { $0 + "\n- A note, café.\n" }
        let note = try second.tip
        try await second.meet()

        #expect(try second.tip == machines.tip())
        #expect(try second.git.run(["merge-base", "--is-ancestor", note, "main"]).status == 0)
        #expect(try second.text().contains("- A note, café."))
        #expect(try read(second.git.root + "/one.txt") == "One.\n")
        #expect(try second.git("status", "--porcelain") == "")
        #expect(try await second.useCases.repository.revisions().map(\.number) == [1])
    }

    @Test("A person's commit upon a revision that is made anew is put on top of what the remote has")
    func peopleArePutOnTop() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try await second.evolveAlone([Orchard.lesson("pim"), Orchard.lesson("rud")], id: "01B")
        try write("Mine.\n", to: second.git.root + "/mine.txt")
        try second.git("add", "-A")
        try second.git("commit", "-q", "-m", "mine")
        let meeting = try await second.meet()

        #expect(meeting.notices.contains { $0.contains("1 commit of people was put on top") }, "\(meeting.notices)")
        #expect(try second.tip == machines.tip())
        #expect(try second.git("log", "-1", "--format=%an %s", "main") == "Ann Person mine")
        #expect(try read(second.git.root + "/mine.txt") == "Mine.\n")
        #expect(try second.useCases.ledger.isUnfinished())
        #expect(try second.state(of: Orchard.lesson("pim").id) == .held(.notPublished))
    }

    @Test("A note at the place where another machine added a rule remains beside it")
    func noteBesideARule() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try await second.meet()
        try second.edit { $0 + "\n- A note, café.\n" }
        try await first.evolve([Orchard.lesson("frob")], id: "02A")
        let meeting = try await second.meet()
        try await first.meet()

        #expect(meeting.result == .complete, "\(meeting)")
        for machine in machines.all {
            #expect(try machine.rules().contains("- A note, café."))
            #expect(try machine.rules().contains("frob3"))
            #expect(try machine.state(of: Orchard.lesson("frob").id) == .adopted)
            #expect(try machine.tip == machines.tip())
        }
        #expect(try second.git("log", "-1", "--format=%an", "-S", "A note", "main") == "Ann Person")
    }

    @Test("A person's words for a rule win over those that another machine found", arguments: ["sent", "not yet sent"])
    func personsWords(how: String) async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        let lessons = [Orchard.lesson("tor"), Orchard.lesson("zed")]
        if how == "sent" {
            try await first.evolve(lessons, id: "01A")
            try await second.meet()
        } else {
            try await second.evolveAlone(lessons, id: "01A")
        }
        try second.edit { $0.replacing("run the same through `tor3`", with: "run the same through `tor3`, says Zoë") }
        var refined = lessons[0]
        refined.action += " as usual"
        refined.support.sessions += [.init("s7"), .init("s8")]
        try await first.evolve(how == "sent" ? [refined] : [Orchard.lesson("frob"), Orchard.lesson("pim")], id: "02A")
        let meeting = try await second.meet()
        try await second.evolve(lessons, id: "03B")
        try await machines.settle()

        #expect(meeting.result == .complete, "\(meeting)")
        for machine in machines.all {
            let rules = try machine.rules()
            #expect(rules.contains("says Zoë") && !rules.contains("as usual"), "\(rules)")
            #expect(rules.split(separator: "\n").count { $0.hasPrefix("- **Use tor3") } == 1, "\(rules)")
            #expect(rules.contains("zed3"))
            #expect(try machine.state(of: lessons[0].id) == .adopted)
            #expect(try machine.tip == machines.tip())
        }
    }

    @Test("A line that two people changed is left for them, and the way to unite it is said")
    func twoPeople() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try await second.meet()
        for (machine, name) in [(first, "Max"), (second, "Zoë")] {
            try machine.edit { $0.replacing("through `tor3`", with: "through `tor3`, says \(name)") }
        }
        try await first.meet()
        let before = try second.tip
        _ = try await second.meet()

        #expect(try second.tip == before)
        let problem = try ExchangeState.read(from: second.useCases.ledger).problem
        #expect(problem?.contains("pull --no-rebase origin main") == true)
    }

    @Test("A revert that conflicts with what another machine made of the rule still takes the rule out")
    func conflictingRevert() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        let lessons = [Orchard.lesson("tor"), Orchard.lesson("zed")]
        try await first.evolve(lessons, id: "01A")
        try await second.meet()
        try second.git("revert", "--no-edit", second.commit(of: lessons[0]))
        var refined = lessons[0]
        refined.action += " as usual"
        try await first.evolve([refined], id: "02A")
        try await second.meet()
        try await first.meet()

        for machine in machines.all {
            #expect(try !machine.rules().contains("tor3"))
            #expect(try machine.rules().contains("zed3"))
            #expect(try machine.state(of: refined.id)?.isRetracted == true)
            #expect(try machine.tip == machines.tip())
        }
    }

    @Test("A person merges what two machines made with git pull, and every revision is known")
    func pulledByHand() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try second.git("fetch", "-q", "origin")
        try write("Mine.\n", to: second.git.root + "/mine.txt")
        try second.git("add", "-A")
        try second.git("commit", "-q", "-m", "mine")
        try second.git("merge", "-q", "--no-edit", "origin/main")

        #expect(try await second.useCases.repository.revisions().map { "\($0.skill)/v\($0.number)" } == ["orchard/v1"])
        try await second.meet()
        #expect(try second.tip == machines.tip())
    }

    // MARK: What a person does to the remote

    @Test("A forced push is reported, and neither followed nor undone until a person decides")
    func forcedPush() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        let start = try #require(try machines.tip())
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try await second.meet()
        let before = try second.tip
        try machines.remote("update-ref", "refs/heads/main", start)

        let meeting = try await second.meet()
        let state = try await second.readBack()

        #expect(
            meeting.notices.contains { $0.contains("went back") && $0.contains("orchard/v1") },
            "\(meeting.notices)"
        )
        #expect(state.obstacle?.contains("push --force-with-lease=main:\(start) origin main") == true)
        #expect(try machines.tip() == start)
        #expect(try second.tip == before)
        #expect(try ExchangeState.read(from: second.useCases.ledger).problem?.contains("went back") == true)
        // It is reported once.
        #expect(try await second.meet().notices.isEmpty)

        // The person follows it.
        try second.git("reset", "-q", "--hard", start)
        try await second.meet()
        #expect(try machines.tip() == start)
        #expect(try await second.readBack().obstacle == nil)
        // Or brings it back.
        try await first.meet()
        try first.git("push", "-q", "--force-with-lease=main:\(start)", "origin", "main")
        try await first.meet()
        #expect(try await first.readBack().obstacle == nil)
        #expect(try machines.tip() == before)
    }

    @Test("A branch that was deleted on the remote is reported, and not sent again by itself")
    func deletedBranch() async throws {
        let machines = try Machines(1)
        let machine = machines[0]
        try await machine.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try machines.remote("update-ref", "-d", "refs/heads/main")

        let meeting = try await machine.meet()
        try await machine.evolve([Orchard.lesson("pim"), Orchard.lesson("rud")], id: "02A")

        #expect(meeting.notices.contains { $0.contains("has no main any more") }, "\(meeting.notices)")
        #expect(try machines.tip() == nil)
        #expect(try machine.text().contains("pim3"))
        try machine.git("push", "-q", "origin", "main")
        #expect(try await machine.evolve([Orchard.lesson("wex"), Orchard.lesson("rud")], id: "03A") == .complete)
        #expect(try machines.tip() == machine.tip)
    }

    @Test("A tag that was deleted on the remote is not sent again")
    func deletedTag() async throws {
        let machines = try Machines(1)
        let machine = machines[0]
        try await machine.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try machines.remote("tag", "-d", "orchard/v1")
        try await machine.meet()
        try await machine.meet()

        #expect(try machines.remote("tag") == "")
    }

    // MARK: Failures

    @Test("A tag of a revision that is gone on one machine is taken from the remote again")
    func tagLostHere() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try await second.meet()
        try second.git("tag", "-d", "orchard/v1")
        try await second.meet()

        #expect(try second.git("rev-parse", "orchard/v1") == first.git("rev-parse", "orchard/v1"))
    }

    @Test("A remote that cannot be reached keeps nothing from going on, and status has the reason")
    func unreachable() async throws {
        let machines = try Machines(1, address: "/nowhere/shared.git")
        let machine = machines[0]
        let result = try await machine.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")

        guard case .failed(let reason) = result else { throw TestFailure("\(result)") }
        #expect(reason.contains("origin could not be reached"))
        let state = try ExchangeState.read(from: machine.useCases.ledger)
        #expect(state.failures == 1)
        #expect(state.problem == reason)
        #expect(try machine.text().contains("tor3"))
        try machine.git("remote", "set-url", "origin", machines.remote.root)
        #expect(try await machine.meet().result == .complete)
        #expect(try machines.tip() == machine.tip)
        #expect(try ExchangeState.read(from: machine.useCases.ledger).failures == 0)
    }

    @Test("A remote that refuses the branch gets the rest, and its reason is known")
    func refused() async throws {
        let machines = try Machines(1)
        let machine = machines[0]
        let hook = machines.remote.root + "/hooks/update"
        try write(
            "#!/bin/sh\ncase $1 in refs/heads/main) echo 'main is protected'; exit 1;; esac\n",
            to: hook,
            permissions: 0o755
        )
        let result = try await machine.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")

        guard case .refused(let reason) = result else { throw TestFailure("\(result)") }
        #expect(reason.contains("origin does not take refs/heads/main"))
        #expect(reason.contains("and says: main is protected;") && reason.contains("evolution.mode"), "\(reason)")
        #expect(try machines.tip() != machine.tip)
        try await machine.meet()
        #expect(try machines.tip("refs/tags/orchard/v1") == nil)
        #expect(
            try machines.tip("refs/trace2skill/knowledge") == machine.git("rev-parse", "refs/trace2skill/knowledge")
        )
        #expect(try ExchangeState.read(from: machine.useCases.ledger).problem == reason)
    }

    @Test("A change that is not committed keeps the branch where it is, and is named")
    func dirty() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await first.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A")
        try await second.meet()
        try await first.evolve([Orchard.lesson("pim"), Orchard.lesson("rud")], id: "02A")
        let file = second.git.root + "/skills/orchard/SKILL.md"
        let text = try read(file).replacing("\n## Programs\n", with: "\nMine.\n\n## Programs\n")
        try write(text, to: file)
        try await second.meet()

        #expect(try await second.readBack().obstacle?.contains("skills/orchard/SKILL.md") == true)
        #expect(try read(file) == text)
        try second.git("commit", "-q", "-a", "-m", "mine")
        try await second.meet()
        #expect(try second.tip == machines.tip())
        #expect(try second.text().contains("\nMine.\n"))
    }

    @Test("No hook and no filter of the repository is run")
    func noHooks() async throws {
        let machines = try Machines(1)
        let machine = machines[0]
        for name in ["pre-push", "post-merge", "reference-transaction", "post-checkout"] {
            let hook = machine.git.root + "/.git/hooks/\(name)"
            try write("#!/bin/sh\ntouch '\(machines.place.folder.path)/ran'\nexit 1\n", to: hook, permissions: 0o755)
        }
        #expect(try await machine.evolve([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A") == .complete)
        #expect(!exists(machines.place.folder.path + "/ran"))
    }

    // MARK: Proposals

    @Test("A proposal travels; accepted on another machine, it is a revision everywhere")
    func proposalsTravel() async throws {
        let machines = try Machines(2)
        let (first, second) = (machines[0], machines[1])
        try await first.learn([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A", propose: true)
        try await first.meet()
        try await second.meet()
        let proposal = try #require(try await second.useCases.repository.proposals().first)
        #expect(proposal.name == "orchard/v1")
        _ = try await second.useCases.accept(proposal)
        try await second.meet()
        try await first.meet()

        #expect(try first.tip == second.tip)
        #expect(try first.state(of: Orchard.lesson("tor").id) == .adopted)
        #expect(try await first.useCases.repository.proposals().isEmpty)
        #expect(try machines.tip("refs/heads/proposals/orchard/v1") == nil)
        #expect(try machines.tip("refs/trace2skill/proposed/orchard/v1") == nil)
    }

    @Test("A proposal whose branch a person deletes on the remote is declined on every machine")
    func declinedOnTheRemote() async throws {
        let machines = try Machines(2)
        try await machines[0].learn([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A", propose: true)
        try await machines.settle()
        try machines.remote("update-ref", "-d", "refs/heads/proposals/orchard/v1")
        try await machines.settle()

        for machine in machines.all {
            #expect(try machine.state(of: Orchard.lesson("tor").id)?.isRetracted == true)
            #expect(try await machine.useCases.repository.proposals().isEmpty)
        }
        #expect(try machines.tip("refs/heads/proposals/orchard/v1") == nil)
        #expect(try machines.tip("refs/trace2skill/rejected/orchard-v1") != nil)
    }

    @Test("Two machines that propose for one skill end with one proposal")
    func twoProposals() async throws {
        let machines = try Machines(2)
        try await machines[0].learn([Orchard.lesson("tor"), Orchard.lesson("zed")], id: "01A", propose: true)
        _ = try await machines[1].useCases.publish(
            [Orchard.lesson("pim"), Orchard.lesson("rud")],
            {
                var request = EvolutionRequest(); request.isProposal = true; return request
            }(),
            evolution: "01B"
        )
        try await machines.settle()
        for machine in machines.all {
            #expect(try await machine.useCases.repository.proposals().map(\.name) == ["orchard/v1"])
        }
        #expect(try machines[1].state(of: Orchard.lesson("pim").id) == .held(.notPublished))
        try await machines[1].learn([Orchard.lesson("pim"), Orchard.lesson("rud")], id: "02B", propose: true)
        try await machines.settle()
        let open = try #require(try await machines[0].useCases.repository.proposals().first)
        #expect(Set(open.lessons).count == 4)
    }
}
