import Files

/// The formats of prompt files: the one table for detection and help pages.
public enum PromptFormat: String, Sendable, Hashable, CaseIterable {
    case jsonLines = "jsonl"
    case json
    case csv
    case text

    /// The endings of file names that stand for it.
    public var endings: [String] {
        switch self {
        case .jsonLines: ["jsonl", "ndjson"]
        case .json: ["json"]
        case .csv: ["csv", "tsv"]
        case .text: ["txt"]
        }
    }

    /// What it is, for people.
    public var summary: String {
        switch self {
        case .jsonLines: "JSON Lines: one object a line"
        case .json: "JSON: a list of objects"
        case .csv: "CSV: a line of column names, then one line a prompt"
        case .text: "plain text: one prompt a line"
        }
    }

    /// The format by the file's name, else by its first character or column names.
    ///
    /// Nil where neither tells.
    static func detect(_ source: SourceText) -> PromptFormat? {
        let ending = source.name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let first = source.firstVisible
        if let format = allCases.first(where: { $0.endings.contains(ending) }),
            source.name.contains(".")
        {
            // Data sets on hubs call JSON Lines ".json" too.
            if format == .json, first == UInt8(ascii: "{") { return .jsonLines }
            if format == .jsonLines, first == UInt8(ascii: "[") { return .json }
            return format
        }
        switch first {
        case UInt8(ascii: "{"): return .jsonLines
        case UInt8(ascii: "["): return .json
        default:
            var table = CSVParser(source.bytes, from: source.start)
            let cells = (try? table.row())?.cells ?? []
            return FieldRoles.isHeader(cells) ? .csv : nil
        }
    }
}
