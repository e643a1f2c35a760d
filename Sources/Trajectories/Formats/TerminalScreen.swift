internal import Foundations

/// What a terminal shows after keystrokes, without the words of the harness around it.
struct TerminalScreen {
    /// The text that the terminal shows.
    let text: String
    /// Whether the harness refused the answer and typed nothing.
    let isRefusal: Bool
    /// Whether the last keystrokes ran out of time.
    let timedOut: Bool

    /// Reads what the harness reports.
    init(_ report: String) {
        isRefusal =
            report.hasPrefix("Previous response had parsing errors:")
            || report.hasPrefix("ERROR!! NONE of the actions you just requested were performed")
        timedOut = report.hasPrefix("Previous command:\n") && report.containsBytes(of: "previous command timed out")
        var shown = report[...]
        if !isRefusal {
            for mark in ["New Terminal Output:\n", "Current Terminal Screen:\n"] {
                guard let start = shown.firstByteRange(of: mark) else { continue }
                shown = shown[start.upperBound...]
                break
            }
            for mark in ["Current terminal state:\n", "Here is the current state of the terminal:\n"]
            where shown.startIndex == report.startIndex {
                if let start = shown.firstByteRange(of: mark) { shown = shown[start.upperBound...] }
            }
            if let end = shown.firstByteRange(of: "\n\nAre you sure you want to mark the task as complete?") {
                shown = shown[..<end.lowerBound]
            }
        }
        text = shown.trimmed
    }

    /// Returns the result of each of several keystrokes that share this screen.
    ///
    /// A terminal repeats what is typed after its prompt. If every command is found there, in order, each has the text
    /// up to the next one; otherwise the last one has all of it, and nothing is known of the others.
    func results(of keystrokes: [String]) -> [String?] {
        var results = [String?](repeating: nil, count: keystrokes.count)
        guard let last = keystrokes.indices.last else { return results }
        let commands = keystrokes.indices.filter { Self.isCommand(keystrokes[$0]) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var places: [(index: Int, echo: Echo)] = []
        var next = 0
        for index in commands {
            guard let echo = Echo(of: keystrokes[index], in: lines, from: next) else { break }
            places.append((index, echo))
            next = echo.end
        }
        guard places.count == commands.count, let first = places.first else {
            results[last] = text
            return results
        }
        for (place, following) in zip(places, places.dropFirst().map { $0.echo.start } + [lines.count]) {
            var body = lines[place.echo.end..<max(following, place.echo.end)]
            // The prompt for the next command is not a part of the output.
            while let line = body.last, line.trimmingSpace.isEmpty || first.echo.isPrompt(line) { body.removeLast() }
            results[place.index] = body.joined(separator: "\n")
        }
        return results
    }

    /// Whether keystrokes are a line for a shell rather than a special key or a wait.
    private static func isCommand(_ keystrokes: String) -> Bool {
        let text = keystrokes.trimmingSpace
        return text.utf8.count > 1 && keystrokes.hasSuffix("\n") && !text.hasPrefix("C-") && !text.hasPrefix("M-")
    }

    /// The place where a terminal repeats a typed command.
    private struct Echo {
        /// The line of the prompt.
        let start: Int
        /// The line after the command.
        let end: Int
        /// The prompt, up to its folder.
        let prompt: String

        init?(of keystrokes: String, in lines: [String], from first: Int) {
            let typed = keystrokes.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
            guard let command = typed.first?.trimmingSpace else { return nil }
            for line in lines.indices.dropFirst(first) {
                // A long command is broken at the width of the terminal.
                var shown = ""
                for (count, piece) in lines[line..<min(line + 12, lines.count)].enumerated() {
                    shown += piece
                    guard shown.utf8.count >= command.utf8.count else { continue }
                    if let place = shown.firstByteRange(of: command), shown[place.upperBound...].trimmed.isEmpty,
                        let prompt = Self.prompt(shown[..<place.lowerBound], of: lines[line])
                    {
                        start = line
                        end = min(
                            line + count + 1 + Self.continuation(typed, in: lines, from: line + count + 1),
                            lines.count
                        )
                        self.prompt = prompt
                        return
                    }
                    if shown.utf8.count > command.utf8.count + 200 { break }
                }
            }
            return nil
        }

        /// Returns the prompt if the text before a command is one: it ends in a mark and is on the first line.
        private static func prompt(_ text: Substring, of line: String) -> String? {
            let mark = text.trimmed
            guard let last = mark.last, "#$%>".contains(last), text.utf8.count <= line.utf8.count else { return nil }
            return String(mark.prefix { $0 != ":" && $0 != "/" && $0 != "~" })
        }

        /// Returns how many lines repeat the further lines of a command.
        private static func continuation(_ typed: [String], in lines: [String], from start: Int) -> Int {
            var count = 0
            for line in typed.dropFirst() {
                guard start + count < lines.count else { break }
                let shown = lines[start + count].trimmingSpace
                guard shown == "> " + line.trimmingSpace || shown == line.trimmingSpace else { break }
                count += 1
            }
            return count
        }

        func isPrompt(_ line: String) -> Bool {
            let line = line.trimmingSpace
            guard let last = line.last, "#$%>".contains(last), line.utf8.count < 200 else { return false }
            return line.hasPrefix(prompt)
        }
    }
}

extension String {
    /// The text without white space at both ends.
    fileprivate var trimmingSpace: String { self[...].trimmed }
}
