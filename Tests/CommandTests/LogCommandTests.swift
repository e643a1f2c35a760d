import FoundationEssentials
import TestSupport
import Testing

@Suite("The command log")
struct LogCommandTests {
    @Test("log --json lists every revision with its lessons")
    func logListsRevisionsAndLessons() throws {
        struct Entry: Decodable {
            struct Lesson: Decodable {
                var id: String
                var support: Int
                var state: String
                var commit: String
            }
            var skill: String
            var revision: Int
            var commit: String
            var lessons: [Lesson]
        }
        let installation = try Installation.thatHasLearned()

        let said = try installation.succeed("log", "--json")

        let entries = try JSONDecoder().decode([Entry].self, from: Data(said.utf8))
        #expect(Set(entries.map(\.commit)) == Set(try installation.revisions()))
        #expect(Set(entries.flatMap(\.lessons).map(\.commit)) == Set(try installation.lessonCommits().map(\.id)))
        #expect(entries.flatMap(\.lessons).allSatisfy { $0.support >= 2 && $0.state == "adopted" })
    }

    @Test("log --oneline has one line for each revision, also on a narrow terminal")
    func onelineFitsTheTerminal() throws {
        let installation = try Installation.thatHasLearned()
        // A terminal of 50 columns: what is written to it comes back from its other end.
        let terminal = """
            import fcntl, os, pty, struct, sys, termios
            child, terminal = pty.fork()
            if child == 0:
                fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
                os.execvp(sys.argv[1], sys.argv[1:])
            while True:
                try: data = os.read(terminal, 65536)
                except OSError: break
                if not data: break
                sys.stdout.buffer.write(data)
            """
        let output = try installation.succeed(
            program: [
                "env", "TERM=dumb", "python3", "-c", terminal, Installation.program, "log", "--oneline", "--config",
                installation.configuration,
            ]
        )
        let lines = output.text.replacing("\r\n", with: "\n").split(separator: "\n")

        #expect(lines.count == (try installation.revisions().count))
        #expect(lines.allSatisfy { $0.count <= 50 } && lines.contains { $0.hasSuffix("…") }, "\(output.text)")
        let wide = try installation.succeed("log", "--oneline").split(separator: "\n")
        #expect(zip(lines, wide).allSatisfy { $1.hasPrefix($0.hasSuffix("…") ? $0.dropLast() : $0) })
    }
}
