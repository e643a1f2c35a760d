import Glibc
import LanguageModels
import Testing

@Suite("An API key")
struct APIKeyTests {
    private let secret = (0..<3).map { _ in String(UInt64.random(in: (1 << 60)..<(1 << 61)), radix: 36) }.joined()

    @Test("cannot be printed")
    func description() throws {
        let key = try APIKey(variable: "K", of: ["K": secret])
        var dumped = ""
        dump(key, to: &dumped)
        dump([key], to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\([key])", dumped] {
            #expect(!text.contains(secret.prefix(8)))
        }
        #expect(key.hidden(in: "a \(secret) b \(secret.dropFirst(3).prefix(8)) c") == "a [key] b [key] c")
        #expect(key.hidden(in: "nothing to hide") == "nothing to hide")
    }

    @Test("comes from a file of one's own that nobody else may read")
    func file() async throws {
        try await withFolder { folder in
            write(" \(secret)\n", to: "\(folder)/good")
            let key = try APIKey(file: "\(folder)/good")
            #expect(key.hidden(in: secret) == "[key]")

            write(secret, to: "\(folder)/open", mode: 0o640)
            symlink("\(folder)/good", "\(folder)/link")
            write("\n", to: "\(folder)/empty")
            write("\(secret)\n\(secret)", to: "\(folder)/two")
            write(String(repeating: "k", count: 5_000), to: "\(folder)/long")
            mkfifo("\(folder)/pipe", 0o600)
            for name in ["open", "link", "empty", "two", "long", "pipe", "missing"] {
                let error = #expect(throws: ModelError.self) { try APIKey(file: "\(folder)/\(name)") }
                #expect(error?.kind == .authentication)
                #expect(error.map { "\($0)".contains(name) && !"\($0)".contains(secret) } == true)
            }
        }
    }

    @Test("comes from the credential directory by a plain name")
    func credential() async throws {
        try await withFolder { folder in
            write("\(secret)\n", to: "\(folder)/model", mode: 0o440)
            let environment = ["CREDENTIALS_DIRECTORY": folder]
            let key = try APIKey(credential: "model", of: environment)
            #expect(key.hidden(in: secret) == "[key]")
            for name in ["../model", "", "..", "other"] {
                #expect(throws: ModelError.self) { try APIKey(credential: name, of: environment) }
            }
            #expect(throws: ModelError.self) { try APIKey(credential: "model", of: [:]) }
        }
    }

    @Test("that is not there is said to be missing by the name of its place")
    func missing() {
        let error = #expect(throws: ModelError.self) { try APIKey(variable: "THE_KEY", of: [:]) }
        #expect(error.map { "\($0)".contains("THE_KEY") } == true)
    }
}
