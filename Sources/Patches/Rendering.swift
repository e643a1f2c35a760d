internal import Markdown

/// A file with changes applied. All changes are in coordinates of the base file, so that their order does not matter.
struct Rendering {
    /// The resulting bytes.
    private(set) var bytes: [UInt8] = []
    /// The ranges of the base file that were kept, with their positions in the result.
    private(set) var kept: [(base: Range<Int>, start: Int)] = []
    /// The inserted texts, with their positions in the result.
    private(set) var inserted: [(text: [UInt8], start: Int)] = []
    /// For each edit, the range of the base file that it replaced and the range of its text in the result.
    private(set) var replacements: [(edit: Edit.ID, base: Range<Int>, result: Range<Int>)] = []

    private let base: Lines
    private let newline: [UInt8]
    /// Whether a blank line is needed before further text.
    private var needsBlank = false

    /// How many blank lines precede a section that is inserted.
    private let linesBeforeSection: Int

    /// Applies `changes`, which must not overlap, to `base`. Equal changes count once.
    ///
    /// - Parameter linesBeforeSection: How many blank lines precede a section that is inserted. Two by default: text that
    ///   is added before it later ends with a blank line, and git would take that for the one before the heading. Then both
    ///   changes would be adjacent, and neither could be reverted on its own.
    init(of base: Lines, applying changes: [(id: Edit.ID, change: Change)], linesBeforeSection: Int = 2) {
        self.base = base
        self.linesBeforeSection = linesBeforeSection
        self.newline = base.newline
        var seen: Set<Change> = []
        let ordered = changes.sorted(by: Self.precedes).filter { seen.insert($0.change).inserted }
        var done = 0
        var index = 0
        while index < ordered.count {
            let change = ordered[index].change
            keep(done..<max(done, change.range.lowerBound))
            done = max(done, change.range.upperBound)
            if change.insertion != nil {
                let rest = ordered[index...]
                let run = rest.prefix { $0.change.insertion != nil && $0.change.range == change.range }
                insert(Array(run))
                index += run.count
            } else {
                let end = bytes.count
                add(withFileEndings(change.replacement))
                let start = change.replacement.isEmpty ? end : bytes.count - withFileEndings(change.replacement).count
                replacements.append((ordered[index].id, change.range, start..<bytes.count))
                index += 1
            }
        }
        keep(done..<base.bytes.count)
    }

    /// Orders changes by position; at the same position insertions first, by their rank, then by edit id.
    private static func precedes(_ left: (id: Edit.ID, change: Change), _ right: (id: Edit.ID, change: Change)) -> Bool
    {
        let (a, b) = (left.change, right.change)
        if a.range.lowerBound != b.range.lowerBound { return a.range.lowerBound < b.range.lowerBound }
        guard let x = a.insertion, let y = b.insertion else {
            return a.insertion != nil && b.insertion == nil
                || (a.insertion == nil) == (b.insertion == nil) && left.id < right.id
        }
        return x.rank == y.rank ? left.id < right.id : x.rank.lexicographicallyPrecedes(y.rank)
    }

    private mutating func keep(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        separate(from: base.bytes[range])
        kept.append((range, bytes.count))
        bytes += base.bytes[range]
    }

    private mutating func add(_ text: [UInt8]) {
        guard !text.isEmpty else { return }
        separate(from: text[...])
        bytes += text
    }

    /// Adds the blank line that an insertion needs, unless the next text begins with one.
    private mutating func separate(from next: ArraySlice<UInt8>) {
        guard needsBlank else { return }
        needsBlank = false
        let first = next.first { !Byte.isBlank($0) }
        if let first, !Byte.isNewline(first) { bytes += newline }
    }

    private mutating func insert(_ changes: [(id: Edit.ID, change: Change)]) {
        var previous: Insertion?
        for (id, change) in changes {
            guard let insertion = change.insertion else { continue }
            let joins =
                previous.map { before in
                    before.joinsPrevious && insertion.joinsPrevious
                        || before.joinsNext && before.closing == insertion.opening
                            && before.indent == insertion.indent
                } ?? insertion.joinsPrevious
            endLine()
            if !joins, !bytes.isEmpty {
                let wanted = insertion.headingLevel == nil ? 1 : linesBeforeSection
                for _ in blankLinesAtEnd..<max(wanted, blankLinesAtEnd) { bytes += newline }
            }
            inserted.append((change.replacement, bytes.count))
            let start = bytes.count
            bytes += withFileEndings(change.replacement) + newline
            replacements.append((id, change.range, start..<bytes.count))
            needsBlank = !insertion.joinsNext
            previous = insertion
        }
    }

    private mutating func endLine() {
        if let last = bytes.last, !Byte.isNewline(last) { bytes += newline }
    }

    /// How many blank lines the text ends with so far.
    private var blankLinesAtEnd: Int {
        let lines = Lines(bytes)
        guard let last = bytes.last, Byte.isNewline(last) else { return 0 }
        return (1...lines.count).reversed().prefix { lines.isBlank($0) }.count
    }

    /// The base file with the blank lines alone that separate the insertions from what is beside them.
    var room: [UInt8] {
        var room: [UInt8] = []
        var (position, done) = (0, 0)
        func gap(to end: Int, replacing old: ArraySlice<UInt8>) -> [UInt8] {
            old.isEmpty ? Self.blankLines(around: bytes[position..<end]) : Array(old)
        }
        for part in kept {
            room += gap(to: part.start, replacing: base.bytes[done..<part.base.lowerBound]) + base.bytes[part.base]
            (position, done) = (part.start + part.base.count, part.base.upperBound)
        }
        return room + gap(to: bytes.count, replacing: base.bytes[done...])
    }

    /// The blank lines at the start and at the end of a text.
    private static func blankLines(around text: ArraySlice<UInt8>) -> [UInt8] {
        let lines = Lines(Array(text))
        let filled = (0..<lines.count).filter { !lines.isBlank($0 + 1) }
        guard let first = filled.first, let last = filled.last else { return Array(text) }
        let start = lines.range(of: first + 1).lowerBound
        let end = lines.range(of: last + 1).upperBound
        return Array(lines.bytes[..<start] + lines.bytes[end...])
    }

    private func withFileEndings(_ text: [UInt8]) -> [UInt8] {
        newline.count == 1 ? text : text.flatMap { $0 == Byte.lineFeed ? newline : [$0] }
    }
}
