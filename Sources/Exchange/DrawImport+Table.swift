import Files
import Prompts

/// Tables of draws, one a row.
extension DrawImport {
    /// Reads a table with a line of column names.
    mutating func readTable(
        _ source: SourceText, _ format: Format?,
        _ progress: ((_ done: Int, _ total: Int) -> Void)?
    ) throws(ImportError) {
        var last: Format?
        isTable = true
        var records = try Self.naming { () throws(PromptError) in
            try RecordSource(source, format: .csv)
        }
        // A row of another length shows that the rows around it may be cut elsewhere too.
        while let record = try Self.naming({ () throws(PromptError) in try records.next() }) {
            if record.position % 256 == 0 { progress?(records.offset, source.bytes.count) }
            let fields = zip(record.names, record.values).map { name, value in
                JSONValue.Field(name: name, value: Self.value(ofCell: value, name))
            }
            try read(record, as: fields, of: source.name, format, &last)
        }
    }

    /// Columns whose cells are texts, even where they look like numbers.
    private static let textColumns = Set(
        (promptFields + answerFields + ["references", "reference", "target", "answer", "error"])
            .map { $0.lowercased() })

    /// Answers in columns with numbers are texts as well.
    private static func isTextColumn(_ name: String) -> Bool {
        let name = name.lowercased()
        if textColumns.contains(name) { return true }
        let digits = name.utf8.reversed().prefix { 0x30...0x39 ~= $0 }.count
        return digits > 0
            && plainAnswerFields.contains(FieldName.plain(String(name.dropLast(digits))))
    }

    /// What a cell says: nothing where it is empty, else a number, a truth value, a list or a text.
    private static func value(ofCell value: JSONValue, _ name: String) -> JSONValue {
        guard case .string(let text) = value else { return value }
        if text.isEmpty { return .null }
        if ["keywords", "keyword"].contains(FieldName.plain(name)) {
            return .array(CellTexts.keywords(text).map(JSONValue.string))
        }
        switch text.utf8.first {
        case UInt8(ascii: "["), UInt8(ascii: "{"): return JSONValue(whole: text) ?? value
        case _ where isTextColumn(name): return value
        default: break
        }
        switch text {
        case "True", "TRUE", "true": return .bool(true)
        case "False", "FALSE", "false": return .bool(false)
        default: break
        }
        guard case .number(let digits)? = JSONValue(whole: text) else { return value }
        return .number(digits)
    }
}
