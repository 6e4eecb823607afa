import Evidence
import FoundationEssentials
import GRDB
import Prompts

/// An answer that is known without having been drawn: its tokens' probabilities were asked for.
package struct JournalNamed: Sendable, Hashable {
    package var prompt: PromptID
    /// Its place among those of its prompt, from 0.
    package var number: Int
    package var answer: Answer
    package var scores: [Double?]

    package init(prompt: PromptID, number: Int, answer: Answer, scores: [Double?]) {
        self.prompt = prompt
        self.number = number
        self.answer = answer
        self.scores = scores
    }
}

/// Answers that are taken out of the rest before the first draw.
///
/// They are no draws and count as none. The table is there only where a run has such answers.
extension Journal {
    /// The answers of a prompt that were taken out beforehand; none where the run has none.
    ///
    /// - Throws: ``JournalError/unknownPrompt(_:)``.
    package func named(of prompt: PromptID) throws(JournalError) -> [JournalNamed] {
        let position = try number(of: prompt)
        return try Self.guarding(path) {
            try database.read { database in
                guard try NamedReader.hasTable(database, scorers: reader.scorers) else { return [] }
                return try NamedReader.answers(
                    of: prompt, prompt: position, scorers: reader.scorers, in: database)
            }
        }
    }

    /// Records answers in place of those that the file has of the same prompts.
    package func record(named answers: [JournalNamed]) throws(JournalError) {
        guard !answers.isEmpty else { return }
        let rows = try answers.map { (row) throws(JournalError) in
            (try number(of: row.prompt), row)
        }
        let sql = Schema.namedTable(scorers: reader.scorers)
        try write { database, _ in
            if try !NamedReader.hasTable(database, scorers: reader.scorers) {
                try database.execute(sql: sql)
            }
            for prompt in Set(rows.map(\.0)) {
                try database.execute(
                    sql: "DELETE FROM named WHERE prompt = ?", arguments: [prompt])
            }
            for (prompt, row) in rows {
                let tokens = TokenBlob.encode(row.answer.tokens)
                var values: [DatabaseValue] = [
                    prompt.databaseValue, row.number.databaseValue,
                    DatabaseValue(anyText: row.answer.text),
                    DatabaseValue(anyText: row.answer.stop.journalText),
                    Data(tokens).databaseValue,
                ]
                values += row.scores.map(\.databaseValue)
                values.append(NamedReader.checksum(row, tokens, prompt: prompt).databaseValue)
                let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
                try database.execute(
                    sql: "INSERT INTO named VALUES (\(marks))",
                    arguments: StatementArguments(values))
            }
        }
    }
}

extension Schema {
    static func namedTable(scorers: Int) -> String {
        let scores = (0..<scorers).map { ", score_\($0) REAL" }.joined()
        return "CREATE TABLE named (prompt INTEGER NOT NULL, number INTEGER NOT NULL, "
            + "text TEXT NOT NULL, stop TEXT NOT NULL, tokens BLOB NOT NULL\(scores), "
            + "checksum INTEGER NOT NULL, PRIMARY KEY (prompt, number)) WITHOUT ROWID"
    }
}

/// Reads the answers that were not drawn.
enum NamedReader {
    /// Throws where the file has something else under the table's name.
    static func hasTable(_ database: Database, scorers: Int) throws -> Bool {
        try Schema.hasTable("named", sql: Schema.namedTable(scorers: scorers), in: database)
    }

    static func answers(
        of id: PromptID, prompt: Int, scorers: Int, in database: Database
    ) throws -> [JournalNamed] {
        let scores = (0..<scorers).map { ", score_\($0)" }.joined()
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT number, text, stop, tokens, checksum\(scores) FROM named "
                + "WHERE prompt = ? ORDER BY number", arguments: [prompt])
        return try rows.enumerated().map { place, row in
            func damaged() -> DamagedRow {
                .checksum("a known answer of prompt number \(prompt + 1)")
            }
            let blob: DatabaseValue = row[3]
            guard row.integer(0) == Int64(place), let text = row.text(1),
                let stop = row.text(2).flatMap({ Answer.Stop(journalText: $0) }),
                case .blob(let data) = blob.storage, let tokens = TokenBlob.decode(Array(data))
            else { throw damaged() }
            let answer = Answer(text: text, stop: stop, tokenCount: tokens.count, tokens: tokens)
            let named = JournalNamed(
                prompt: id, number: place, answer: answer,
                scores: try (0..<scorers).map { try row.score(5 + $0) })
            guard row.integer(4) == checksum(named, Array(data), prompt: prompt) else {
                throw damaged()
            }
            return named
        }
    }

    static func checksum(_ row: JournalNamed, _ tokens: [UInt8], prompt: Int) -> Int64 {
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(Int64(row.number))
        sum.add(row.answer.text)
        sum.add(row.answer.stop.journalText)
        tokens.withUnsafeBytes { sum.add($0) }
        for score in row.scores { sum.add(score) }
        return sum.value
    }
}
