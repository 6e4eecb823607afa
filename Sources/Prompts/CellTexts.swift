import Files

/// The texts that one cell or one text has, as data frames and people write lists.
package enum CellTexts {
    /// The texts of a list as JSON or Python writes it, tuples and sets too; nil for all else.
    package static func list(_ cell: String) -> [String]? {
        let cell = String(cell.trimmed)
        return RecordMapper.list(cell) ?? PythonList.texts(cell) ?? PythonList.group(cell)
    }

    /// The keywords of a cell: a list, or texts between commas, semicolons, bars or line breaks.
    package static func keywords(_ cell: String) -> [String] {
        if let list = list(cell) { return list }
        return cell.split { ",;|".contains($0) || $0.isNewline }.map { String($0.trimmed) }
            .filter { !$0.isEmpty }
    }
}
