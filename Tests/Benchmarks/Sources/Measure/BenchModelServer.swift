internal import ArgumentParser
internal import Glibc
internal import TestSupport

/// The model of ``BenchModel``: started by it, no use to anybody else.
struct BenchModelServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model-server",
        abstract: "Serve as a model until standard input ends",
        shouldDisplay: false
    )

    @Option(help: "The times of the latency model are multiplied by this")
    var scale = 0.1

    @Option(help: "Seconds that every call takes, instead of the time of the latency model; 0 for that time")
    var hold = 0.0

    @Option(help: "Which draw of the slow calls is taken")
    var draw: UInt64 = 0

    func run() async throws {
        let law = ModelLaw(scale: scale, hold: hold, draw: draw)
        let server = try ModelServer { law.reply(to: $0) }
        print(server.port)
        fflush(nil)
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            var thread = pthread_t()
            let box = Unmanaged.passRetained(Box(continuation))
            // Reading blocks, and Swift's threads are not for that.
            pthread_create(
                &thread,
                nil,
                { context in
                    var byte: UInt8 = 0
                    while read(0, &byte, 1) > 0 {}
                    guard let context else { return nil }
                    Unmanaged<Box>.fromOpaque(context).takeRetainedValue().continuation.resume()
                    return nil
                },
                box.toOpaque()
            )
        }
        let peak = server.peak
        await server.stop()
        print("peak\t\(peak)")
        for call in law.calls { print(call.line) }
        fflush(nil)
    }

    private final class Box: Sendable {
        let continuation: CheckedContinuation<Void, Never>
        init(_ continuation: CheckedContinuation<Void, Never>) { self.continuation = continuation }
    }
}
