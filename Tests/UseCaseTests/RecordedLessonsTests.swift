import Archive
import Composition
import FoundationEssentials
import Foundations
import Glibc
import Inbox
@testable import Ingestion
import Ledger
import Lessons
import Testing

/// Learns from a folder of recordings that is not part of the source, and looks for what it has learned in the files
/// themselves, as text: `TRACE2SKILL_CORPUS=DIR swift test --filter RecordedLessons`.
@Suite(
    "Lessons of a folder of recordings",
    .enabled(if: getenv("TRACE2SKILL_CORPUS") != nil, "TRACE2SKILL_CORPUS names no folder")
)
struct RecordedLessonsTests {
    @Test("quote and name nothing that is not in the recordings of their sessions, letter for letter")
    func nothingInvented() async throws {
        let folder = try #require(getenv("TRACE2SKILL_CORPUS").map { String(cString: $0) })
        let place = try Workplace()
        let files = try Ingestion.scan(folder).files
        try await place.useCases.ingest(files, after: nil)
        try await place.evolve()
        let published = try place.useCases.ledger.lessons().filter { $0.state == .adopted }.map(\.lesson)
        try #require(!published.isEmpty)
        let needed = Set(published.flatMap { $0.evidence.map(\.trajectory) })
        var texts: [String: [String]] = [:]
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path.absolute)))
            let digest = ContentDigest(of: bytes).hex
            if needed.contains(digest) { texts[digest] = Self.readings(of: String(decoding: bytes, as: UTF8.self)) }
        }

        var quotes = 0
        var commands = 0
        for lesson in published {
            for evidence in lesson.evidence {
                let readings = texts[evidence.trajectory] ?? []
                // What was redacted is not in the file, and neither is the sign for a person's home.
                for quote in evidence.quotes where !quote.text.contains("REDACTED") && !quote.text.contains("~/") {
                    quotes += 1
                    #expect(readings.contains { $0.contains(quote.text) }, "\(lesson.id): \(quote.text)")
                }
            }
            // The commands of a general rule are forms, such as `sed -i s/old/new/`.
            guard lesson.rule?.workspace != nil else { continue }
            let all = lesson.evidence.flatMap { texts[$0.trajectory] ?? [] }
            for command in Self.commands(in: lesson) {
                commands += 1
                #expect(all.contains { $0.contains(command) }, "\(lesson.id): \(command)")
            }
        }
        let counts = [quotes.of("quote"), commands.of("command"), texts.count.of("file")]
        print("\(published.count.of("lesson")): \(counts.joined(separator: ", "))")
    }

    /// The text of a file, and the text with its escapes replaced once, twice and three times: some recorders write JSON
    /// into the strings of JSON.
    private static func readings(of text: String) -> [String] {
        var readings = [text]
        for _ in 0..<3 { readings.append(unescaped(readings[readings.count - 1])) }
        return readings
    }

    private static func unescaped(_ text: String) -> String {
        var result: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "\\"), let next = bytes.next() else {
                result.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                let digits = (0..<4).compactMap { _ in bytes.next() }
                let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
                result += Array(String(code.flatMap(Unicode.Scalar.init).map(Character.init) ?? "\u{FFFD}").utf8)
            default: result.append(next)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The commands in the rule of a lesson: code of several words whose program its sessions ran.
    private static func commands(in lesson: Lesson) -> [String] {
        let spans = lesson.action.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        return spans.flatMap { $0.split(separator: " && ").map(String.init) }.filter { command in
            command.contains(" ") && lesson.programs.contains(String(command.prefix { $0 != " " }))
        }
    }
}
