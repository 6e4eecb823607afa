import Files

/// The records of a file one after another.
package struct RecordSource {
    private let source: SourceText
    private let format: PromptFormat
    private var json: JSONParser
    private var csv: CSVParser
    private var columns: [String] = []
    private var offset: Int
    private var line = 1
    private var position = 0
    private var hasEnded = false

    /// - Parameter readsNonNumbers: whether NaN and the infinities are read as null.
    package init(
        _ source: SourceText, format: PromptFormat, readsNonNumbers: Bool = false
    ) throws(PromptError) {
        self.source = source
        self.format = format
        offset = source.start
        json = JSONParser(source.bytes, range: source.start..<source.bytes.count)
        json.readsNonNumbers = readsNonNumbers
        csv = CSVParser(source.bytes, from: format == .csv ? source.start : source.bytes.count)
        switch format {
        case .csv: columns = try header()
        case .json:
            guard json.take(UInt8(ascii: "[")) else {
                throw fault("a list of objects [ … ] is expected", at: json.offset)
            }
            hasEnded = json.take(UInt8(ascii: "]"))
        case .jsonLines, .text: break
        }
    }

    /// The next record; nil behind the last one.
    package mutating func next() throws(PromptError) -> PromptRecord? {
        guard !hasEnded else { return nil }
        source.bytes.discard(before: format == .csv ? csv.offset : offset)
        switch format {
        case .jsonLines: return try nextLine()
        case .json: return try nextElement()
        case .csv: return try nextRow()
        case .text: return nextText()
        }
    }

    // MARK: - JSON

    private mutating func nextLine() throws(PromptError) -> PromptRecord? {
        guard let (number, range) = lineRange() else { return nil }
        json.move(to: range)
        do throws(JSONParser.Fault) {
            let (names, values) = try json.record()
            guard json.isAtEnd() else {
                throw JSONParser.Fault(
                    offset: json.offset, reason: "text follows the object on this line")
            }
            return record(line: number, names, values)
        } catch {
            throw PromptError(
                file: source.name, line: number, field: error.field,
                reason: "broken JSON at column \(error.offset - range.lowerBound + 1): "
                    + error.reason)
        }
    }

    private mutating func nextElement() throws(PromptError) -> PromptRecord? {
        json.skipSpace()
        let start = json.offset
        do throws(JSONParser.Fault) {
            // Lines are counted from the last record on, so that this stays linear.
            line += source.bytes.lineFeeds(in: offset..<start)
            offset = start
            let (names, values) = try json.record()
            let found = record(line: line, names, values)
            if !json.take(UInt8(ascii: ",")) {
                guard json.take(UInt8(ascii: "]")) else {
                    throw JSONParser.Fault(
                        offset: json.offset, reason: "a comma or ] is expected after the object")
                }
                hasEnded = true
                guard json.isAtEnd() else {
                    throw JSONParser.Fault(
                        offset: json.offset, reason: "text follows the list of objects")
                }
            }
            return found
        } catch {
            var fault = fault("broken JSON: " + error.reason, at: error.offset)
            fault.field = error.field
            throw fault
        }
    }

    // MARK: - Tables

    private mutating func header() throws(PromptError) -> [String] {
        guard let row = try row() else { return [] }
        var names: [String] = []
        for (index, cell) in row.cells.enumerated() {
            let trimmed = cell.drop(while: \.isWhitespace)
            let name = trimmed.isEmpty ? "column \(index + 1)" : String(trimmed)
            if names.contains(name) {
                throw PromptError(
                    file: source.name, line: row.line, field: name,
                    reason: "two columns have this name; rename one")
            }
            names.append(name)
        }
        return names
    }

    private mutating func nextRow() throws(PromptError) -> PromptRecord? {
        guard let row = try row() else { return nil }
        guard row.cells.count == columns.count else {
            throw PromptError(
                file: source.name, line: row.line,
                reason: "\(row.cells.count) cells, but the first line names \(columns.count) "
                    + "columns; is a quote or a separator missing?")
        }
        return record(
            line: row.line, columns, row.cells.map { .string($0) }, isTable: true)
    }

    private mutating func row() throws(PromptError) -> (line: Int, cells: [String])? {
        do throws(CSVParser.Fault) {
            return try csv.row()
        } catch {
            throw PromptError(file: source.name, line: error.line, reason: error.reason)
        }
    }

    // MARK: - Lines

    private mutating func nextText() -> PromptRecord? {
        guard let (number, range) = lineRange() else { return nil }
        return record(line: number, ["prompt"], [.string(source.bytes.text(range))])
    }

    /// The next line that is not blank, without its end.
    private mutating func lineRange() -> (line: Int, range: Range<Int>)? {
        let bytes = source.bytes
        while offset < bytes.count {
            let start = offset
            let number = line
            let stop = bytes.first(0x0A, in: start..<bytes.count)
            offset = min(stop + 1, bytes.count)
            line += 1
            let end = stop > start && bytes[stop - 1] == 0x0D ? stop - 1 : stop
            if bytes.firstNonSpace(in: start..<end) < end { return (number, start..<end) }
        }
        return nil
    }

    private mutating func record(
        line: Int, _ names: [String], _ values: [JSONValue], isTable: Bool = false
    ) -> PromptRecord {
        position += 1
        return PromptRecord(
            line: line, position: position, names: names, values: values, isTable: isTable)
    }

    /// A fault behind the last record, whose line is known.
    private func fault(_ reason: String, at offset: Int) -> PromptError {
        let lines = source.bytes.lineFeeds(in: self.offset..<max(self.offset, offset))
        return PromptError(file: source.name, line: line + lines, reason: reason)
    }
}
