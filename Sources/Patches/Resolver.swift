internal import Markdown
internal import Skills

/// Finds the position of edits in the base skill. Each file is parsed once.
struct Resolver {
    private let base: Skill
    /// The base with every file that one of the edits creates: the files to which links may lead.
    private let known: Skill
    private var documents: [String: Document] = [:]

    init(base: Skill, edits: [Edit]) {
        self.base = base
        known = edits.reduce(base) { skill, edit in
            guard case .create = edit.operation, skill.files[edit.file] == nil else { return skill }
            // An invalid path is rejected when the edit itself is resolved.
            return (try? skill.with([], at: edit.file)) ?? skill
        }
    }

    /// Resolves each edit against `base`, independently of the other edits: what becomes of it if no other edit is in its
    /// way.
    ///
    /// Links to files that neither the skill has nor one of the edits creates are removed from the edits' texts.
    static func outcomes(of edits: [Edit], against base: Skill) -> [Edit.ID: AppliedPatch.Outcome] {
        var resolver = Resolver(base: base, edits: edits)
        var outcomes: [Edit.ID: AppliedPatch.Outcome] = [:]
        for edit in edits {
            do throws(Rejection) {
                let (change, notes) = try resolver.resolve(edit)
                outcomes[edit.id] =
                    notes.isEmpty ? .applied(change) : .reanchored(change, how: notes.joined(separator: "; "))
            } catch {
                outcomes[edit.id] = .rejected(error)
            }
        }
        return outcomes
    }

    /// Resolves an edit to a change, with notes on differences between the change and the edit's own words.
    ///
    /// - Throws: The reason why the edit cannot be applied.
    private mutating func resolve(_ edit: Edit) throws(Rejection) -> (Change, notes: [String]) {
        switch edit.operation {
        case .create(let text): return try creation(edit.file, text)
        case .deleteFile: return (try deletion(edit.file), [])
        default: break
        }
        guard edit.file == Skill.mainPath || Skill.isReference(edit.file) else {
            throw Rejection(.protectedFile, "\(edit.file) may not be changed: only SKILL.md and references/*.md may")
        }
        guard let document = document(edit.file) else {
            throw Rejection(.missingFile, "the skill has no file \(edit.file)")
        }
        var placement = Placement(file: edit.file, document: document)
        let change = try place(edit, in: &placement)
        let rendering = Rendering(of: document.lines, applying: [(edit.id, change)])
        guard rendering.bytes != document.bytes else { throw Rejection(.noChange, "the edit changes nothing") }
        let result = Document(rendering.bytes)
        if let violation = Integrity.violation(of: document, by: rendering, result: result) { throw violation }
        if let title = Integrity.duplicateHeading(in: result, of: document) {
            throw Rejection(.duplicateHeading, "there would be two sections \"\(title)\"")
        }
        guard result.lines.count >= result.bodyLine else {
            throw Rejection(.emptiesFile, "nothing would be left of \(edit.file)")
        }
        return (change, placement.notes)
    }

    private func place(_ edit: Edit, in placement: inout Placement) throws(Rejection) -> Change {
        switch edit.operation {
        case .appendToSection(let section, let text):
            let content = try content(text, of: edit, &placement.notes)
            return try placement.append(content, to: try placement.section(section))
        case .replaceInSection(let section, let old, let text):
            return try placement.replace(old, in: section, by: try replacement(text, of: edit, &placement.notes))
        case .insertAfter(let section, let anchor, let text):
            let content = try content(text, of: edit, &placement.notes)
            return try placement.insert(content, at: anchor, in: section, side: .after)
        case .insertBefore(let section, let anchor, let text):
            let content = try content(text, of: edit, &placement.notes)
            return try placement.insert(content, at: anchor, in: section, side: .before)
        case .addSection(let heading, let after, let text):
            let content = try content(text, of: edit, &placement.notes)
            return try placement.addSection(heading, after: after, content: content)
        case .deleteSection(let section): return placement.delete(try placement.section(section))
        case .create, .deleteFile: throw Rejection(.noChange, "the edit concerns a file as a whole")
        }
    }

    private mutating func document(_ path: String) -> Document? {
        if let document = documents[path] { return document }
        documents[path] = base.document(at: path)
        return documents[path]
    }

    private func content(_ text: String, of edit: Edit, _ notes: inout [String]) throws(Rejection) -> Content {
        let content = try Content(text)
        let stripped = try LinkStripper(skill: known, path: edit.file).strip(content.bytes, notes: &notes)
        return try Content(bytes: stripped)
    }

    /// The text of a replacement. It is not a ``Content``, because it may be part of a line or of code.
    private func replacement(_ text: String, of edit: Edit, _ notes: inout [String]) throws(Rejection) -> [UInt8] {
        try LinkStripper(skill: known, path: edit.file).strip(TextSearch.lineFeeds(Array(text.utf8)), notes: &notes)
    }

    private func creation(_ path: String, _ text: String) throws(Rejection) -> (Change, [String]) {
        guard base.files[path] == nil else {
            throw Rejection(.fileExists, "\(path) exists, and no edit may overwrite a file")
        }
        guard Skill.isNewReference(path) else {
            throw Rejection(
                .protectedFile,
                "\(path) may not be made: only references/<name>.md of a-z, 0-9 and hyphens may"
            )
        }
        var notes: [String] = []
        let bytes = TextSearch.trimmed(Array(text.utf8))
        guard !bytes.isEmpty else { throw Rejection(.emptyField, "the content is empty") }
        let stripped = try LinkStripper(skill: known, path: path).strip(bytes, notes: &notes)
        guard !Document(stripped).blocks.contains(where: { $0.code?.isClosed == false }) else {
            throw Rejection(.openFence, "the content leaves a code fence open")
        }
        return (Change(file: path, range: 0..<0, replacement: stripped + [Byte.lineFeed], kind: .creation), notes)
    }

    private func deletion(_ path: String) throws(Rejection) -> Change {
        guard Skill.isReference(path) else {
            throw Rejection(.protectedFile, "\(path) may not be removed: only references/*.md may")
        }
        guard base.files[path] != nil else { throw Rejection(.missingFile, "the skill has no file \(path)") }
        return Change(file: path, range: 0..<0, replacement: [], kind: .deletion)
    }
}
