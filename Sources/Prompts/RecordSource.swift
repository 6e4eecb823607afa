/// The records of a file one after another.
struct RecordSource {
    private let source: SourceText
    private let format: PromptFormat
    private var json: JSONParser
    private var csv: CSVParser
    private var columns: [String] = []
    private var offset: Int
    private var line = 1
    private var position = 0
    private var hasEnded = false

    init(_ source: SourceText, format: PromptFormat) throws(PromptError) {
        self.source = source
        self.format = format
        offset = source.start
        json = JSONParser(source.bytes, range: source.start..<source.bytes.count)
        csv = CSVParser(
            source.bytes, from: source.start,
            separator: format == .csv
                ? CSVParser.separator(of: source.bytes, from: source.start) : 0)
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
    mutating func next() throws(PromptError) -> PromptRecord? {
        guard !hasEnded else { return nil }
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
        json = json.move(to: range)
        do throws(JSONParser.Fault) {
            let fields = try json.object()
            guard json.isAtEnd() else {
                throw JSONParser.Fault(
                    offset: json.offset, reason: "text follows the object on this line")
            }
            return record(line: number, fields)
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
            line += source.bytes[offset..<start].count { $0 == 0x0A }
            offset = start
            let fields = try json.object()
            let found = record(line: line, fields)
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
        let fields = zip(columns, row.cells).map {
            JSONValue.Field(name: $0, value: .string($1))
        }
        return record(line: row.line, fields, isTable: true)
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
        let text = String(decoding: source.bytes[range], as: UTF8.self)
        return record(line: number, [JSONValue.Field(name: "prompt", value: .string(text))])
    }

    /// The next line that is not blank, without its end.
    private mutating func lineRange() -> (line: Int, range: Range<Int>)? {
        while offset < source.bytes.count {
            let start = offset
            let number = line
            let stop = source.bytes[start...].firstIndex(of: 0x0A) ?? source.bytes.count
            offset = min(stop + 1, source.bytes.count)
            line += 1
            let end = stop > start && source.bytes[stop - 1] == 0x0D ? stop - 1 : stop
            if source.bytes[start..<end].contains(where: { !SourceText.isSpace($0) }) {
                return (number, start..<end)
            }
        }
        return nil
    }

    private mutating func record(
        line: Int, _ fields: [JSONValue.Field], isTable: Bool = false
    ) -> PromptRecord {
        position += 1
        return PromptRecord(line: line, position: position, fields: fields, isTable: isTable)
    }

    private func fault(_ reason: String, at offset: Int) -> PromptError {
        PromptError(file: source.name, line: source.line(of: offset), reason: reason)
    }
}
