import Evidence
import GRDB
import Prompts

/// What a person said about a draw.
public struct DrawLabel: Sendable, Hashable {
    /// The word, such as "leak".
    public var label: String
    public var note: String?

    public init(label: String, note: String? = nil) {
        self.label = label
        self.note = note
    }
}

extension RunReading {
    /// The labels of a prompt's draws by their launch numbers.
    public func labels(of prompt: Int) throws -> [Int: DrawLabel] {
        // Files of the first format have no place for them.
        guard journal.reader.isChecked else { return [:] }
        let rows = try Row.fetchAll(
            database, sql: "SELECT number, label, note FROM label WHERE prompt = ?",
            arguments: [prompt])
        var labels: [Int: DrawLabel] = [:]
        for row in rows {
            guard let number = row.integer(0), let label = row.text(1) else {
                throw DamagedRow("a label of prompt number \(prompt + 1) is no text")
            }
            labels[Int(number)] = DrawLabel(label: label, note: row.text(2))
        }
        return labels
    }
}

extension Journal {
    /// The labels of every prompt's draws by their launch numbers, in the order of the prompts.
    public func labels() throws -> [[Int: DrawLabel]] {
        try reading { run in try prompts.prompts.indices.map { try run.labels(of: $0) } }
    }

    /// Keeps a person's word about a draw in place of an earlier one; nil takes it away.
    ///
    /// - Throws: ``JournalError/unknownPrompt(_:)`` and others.
    public func setLabel(
        _ label: DrawLabel?, prompt: PromptID, index: Int
    ) throws(JournalError) {
        guard let number = numbers[prompt] else { throw .unknownPrompt(prompt) }
        try write { database, _ in
            guard let label else {
                return try database.execute(
                    sql: "DELETE FROM label WHERE prompt = ? AND number = ?",
                    arguments: [number, index])
            }
            try database.execute(
                sql:
                    "INSERT OR REPLACE INTO label (prompt, number, label, note) VALUES (?, ?, ?, ?)",
                arguments: [
                    number, index, DatabaseValue(anyText: label.label),
                    label.note.map(DatabaseValue.init(anyText:)),
                ])
        }
    }
}
