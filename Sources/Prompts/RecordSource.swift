import Files

/// The records of a file one after another.
package struct RecordSource {
    private let source: SourceText
    private let format: PromptFormat
    private var json: JSONParser
    private var csv: CSVParser
    private var columns: [String] = []
    /// How far the file is read.
    package private(set) var offset: Int
    private var line = 1
    private var position = 0
    private var hasEnded = false
    /// Whether texts and lists are records of one field, "prompt".
    private let readsValues: Bool
    /// Whether the list is a part of the text, which goes on behind it.
    private let isPart: Bool
    /// Whether cells are what stands between tabs, whatever that is.
    private let isTabbed: Bool
    /// Whether a table has no line of names.
    private(set) var isUnnamed = false
    /// Its first row, until that is read.
    private var unnamed: (line: Int, cells: [String])?
    /// Lines above those that the parser of tables counts.
    private let linesAbove: Int
    /// How many texts before the next record had half a surrogate pair.
    private var halfPairs = 0

    /// - Parameters:
    ///   - readsNonNumbers: whether NaN and the infinities are read as null.
    ///   - takesHalfPairs: whether half a surrogate pair is read as U+FFFD.
    ///   - readsValues: whether a text or a list is a record of one field, "prompt".
    ///   - start: where a list within the text begins; nil for the whole text.
    package init(
        _ source: SourceText, format: PromptFormat, readsNonNumbers: Bool = false,
        takesHalfPairs: Bool = false, readsValues: Bool = false, listAt start: Int? = nil
    ) throws(PromptError) {
        self.source = source
        self.format = format
        self.readsValues = readsValues
        isPart = start != nil
        isTabbed = format == .csv && PromptFormat.isTabbed(source)
        offset = source.start
        json = JSONParser(source.bytes, range: (start ?? source.start)..<source.bytes.count)
        json.readsNonNumbers = readsNonNumbers
        json.takesHalfPairs = takesHalfPairs
        let separatorLine = try format == .csv ? Self.separatorLine(source) : nil
        linesAbove = separatorLine == nil ? 0 : 1
        csv = CSVParser(
            source.bytes,
            from: format == .csv && !isTabbed
                ? separatorLine ?? source.start : source.bytes.count)
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
        source.bytes.discard(before: format == .csv && !isTabbed ? csv.offset : offset)
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
            let (names, values) = try fields()
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
            let (names, values) = try fields()
            let found = record(line: line, names, values)
            if !json.take(UInt8(ascii: ",")) {
                guard json.take(UInt8(ascii: "]")) else {
                    throw JSONParser.Fault(
                        offset: json.offset, reason: "a comma or ] is expected after the object")
                }
                hasEnded = true
                guard isPart || json.isAtEnd() else {
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

    /// The first bytes of texts, lists, numbers, null, truth values.
    private static let beginsValue = Set("\"[-0123456789ntfNI".utf8)

    /// The fields of the next object; of a text or list the one field that it is.
    private mutating func fields() throws(JSONParser.Fault) -> (
        names: [String], values: [JSONValue]
    ) {
        json.skipSpace()
        guard readsValues, json.offset < source.bytes.count else { return try json.record() }
        switch source.bytes[json.offset] {
        case UInt8(ascii: "{"): return try json.record()
        case let byte where Self.beginsValue.contains(byte): return (["prompt"], [try json.value()])
        default: return try json.record()
        }
    }

    // MARK: - Tables

    private mutating func header() throws(PromptError) -> [String] {
        guard let row = try row() else { return [] }
        if Self.isQuestion(row.cells) {
            (unnamed, isUnnamed) = (row, true)
            let letters = row.cells.indices.dropFirst().dropLast().map { Choices.letter($0 - 1) }
            return ["question"] + letters + ["answer"]
        }
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

    /// Whether a table's first row is a question with its choices and the letter of the right one, as
    /// MMLU's files have them without a line of names.
    private static func isQuestion(_ cells: [String]) -> Bool {
        guard cells.count >= 4, cells.count <= Choices.most + 2, cells[0].contains(" "),
            let letter = cells.last, cells.dropLast().allSatisfy({ !$0.isEmpty })
        else { return false }
        return (0..<cells.count - 2).contains { Choices.letter($0) == letter }
    }

    private mutating func nextRow() throws(PromptError) -> PromptRecord? {
        var next = unnamed
        unnamed = nil
        if next == nil { next = try row() }
        guard let row = next else { return nil }
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
        if isTabbed {
            return lineRange().map { number, range in
                let cells = source.bytes.text(range).split(
                    separator: "\t", omittingEmptySubsequences: false)
                return (number, cells.map(String.init))
            }
        }
        do throws(CSVParser.Fault) {
            return try csv.row().map { ($0.line + linesAbove, $0.cells) }
        } catch {
            throw PromptError(
                file: source.name, line: error.line + linesAbove, reason: error.reason)
        }
    }

    /// Where the table begins below a spreadsheet's first line `sep=;`; nil without one.
    private static func separatorLine(_ source: SourceText) throws(PromptError) -> Int? {
        let bytes = source.bytes
        let end = bytes.first(0x0A, in: source.start..<bytes.count)
        guard end - source.start <= 8 else { return nil }
        var line = bytes.text(source.start..<end).filter { $0 != "\"" && $0 != "\r" }
        guard line.lowercased().hasPrefix("sep=") else { return nil }
        line.removeFirst(4)
        guard [",", ";", "\t", "|"].contains(line) else {
            throw PromptError(
                file: source.name, line: 1,
                reason: "cells are separated by \"\(PromptError.printable(line))\"; a comma, a "
                    + "semicolon, a tab or an upright bar is wanted")
        }
        return min(end + 1, bytes.count)
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
        defer { halfPairs = json.halfPairs }
        return PromptRecord(
            line: line, position: position, names: names, values: values, isTable: isTable,
            hasHalfPairs: json.halfPairs > halfPairs)
    }

    /// A fault behind the last record, whose line is known.
    private func fault(_ reason: String, at offset: Int) -> PromptError {
        let lines = source.bytes.lineFeeds(in: self.offset..<max(self.offset, offset))
        return PromptError(file: source.name, line: line + lines, reason: reason)
    }
}
