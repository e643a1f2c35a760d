internal import Markdown
internal import Yams

/// The YAML block at the start of SKILL.md, as far as the Agent Skills specification gives it meaning.
package struct Frontmatter: Sendable, Equatable {
    /// What a key may hold.
    package enum Value: Sendable, Equatable {
        case text(String)
        case list([String])
        case mapping([String: String])
        /// Something deeper than the specification knows.
        case other
    }

    /// The keys that the specification allows.
    package static let allowedKeys: Set<String> = [
        "name", "description", "license", "allowed-tools", "metadata", "compatibility",
    ]
    /// How many bytes a block may have.
    package static let maximumBytes = 16_384

    /// What each key holds.
    package let values: [String: Value]
    /// The line of the file at which each key stands.
    package let lines: [String: Int]
    /// The bytes of the file that the block takes, with both `---` lines: what an edit must leave as it is.
    package let range: Range<Int>

    /// Reads the frontmatter of a SKILL.md, strictly: no anchors, aliases, tags, merge keys, flow collections or
    /// duplicate keys, and no more than ``maximumBytes``.
    /// Throws ``SkillError/frontmatter(_:line:)``.
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
            guard case .scalar(let scalar) = key else { throw .frontmatter("a key is no plain text", line: nil) }
            values[scalar.string] = Value(value)
            lines[scalar.string] = scalar.mark.map { $0.line + 1 }
        }
        self.values = values
        self.lines = lines
        self.range = range
    }

    /// The name that the skill gives itself.
    package var name: String? { text("name") }

    /// What the skill is for and when to use it.
    package var description: String? { text("description") }

    /// What a key holds if it is text.
    package func text(_ key: String) -> String? {
        guard case .text(let text) = values[key] else { return nil }
        return text
    }

    private static func nodes(of yaml: String) throws(SkillError) -> [(Node, Node)] {
        do {
            guard let node = try Yams.compose(yaml: yaml) else { return [] }
            guard case .mapping(let mapping) = node else {
                throw SkillError.frontmatter("it is no list of keys and values", line: 2)
            }
            return mapping.map { ($0.key, $0.value) }
        } catch let error as SkillError {
            throw error
        } catch let error as YamlError {
            throw .frontmatter(reason(error), line: mark(error).map { $0.line + 1 })
        } catch {
            throw .frontmatter("it is no YAML", line: nil)
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
            "it is no YAML: \(problem); put the value in quotes"
        case .duplicatedKeysInMapping(let keys, _): "it holds a key twice: \(keys.sorted().joined(separator: ", "))"
        default: "it is no YAML"
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
