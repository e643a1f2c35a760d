import Testing

@Suite("ingest and evolve")
struct EvolutionTests {
    @Test("turn sessions of several formats into skills with the rules that many of them teach")
    func learns() throws {
        let place = try Workplace()

        let said = try place.learn(0..<60)

        #expect(said.contains("published"))
        #expect(place.names(in: place.inbox).isEmpty || place.names(in: place.inbox) == [".rejected"])
        #expect(try place.skill("orchard").text().contains("ORCHARD_SETTINGS"))
        #expect(try place.skill("orchard").text().contains("orchard.setup"))
        #expect(try place.skill("table-tools").text().contains("party_size"))
        #expect(try place.git("status", "--porcelain").isEmpty)
        #expect(try place.git("fsck", "--full", "--strict", "--no-dangling").isEmpty)
    }

    @Test("make no rule of what one session alone had")
    func leavesAccidents() throws {
        let place = try Workplace()

        try place.learn(0..<60)

        let all = try place.allSkills.map { try $0.text() }.joined()
        for word in ["handbook", "notes/", "ENOSPC", "jq", "sqlite3", "cargo"] {
            #expect(!all.contains(word), "\(word)")
        }
    }

    @Test("with nothing in the inbox succeed and commit nothing")
    func nothingToDo() throws {
        let place = try Workplace()

        try place.succeed("ingest")
        let said = try place.succeed("evolve")

        #expect(said.contains("no new "))
        #expect(try place.git("rev-list", "--count", "--all") == "1")
    }

    @Test("with one session commit nothing: a rule needs two")
    func oneSession() throws {
        let place = try Workplace()

        try place.learn(0..<1)

        #expect(try place.git("rev-list", "--count", "main") == "1")
    }

    @Test("with the same files again commit nothing more")
    func sameFiles() throws {
        let place = try Workplace()
        try place.learn(0..<40)
        let tip = try place.git("rev-parse", "main")

        try place.drop(0..<40)
        let said = try place.succeed("ingest")
        try place.succeed("evolve")
        try place.succeed("evolve", "--again")

        #expect(said.contains("ingested before"))
        #expect(try place.git("rev-parse", "main") == tip)
    }

    @Test("read given files where they lie and leave them there")
    func readsInPlace() throws {
        let place = try Workplace()
        try place.drop(0..<6)
        let names = place.names(in: place.inbox)
        let elsewhere = place.folder + "/elsewhere"
        #expect(try place.start(["mv", place.inbox, elsewhere]).end(within: 20).status == 0)
        #expect(try place.start(["mkdir", place.inbox]).end(within: 20).status == 0)

        let said = try place.succeed("ingest", elsewhere)

        #expect(said.contains("6 sessions"))
        #expect(place.names(in: elsewhere) == names)
    }

    @Test("put a file that is no trajectory aside with a reason, and take the others in")
    func rejects() throws {
        let place = try Workplace()
        try place.drop(0..<6)
        try place.write("Dear diary,\n", to: place.inbox + "/diary.txt")
        try place.write("{\"half\": ", to: place.inbox + "/half.json")
        try place.write("", to: place.inbox + "/empty.jsonl")

        let said = try place.succeed("ingest")

        #expect(said.contains("6 sessions"))
        #expect(said.contains("3 files rejected"))
        for name in ["diary.txt", "half.json", "empty.jsonl"] {
            #expect(try !place.read("\(place.inbox)/.rejected/\(name).reason").isEmpty)
            #expect(place.names(in: place.inbox + "/.rejected").contains(name))
        }
        #expect(place.names(in: place.inbox) == [".rejected"])
    }

    @Test("show with --dry-run what would be published, and write nothing")
    func dryRun() throws {
        let place = try Workplace()
        try place.drop(0..<40)
        try place.succeed("ingest")

        let said = try place.succeed("evolve", "--dry-run")

        #expect(said.contains("would publish orchard/v1"))
        #expect(try place.git("rev-list", "--count", "--all") == "1")
        try place.succeed("evolve")
        #expect(try place.revisions().isEmpty == false)
    }

    @Test("extend a skill without touching a person's lines in it")
    func extends() throws {
        let place = try Workplace()
        try place.learn(0..<12)
        let skill = place.skill("orchard")
        let mine = "\n## House rules\n\nAsk before you delete an orchard.\n"
        try place.write(try skill.text() + mine, to: place.skills + "/" + skill.path)
        try place.git("commit", "-q", "-a", "-m", "orchard: house rules")
        let rules = try skill.rules()

        try place.learn(12..<100)

        #expect(try skill.text().contains(mine))
        #expect(try skill.rules().count > rules.count)
        #expect(Set(try skill.rules()).isSuperset(of: rules))
        let author = try place.git("blame", "--porcelain", "-L", "/Ask before/,+1", skill.path)
        #expect(author.contains("author A Person"))
    }

    @Test("take what `drop` was told of the outcome and the skill")
    func drops() throws {
        let place = try Workplace()
        try place.drop(0..<1)
        let name = try #require(place.names(in: place.inbox).first { !$0.hasSuffix(".trace2skill.json") })
        let source = place.folder + "/" + name
        #expect(try place.start(["mv", "\(place.inbox)/\(name)", source]).end(within: 20).status == 0)
        for name in place.names(in: place.inbox) {
            #expect(try place.start(["rm", "\(place.inbox)/\(name)"]).end(within: 20).status == 0)
        }

        try place.succeed("drop", source, "--outcome", "failure", "--skill", "pruning")
        try place.succeed("ingest")

        let session = name.split(separator: ".")[0]
        let shown = try place.succeed("show", String(session))
        #expect(shown.contains("outcome     failure"))
        #expect(shown.contains("for skill pruning"))
    }
}
