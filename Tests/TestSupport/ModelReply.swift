/// What a ``ModelServer`` answers: what a model would have said, how fast, and what goes wrong on the way.
package struct ModelReply: Sendable {
    /// A tool call that the model makes.
    package struct ToolCall: Sendable {
        package var id: String
        package var name: String
        /// JSON text.
        package var arguments: String

        package init(id: String, name: String, arguments: String) {
            self.id = id
            self.name = name
            self.arguments = arguments
        }
    }

    /// What goes wrong with a reply.
    package enum Fault: Sendable {
        /// Another status, with headers and a body of its own.
        case status(Int, headers: [String: String] = [:], body: String = "")
        /// The connection is reset in the middle of the body.
        case reset
        /// The connection is closed in the middle of the body.
        case truncated
        /// The stream ends in good order, but before the model had finished.
        case unfinished
        /// The body is `text` without JSON around it, status 200.
        case garbage(String)
        /// One byte of the body at a time, with a pause between.
        case slowLoris(Duration)
        /// A body of that many bytes.
        case huge(Int)
        /// A small gzip body that unpacks to about that many bytes.
        case gzipBomb(Int)
        /// 307 to another address.
        case redirect(String)
        /// No answer, ever.
        case hang
        /// The connection is closed without a byte.
        case close
        /// The body begins in good order and then nothing more comes.
        case stall
    }

    /// Names the message, for clients that put the parts of one together again.
    package var id = "m1"
    package var text: String
    package var reasoning = ""
    package var toolCalls: [ToolCall] = []
    /// In the words of chat completions: `stop`, `length`, `tool_calls`, `content_filter`.
    package var stop = "stop"
    /// `nil`: the server says nothing about tokens.
    package var tokens: (prompt: Int, cached: Int, completion: Int)? = (100, 0, 10)
    /// Before the first byte.
    package var latency = Duration.zero
    /// Between two events of a stream.
    package var interval = Duration.zero
    /// How many characters an event of a stream carries.
    package var eventSize = 16
    package var fault: Fault?
    /// Called when the whole reply has left.
    package var sent: (@Sendable () -> Void)?

    package init(_ text: String = "", latency: Duration = .zero, fault: Fault? = nil) {
        self.text = text
        self.latency = latency
        self.fault = fault
    }

    /// A reply that calls one tool and says nothing.
    ///
    /// - Parameters:
    ///   - tool: the name of the tool.
    ///   - arguments: JSON text.
    package static func calling(_ tool: String, _ arguments: String, id: String = "t1") -> ModelReply {
        var reply = ModelReply()
        reply.toolCalls = [ToolCall(id: id, name: tool, arguments: arguments)]
        reply.stop = "tool_calls"
        return reply
    }

    /// A reply that goes wrong in that way.
    package static func failing(_ fault: Fault) -> ModelReply { ModelReply("answer", fault: fault) }
}
