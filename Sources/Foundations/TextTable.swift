/// Rows of cells under headings, in columns that are as wide as their widest cell.
///
/// Widths are counted in characters, each of which is taken to be one place wide.
package struct TextTable: Sendable {
    /// The heading of a column, and the alignment of its cells.
    package struct Column: Sendable {
        /// Which end of a cell is at the same place in every row.
        package enum Alignment: Sendable {
            /// For words.
            case leading
            /// For numbers, whose last digits are below each other.
            case trailing
        }

        let heading: String
        let alignment: Alignment
        let minimumWidth: Int

        /// A column under `heading`.
        ///
        /// - Parameter minimumWidth: the width, in characters, of a column whose heading and cells are all shorter.
        package init(_ heading: String, _ alignment: Alignment = .leading, minimumWidth: Int = 0) {
            self.heading = heading
            self.alignment = alignment
            self.minimumWidth = minimumWidth
        }
    }

    private let columns: [Column]
    private let indentation: Int
    private var rows: [[String]] = []

    /// A table without rows.
    ///
    /// - Parameter indentation: how many spaces are before the first column. Two spaces are between columns.
    package init(_ columns: [Column], indentation: Int = 0) {
        self.columns = columns
        self.indentation = indentation
    }

    /// Adds a row: one cell for each column, each on one line.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row has one cell for each column")
        rows.append(cells)
    }

    /// The headings and the rows, a line each, without spaces at the ends of lines.
    package var lines: [String] {
        let all = [columns.map(\.heading)] + rows
        let widths = columns.indices.map { index in
            max(columns[index].minimumWidth, all.map { $0[index].count }.max() ?? 0)
        }
        return all.map { cells in
            let padded = columns.indices.map { index in
                switch columns[index].alignment {
                case .leading: cells[index].padded(to: widths[index])
                case .trailing: cells[index].padded(to: widths[index], .trailing)
                }
            }
            var line = String(repeating: " ", count: indentation) + padded.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

extension String {
    /// The text, with spaces after it (or before it, where it is aligned at its end) up to a width in characters.
    package func padded(to width: Int, _ alignment: TextTable.Column.Alignment = .leading) -> String {
        let spaces = String(repeating: " ", count: Swift.max(0, width - count))
        return alignment == .leading ? self + spaces : spaces + self
    }
}
