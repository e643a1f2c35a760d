internal import Markdown
internal import Yams

/// The YAML block at the start of SKILL.md, in the subset that the Agent Skills specification defines.
package struct Frontmatter: Sendable, Equatable {
    /// The value of a key.
    package enum Value: Sendable, Equatable {
        /// A scalar, whatever its YAML type.
        case text(String)
        /// A list of scalars.
        case list([String])
        /// A mapping of scalars.
        case mapping([String: String])
        /// A value with deeper nesting than the specification allows.
        case other
    }

    /// The keys that the specification allows.
    package static let allowedKeys: Set<String> = [
        "name", "description", "license", "allowed-tools", "metadata", "compatibility",
    ]
    /// The most bytes of a block.
    package static let maximumBytes = 16_384

    /// The value of each key.
    package let values: [String: Value]
    /// The line of each key in the file, from 1.
    package let lines: [String: Int]
    /// The byte range of the block in the file, including both `---` lines. No edit may change these bytes.
    package let range: Range<Int>

    /// Parses the frontmatter of a SKILL.md strictly: without anchors, aliases, tags, merge keys, flow collections or
    /// duplicate keys, and with at most ``maximumBytes``.
    ///
    /// - Throws: ``SkillError/frontmatter(_:line:)``
    package init(of main: [UInt8]) throws(SkillError) {
        guard let range = Document(main).frontmatter else {
            throw .frontmatter("it must begin with a line of --- and end with another; add both", line: 1)
        }
        guard range.count <= Self.maximumBytes else {
            throw .frontmatter("it has more than \(Self.maximumBytes) bytes; move text into the body", line: 1)
        }
        let block = Lines(Array(main[range]))
        let inner = Array(main[block.range(of: 2..<block.count)])
        var scan = YAMLScan(Lines(inner))
        if let refusal = scan.refusal() { throw .frontmatter(refusal.reason, line: refusal.line + 1) }
        let nodes = try Self.nodes(of: String(decoding: inner, as: UTF8.self))
        var values: [String: Value] = [:]
        var lines: [String: Int] = [:]
        for (key, value) in nodes {
            guard case .scalar(let scalar) = key else { throw .frontmatter("a key is not a plain text", line: nil) }
            values[scalar.string] = Value(value)
            lines[scalar.string] = scalar.mark.map { $0.line + 1 }
        }
        self.values = values
        self.lines = lines
        self.range = range
    }

    /// The text of the key `name`.
    package var name: String? { text(for: "name") }

    /// The text of the key `description`: what the skill is for and when to use it.
    package var description: String? { text(for: "description") }

    /// The value of a key if it is a text.
    package func text(for key: String) -> String? {
        guard case .text(let text) = values[key] else { return nil }
        return text
    }

    private static func nodes(of yaml: String) throws(SkillError) -> [(Node, Node)] {
        do {
            guard let node = try Yams.compose(yaml: yaml) else { return [] }
            guard case .mapping(let mapping) = node else {
                throw SkillError.frontmatter("it is not a list of keys and values", line: 2)
            }
            return mapping.map { ($0.key, $0.value) }
        } catch let error as SkillError {
            throw error
        } catch let error as YamlError {
            throw .frontmatter(reason(error), line: mark(error).map { $0.line + 1 })
        } catch {
            throw .frontmatter("it is not YAML", line: nil)
        }
    }

    private static func mark(_ error: YamlError) -> Mark? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark
        case .duplicatedKeysInMapping(_, let context): context.mark
        default: nil
        }
    }

    private static func reason(_ error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
            "it is not YAML: \(problem); put the value in quotes"
        case .duplicatedKeysInMapping(let keys, _): "it has a key twice: \(keys.sorted().joined(separator: ", "))"
        default: "it is not YAML"
        }
    }
}

extension Frontmatter.Value {
    /// Copies a YAML node of at most two levels.
    fileprivate init(_ node: Node) {
        switch node {
        case .scalar(let scalar): self = .text(scalar.string)
        case .sequence(let sequence):
            let texts = sequence.compactMap { $0.scalar?.string }
            self = texts.count == sequence.count ? .list(texts) : .other
        case .mapping(let mapping):
            var texts: [String: String] = [:]
            for (key, value) in mapping {
                guard let key = key.scalar?.string, let value = value.scalar?.string else {
                    self = .other
                    return
                }
                texts[key] = value
            }
            self = .mapping(texts)
        case .alias: self = .other
        }
    }
}
