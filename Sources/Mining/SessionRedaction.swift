package import Redaction
package import Trajectories

extension Session {
    /// The session with every text redacted: everything that is derived from it comes after this.
    package func redacted(by redactor: Redactor) -> Session {
        func clean(_ text: String) -> String { redactor.redact(text).text }
        var session = self
        session.workspace = workspace.map(clean)
        session.notes = notes.map(clean)
        for episode in session.episodes.indices {
            session.episodes[episode].task = session.episodes[episode].task.map(clean)
            for step in session.episodes[episode].steps.indices {
                session.episodes[episode].steps[step].text = clean(session.episodes[episode].steps[step].text)
                session.episodes[episode].steps[step].reasoning = session.episodes[episode].steps[step].reasoning.map(
                    clean
                )
                for call in session.episodes[episode].steps[step].calls.indices {
                    session.episodes[episode].steps[step].calls[call].redact(clean)
                }
            }
        }
        return session
    }
}

extension Sidecar.Label {
    /// The label with the texts redacted that the ledger keeps of it.
    package func redacted(by redactor: Redactor) -> Sidecar.Label {
        func clean(_ text: String?) -> String? { text.map { redactor.redact($0).text } }
        var label = self
        label.outcome.detail = clean(outcome.detail)
        label.trial?.name = clean(trial?.name)
        label.trial?.task = clean(trial?.task)
        label.trial?.model = clean(trial?.model)
        return label
    }
}

extension ToolCall {
    fileprivate mutating func redact(_ clean: (String) -> String) {
        for index in arguments.indices { arguments[index].value = clean(arguments[index].value) }
        if let text = observation?.text { observation?.text = clean(text) }
    }
}
