internal import Crypto
internal import JSON

/// The name of a call by its content: equal keys mean that provider, request, every setting and sample are equal.
package struct RequestKey: Sendable, Hashable, CustomStringConvertible {
    /// SHA-256 in 64 hexadecimal digits.
    package let description: String

    /// Throws nothing and checks nothing but the form: `nil` unless `text` is 64 lower-case hexadecimal digits.
    package init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }) else {
            return nil
        }
        description = text
    }

    init(hashing bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        description = String(decoding: hexadecimal, as: UTF8.self)
    }
}

/// One call of a model: a prompt, all settings, and which sample of several is meant.
package struct ModelCall: Sendable {
    package let prompt: Prompt
    package let settings: ModelSettings
    /// Tells apart calls that are alike on purpose.
    package let sample: Int
    /// The call as JSON in one fixed writing: what the key is the hash of.
    package let request: [UInt8]
    package let key: RequestKey

    /// A call of the provider of that identity.
    package init(_ prompt: Prompt, settings: ModelSettings, sample: Int = 0, provider: String) {
        self.prompt = prompt
        self.settings = settings
        self.sample = sample
        var writer = JSONWriter(order: .sorted)
        writer.object { writer in
            writer.member("provider", provider)
            writer.key("prompt")
            prompt.write(to: &writer)
            writer.key("settings")
            settings.write(to: &writer)
            writer.member("sample", sample)
        }
        request = writer.bytes
        key = RequestKey(hashing: request)
    }
}

extension Prompt {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.array("shared") { for part in shared { $0.string(part) } }
            writer.array("messages") { for message in messages { message.write(to: &$0) } }
            writer.array("tools") { writer in
                for tool in tools {
                    writer.object { writer in
                        writer.member("name", tool.name)
                        writer.member("description", tool.description)
                        writer.key("parameters")
                        writer.value(tool.parameters)
                    }
                }
            }
            writer.member("toolChoice", "\(toolChoice)")
            guard let schema else { return }
            writer.object("schema") { writer in
                writer.member("name", schema.name)
                writer.key("schema")
                writer.value(schema.schema)
            }
        }
    }
}

extension Message {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .user(let text): writer.member("user", text)
            case .assistant(let text, let calls):
                writer.member("assistant", text)
                writer.array("calls") { for call in calls { call.write(to: &$0) } }
            case .results(let results):
                writer.array("results") { writer in
                    for result in results {
                        writer.object { writer in
                            writer.member("id", result.id)
                            writer.member("text", result.text)
                            writer.member("isError", result.isError)
                        }
                    }
                }
            }
        }
    }
}

extension ToolCall {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", name)
            writer.member("arguments", arguments)
        }
    }
}
