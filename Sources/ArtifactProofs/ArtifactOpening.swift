internal import JSON

/// What is known of artifacts before anybody works on them: whether commands can be run, and what the check said.
package struct ArtifactOpening: Sendable, Equatable {
    /// How the check ended on the files as they were left.
    package struct Baseline: Sendable, Equatable {
        package let isPass: Bool
        /// As of ``ArtifactRunner/End``.
        package let end: String
        /// Redacted and clipped, without lines of the check's own files.
        package let output: String
    }

    /// Why no command can be run here, in a sentence; nil if one can. Redacted.
    package let obstacle: String?
    /// None without a check, or where it could not be run.
    package let baseline: Baseline?

    /// Whether the check can still prove a cause.
    package var canProve: Bool { baseline.map { !$0.isPass } ?? false }

    /// As JSON in one fixed writing, to be recorded and recalled.
    package var stored: [UInt8] {
        var writer = JSONWriter(order: .sorted)
        writer.object { writer in
            if let obstacle {
                writer.key("obstacle")
                writer.string(obstacle)
            }
            guard let baseline else { return }
            writer.key("baseline")
            writer.object { writer in
                writer.key("isPass")
                writer.bool(baseline.isPass)
                for (name, value) in [("end", baseline.end), ("output", baseline.output)] {
                    writer.key(name)
                    writer.string(value)
                }
            }
        }
        return writer.bytes
    }
}

extension ArtifactOpening {
    /// Nil for what ``stored`` does not write: it is found out again.
    package init?(stored bytes: [UInt8]) {
        // What was stored damaged is found out again.
        guard let json = try? JSON(parsing: bytes) else { return nil }
        obstacle = json["obstacle"]?.string
        guard let stored = json["baseline"] else {
            baseline = nil
            return
        }
        guard let isPass = stored["isPass"]?.bool, let end = stored["end"]?.string,
            let output = stored["output"]?.string
        else { return nil }
        baseline = Baseline(isPass: isPass, end: end, output: output)
    }
}
