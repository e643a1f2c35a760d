internal import HTTP

/// One request to a provider's server, and the answer in whatever form it comes.
struct Exchange<Reader: AnswerReader>: Sendable {
    let client: Client
    let key: APIKey?
    /// The most bytes of an answer's texts; a stream may take ``streamFactor`` times that on the wire.
    let answerLimit: Int

    // An event of a token or two is some 250 bytes.
    private static var streamFactor: Int { 64 }

    /// Throws with every piece of the key taken out of the reason.
    func answer(_ request: Request) async throws(ModelError) -> Answer {
        do throws(ModelError) {
            let start = ContinuousClock.now
            var answer = try await read(request)
            answer.duration = start.duration(to: .now)
            return answer
        } catch {
            throw error.rewritten { key?.hidden(in: $0) ?? $0 }
        }
    }

    private func read(_ request: Request) async throws(ModelError) -> Answer {
        var request = request
        request.limit = answerLimit * Self.streamFactor
        let reception = Reception<Reader>(limit: answerLimit)
        let response: Response
        do throws(HTTPError) {
            response = try await client.send(request) { head, bytes in reception.take(head, bytes) }
        } catch {
            throw reception.failure ?? ModelError(error)
        }
        guard response.status == 200 else {
            throw ModelError(status: response.status, head: response.head, body: response.body)
        }
        return try reception.answer()
    }
}
