internal import HTTP

/// Sends requests to a provider's server and reads the answers, whether streamed or not.
struct Exchange<Reader: AnswerReader>: Sendable {
    let client: Client
    let key: APIKey?
    /// The most bytes of an answer's texts; a stream may need ``streamFactor`` times that for its events.
    let answerLimit: Int

    // An event carries one or two tokens and is about 250 bytes long.
    private static var streamFactor: Int { 64 }

    /// Sends one request and reads the answer.
    ///
    /// - Throws: The error of the transfer, the server or the reader, with every part of the key removed from its reason.
    func answer(to request: Request) async throws(ModelError) -> Answer {
        do throws(ModelError) {
            let start = ContinuousClock.now
            var answer = try await read(request)
            answer.duration = start.duration(to: .now)
            return answer
        } catch {
            throw error.mappingReason { key?.removed(from: $0) ?? $0 }
        }
    }

    private func read(_ request: Request) async throws(ModelError) -> Answer {
        var request = request
        request.limit = answerLimit * Self.streamFactor
        let collector = ResponseCollector<Reader>(limit: answerLimit)
        let response: Response
        do throws(HTTPError) {
            response = try await client.send(request) { head, bytes in collector.add(bytes, head: head) }
        } catch {
            throw collector.failure ?? ModelError(error)
        }
        guard response.status == 200 else {
            throw ModelError(status: response.status, head: response.head, body: response.body)
        }
        return try collector.answer()
    }
}
