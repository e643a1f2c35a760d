internal import Foundations

/// The traceback with which a Python program stopped.
///
/// Exceptions that were raised while others were handled are a chain. The first of a chain is the cause of the others, so
/// that it says what went wrong.
struct PythonTraceback {
    /// The line of the first exception, verbatim.
    let line: Substring
    /// The file that raised it, as Python names it: `<string>` is the code of `python -c`.
    let file: Substring?

    /// Reads the last chain of exceptions in the lines of an output; nil if there is none.
    init?(_ lines: [Substring]) {
        let heads = lines.indices.filter { lines[$0].beginsWithBytes("Traceback (most recent call last)") }
        guard var place = heads.indices.last else { return nil }
        while place > 0, lines[heads[place - 1]..<heads[place]].contains(where: Self.joins) { place -= 1 }
        let rest = lines[(heads[place] + 1)...]
        guard let end = rest.firstIndex(where: { $0.utf8.first != 0x20 && $0.utf8.first != 0x09 }) else { return nil }
        line = rest[end]
        file = rest[..<end].last(where: { Self.file(in: $0) != nil }).flatMap(Self.file)
    }

    /// The connection of two exceptions in a chain.
    private static func joins(_ line: Substring) -> Bool {
        line.containsBytes(of: "was the direct cause of the following exception")
            || line.containsBytes(of: "During handling of the above exception")
    }

    /// The file of a frame: `  File "a.py", line 3, in run`.
    static func file(in line: Substring) -> Substring? {
        let text = Substring(line.utf8.drop { $0 == 0x20 })
        guard text.beginsWithBytes("File \""), let end = text.firstByteRange(of: "\", line ") else { return nil }
        return text[..<end.lowerBound].dropFirst("File \"".count)
    }
}
