package import Skills

/// An edit resolved against a frozen skill.
package struct Resolution: Sendable, Equatable {
    /// What became of the edit.
    package enum Outcome: Sendable, Equatable {
        /// The edit says exactly where it goes.
        case resolved(Change)
        /// The edit goes somewhere else than it says, or otherwise than it says: how, in words.
        case reanchored(Change, how: String)
        /// The edit goes nowhere.
        case rejected(Rejection)
    }

    package let edit: Edit.ID
    package let outcome: Outcome

    /// What the edit does; none if it was rejected.
    package var change: Change? {
        switch outcome {
        case .resolved(let change), .reanchored(let change, _): change
        case .rejected: nil
        }
    }

    /// Why the edit goes nowhere; none if it does.
    package var rejection: Rejection? {
        guard case .rejected(let rejection) = outcome else { return nil }
        return rejection
    }

    /// Resolves each edit against `base` and no other edit, in the order of `edits`.
    ///
    /// A link to a file that neither the skill has nor one of the edits creates is taken out of the edit's text.
    package static func all(of edits: [Edit], against base: Skill) -> [Resolution] {
        var resolver = Resolver(base: base, edits: edits)
        return edits.map { edit in
            do throws(Rejection) {
                let (change, notes) = try resolver.resolve(edit)
                let how = notes.joined(separator: "; ")
                return Resolution(
                    edit: edit.id,
                    outcome: notes.isEmpty ? .resolved(change) : .reanchored(change, how: how)
                )
            } catch {
                return Resolution(edit: edit.id, outcome: .rejected(error))
            }
        }
    }
}
