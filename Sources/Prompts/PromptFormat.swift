import Files

/// The formats of prompt files: the one table for detection and help pages.
package enum PromptFormat: String, Sendable, Hashable, CaseIterable {
    case jsonLines = "jsonl"
    case json
    case csv
    case text

    /// The endings of file names that stand for it.
    package var endings: [String] {
        switch self {
        case .jsonLines: ["jsonl", "ndjson"]
        case .json: ["json"]
        case .csv: ["csv", "tsv", "tab"]
        case .text: ["txt"]
        }
    }

    /// What it is, for people.
    package var summary: String {
        switch self {
        case .jsonLines: "JSON Lines: one object a line"
        case .json: "JSON: a list, or an object that holds one"
        case .csv: "CSV: a line of column names, then one line a prompt"
        case .text: "plain text: one prompt a line"
        }
    }

    /// The endings of names of files that are packed or converted, in front of which another stands.
    private static let outerEndings: Set<String> = ["gz", "zst", "zstd", "parquet"]

    /// The ending of a file's name without those of packing; empty where there is none.
    private static func ending(_ source: SourceText) -> String {
        var parts = source.name.split(separator: "/").last?.split(separator: ".") ?? []
        while parts.count > 1, let last = parts.last, outerEndings.contains(last.lowercased()) {
            parts.removeLast()
        }
        return parts.count > 1 ? parts.last.map { $0.lowercased() } ?? "" : ""
    }

    /// Whether the file's name says that each line is a record.
    static func isNamedLines(_ source: SourceText) -> Bool {
        jsonLines.endings.contains(ending(source))
    }

    /// Whether a table's name says that its cells are separated by tabs, and not quoted.
    static func isTabbed(_ source: SourceText) -> Bool {
        ["tsv", "tab"].contains(ending(source))
    }

    /// The format by the file's name, else by its first character or column names.
    ///
    /// Nil where neither tells.
    package static func detect(_ source: SourceText) -> PromptFormat? {
        let ending = ending(source)
        let named = allCases.first { $0.endings.contains(ending) }
        switch named {
        case .csv?, .text?: return named
        case .json?, .jsonLines?, nil: break
        }
        switch source.firstVisible {
        // Data sets on hubs call JSON Lines ".json" too, and the other way round.
        case UInt8(ascii: "{"): return source.jsonLayout == .single ? .json : .jsonLines
        case UInt8(ascii: "["): return isLinesOfLists(source) ? .jsonLines : .json
        default: break
        }
        if let named { return source.firstVisible == UInt8(ascii: "\"") ? .jsonLines : named }
        var table = CSVParser(source.bytes, from: source.start)
        let cells = (try? table.row())?.cells ?? []
        return FieldRoles.isHeader(cells) ? .csv : nil
    }

    /// Whether the text is a list a line, not one list.
    private static func isLinesOfLists(_ source: SourceText) -> Bool {
        let bytes = source.bytes
        let first = bytes.firstNonSpace(in: source.start..<bytes.count)
        let end = bytes.first(0x0A, in: first..<bytes.count)
        guard bytes.firstNonSpace(in: end..<bytes.count) < bytes.count else { return false }
        var parser = JSONParser(bytes, range: first..<end)
        parser.readsNonNumbers = true
        return (try? parser.onlyValue()) != nil
    }
}
