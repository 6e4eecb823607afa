import Evidence
import FoundationEssentials
import GRDB
import Prompts

/// Reads draws back.
struct DrawReader {
    let scorers: Int

    /// One draw with its tokens, or nil where there is none.
    func draw(
        prompt: Int, id: PromptID, number: Int, in database: Database
    ) throws -> JournalDraw? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT draw.number, seed, attempts, stop, tokens, lost, answer.text\
                \(Schema.scoreColumns(scorers))
                FROM draw LEFT JOIN answer ON answer.id = draw.answer
                WHERE draw.prompt = ? AND draw.number = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [prompt, number]) else { return nil }
        let text: DatabaseValue = row[6]
        var entry = try self.entry(row, prompt: id, text: text.anyText, firstScore: 7)
        if case .completed(var answer) = entry.draw.outcome {
            answer.tokens = try tokens(prompt: prompt, number: number, in: database)
            entry.draw.outcome = .completed(answer)
        }
        return entry
    }

    /// All draws of a prompt in launch order, without tokens.
    func forEachDraw(
        prompt: Int, id: PromptID, in database: Database, _ body: (JournalDraw) throws -> Void
    ) throws {
        var texts: [Int64: String] = [:]
        let answers = try Row.fetchCursor(
            database, sql: "SELECT id, text FROM answer WHERE prompt = ?", arguments: [prompt])
        while let row = try answers.next() {
            let text: DatabaseValue = row[1]
            texts[row[0]] = text.anyText
        }
        let draws = try Row.fetchCursor(
            database,
            sql: """
                SELECT number, seed, attempts, stop, tokens, lost, answer\
                \(Schema.scoreColumns(scorers))
                FROM draw WHERE prompt = ? ORDER BY number
                """, arguments: [prompt])
        while let row = try draws.next() {
            let answer: Int64? = row[6]
            try body(
                entry(row, prompt: id, text: answer.flatMap { texts[$0] }, firstScore: 7))
        }
    }

    /// The greedy answer of a prompt with its tokens and scores.
    func greedy(
        prompt: Int, id: PromptID, in database: Database
    ) throws -> (answer: GreedyAnswer, scores: [Double?])? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT answer.text, stop, tokens, stable\(Schema.scoreColumns(scorers))
                FROM greedy JOIN answer ON answer.id = greedy.answer WHERE greedy.prompt = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [prompt]) else { return nil }
        let text: DatabaseValue = row[0]
        let stop: DatabaseValue = row[1]
        let answer = try answer(
            text: text.anyText, stop: stop.anyText, tokenCount: row[2],
            tokens: tokens(prompt: prompt, number: -1, in: database))
        let scores = (0..<scorers).map { row[4 + $0] as Double? }
        return (GreedyAnswer(prompt: id, answer: answer, isStable: row[3]), scores)
    }

    private func entry(
        _ row: Row, prompt: PromptID, text: String?, firstScore: Int
    ) throws -> JournalDraw {
        let lost: DatabaseValue = row[5]
        let stop: DatabaseValue = row[3]
        let outcome: Draw.Outcome
        if let reason = lost.anyText {
            outcome = .lost(reason: reason)
        } else {
            outcome = .completed(
                try answer(text: text, stop: stop.anyText, tokenCount: row[4], tokens: []))
        }
        let draw = Draw(
            prompt: prompt, index: row[0], seed: UInt32(truncatingIfNeeded: row[1] as Int64),
            outcome: outcome, attempts: row[2])
        return JournalDraw(draw: draw, scores: (0..<scorers).map { row[firstScore + $0] })
    }

    private func answer(
        text: String?, stop: String?, tokenCount: Int?, tokens: [Answer.Token]
    ) throws -> Answer {
        guard let text, let stop = stop.flatMap(Answer.Stop.init(journalText:)), let tokenCount
        else { throw DamagedRow() }
        return Answer(text: text, stop: stop, tokenCount: tokenCount, tokens: tokens)
    }

    private func tokens(
        prompt: Int, number: Int, in database: Database
    ) throws -> [Answer.Token] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT data FROM token JOIN token_list ON token_list.id = token.list
                WHERE token.prompt = ? AND number = ?
                """)
        guard let data = try Data.fetchOne(statement, arguments: [prompt, number]) else {
            return []
        }
        guard let tokens = TokenBlob.decode(Array(data)) else { throw DamagedRow() }
        return tokens
    }
}

/// A row that no version of the program writes.
struct DamagedRow: Error {}
