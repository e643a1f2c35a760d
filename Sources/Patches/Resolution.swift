internal import Skills

/// An edit resolved against the base skill.
struct Resolution: Sendable, Equatable {
    /// The result of resolving an edit.
    enum Outcome: Sendable, Equatable {
        /// The edit is applied exactly as it says.
        case resolved(Change)
        /// The edit is applied at another position or in another form than it says; `how` describes the difference.
        case reanchored(Change, how: String)
        /// The edit cannot be applied.
        case rejected(Rejection)
    }

    /// The edit.
    let edit: Edit.ID
    /// The result.
    let outcome: Outcome

    /// The change; `nil` if the edit was rejected.
    var change: Change? {
        switch outcome {
        case .resolved(let change), .reanchored(let change, _): change
        case .rejected: nil
        }
    }

    /// The reason for a rejection; `nil` if the edit can be applied.
    var rejection: Rejection? {
        guard case .rejected(let rejection) = outcome else { return nil }
        return rejection
    }

    /// Resolves each edit against `base`, independently of the other edits, in the order of `edits`.
    ///
    /// Links to files that neither the skill has nor one of the edits creates are removed from the edits' texts.
    static func all(of edits: [Edit], against base: Skill) -> [Resolution] {
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
