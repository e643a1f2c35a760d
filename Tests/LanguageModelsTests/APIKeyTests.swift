import Glibc
import LanguageModels
import TestSupport
import Testing

@Suite("An API key", .timeLimit(.minutes(1)))
struct APIKeyTests {
    private let temporary: TemporaryFolder
    private var folder: String { temporary.path }

    init() throws { temporary = try TemporaryFolder() }

    private let secret = (0..<3).map { _ in String(UInt64.random(in: (1 << 60)..<(1 << 61)), radix: 36) }.joined()

    @Test("An API key cannot be printed or dumped")
    func keyCannotBePrinted() throws {
        let key = try APIKey(variable: "K", in: ["K": secret])
        var dumped = ""
        dump(key, to: &dumped)
        dump([key], to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\([key])", dumped] {
            #expect(!text.contains(secret.prefix(8)))
        }
        #expect(key.removed(from: "a \(secret) b \(secret.dropFirst(3).prefix(8)) c") == "a [key] b [key] c")
        #expect(key.removed(from: "nothing to hide") == "nothing to hide")
    }

    @Test("An API key is read only from a private file of the current user")
    func keyFromPrivateFile() async throws {
        try write(" \(secret)\n", to: "\(folder)/good", permissions: 0o600)
        let key = try APIKey(file: "\(folder)/good")
        #expect(key.removed(from: secret) == "[key]")

        try write(secret, to: "\(folder)/open", permissions: 0o640)
        symlink("\(folder)/good", "\(folder)/link")
        try write("\n", to: "\(folder)/empty", permissions: 0o600)
        try write("\(secret)\n\(secret)", to: "\(folder)/two", permissions: 0o600)
        try write(String(repeating: "k", count: 5_000), to: "\(folder)/long", permissions: 0o600)
        mkfifo("\(folder)/pipe", 0o600)
        for name in ["open", "link", "empty", "two", "long", "pipe", "missing"] {
            let error = #expect(throws: ModelError.self) { try APIKey(file: "\(folder)/\(name)") }
            #expect(error?.kind == .authentication)
            #expect(error.map { "\($0)".contains(name) && !"\($0)".contains(secret) } == true)
        }
    }

    @Test("A systemd credential is read by a plain file name only")
    func keyFromCredential() async throws {
        try write("\(secret)\n", to: "\(folder)/model", permissions: 0o440)
        let environment = ["CREDENTIALS_DIRECTORY": folder]
        let key = try APIKey(credential: "model", in: environment)
        #expect(key.removed(from: secret) == "[key]")
        for name in ["../model", "", "..", "other"] {
            #expect(throws: ModelError.self) { try APIKey(credential: name, in: environment) }
        }
        #expect(throws: ModelError.self) { try APIKey(credential: "model", in: [:]) }
    }

    @Test("A missing API key is reported with the name of its variable")
    func missingKeyNamesItsVariable() {
        let error = #expect(throws: ModelError.self) { try APIKey(variable: "THE_KEY", in: [:]) }
        #expect(error.map { "\($0)".contains("THE_KEY") } == true)
    }
}
