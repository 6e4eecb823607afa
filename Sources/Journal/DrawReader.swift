import Evidence
import FoundationEssentials
import GRDB
import Prompts

/// Reads draws back.
struct DrawReader {
    let scorers: Int
    /// Whether rows have checksums: from format 2 on.
    let isChecked: Bool
    /// Whether draws were launched from what others have left: format 3.
    var hasLaunches = false
    /// How far off what is known exactly may be at least (``RunIdentity/leastExactError``).
    var leastExactError = 0.0
    /// The part of answers that counts; nil where they are to be read as they were written.
    var part: AnswerPart?

    /// One draw with its tokens, or nil where there is none.
    func draw(
        prompt: Int, id: PromptID, number: Int, in database: Database
    ) throws -> JournalDraw? {
        var rows = try self.rows(prompt: prompt, id: id, number: number, in: database)
        defer { rows.end() }
        guard try rows.next() else { return nil }
        var launches = try LaunchRows(self, prompt: prompt, number: number, in: database)
        return try entry(rows, &launches, withTokens: true, in: database)
    }

    /// All draws of a prompt in launch order.
    func forEachDraw(
        prompt: Int, id: PromptID, withTokens: Bool = false, in database: Database,
        _ body: (JournalDraw) throws -> Void
    ) throws {
        var rows = try self.rows(prompt: prompt, id: id, in: database)
        defer { rows.end() }
        // From where a draw without replacement was launched belongs to it.
        var launches = try LaunchRows(self, prompt: prompt, in: database)
        while try rows.next() {
            try body(entry(rows, &launches, withTokens: withTokens, in: database))
        }
    }

    private func entry(
        _ rows: DrawRows, _ launches: inout LaunchRows, withTokens: Bool, in database: Database
    ) throws -> JournalDraw {
        var entry = try rows.entry()
        if withTokens, case .completed(var answer) = entry.draw.outcome {
            answer.tokens = try tokens(prompt: rows.prompt, number: rows.number, in: database)
            entry.draw.outcome = .completed(answer)
        }
        let found = try launches.launch(of: rows.number)
        entry.draw.launch = found?.launch
        entry.draw.absorbed = found?.absorbed
        return entry
    }

    /// The rows of a prompt's draws, or of one of them.
    func rows(
        prompt: Int, id: PromptID, number: Int? = nil, in database: Database
    ) throws -> DrawRows {
        var rows = try DrawRows(
            prompt: prompt, id: id, number: number, servers: servers(database), scorers: scorers,
            isChecked: isChecked, in: database)
        rows.thoughts = try thoughts(database)
        return rows
    }

    /// How answers that hold thoughts are judged.
    ///
    /// Versions before wrote the scores of answers that never came. Without replacement these have been
    /// taken out of the rest with their scores, which cannot be undone: such a run is refused.
    private func thoughts(_ database: Database) throws -> ThoughtReading {
        ThoughtReading(
            part: hasLaunches ? nil : part, absorbing: hasLaunches ? part : nil,
            beginInThoughts: try beginInThoughts(database))
    }

    /// Whether all answers begin inside their thoughts, which a template has opened.
    ///
    /// It is found out while draws come, and holds for those before as well: hence read here and not
    /// written into each row.
    private func beginInThoughts(_ database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: "SELECT 1 FROM event WHERE kind = ? LIMIT 1")
        return try Int.fetchOne(
            statement, arguments: [RunEvent.Kind.unopenedThought.rawValue]) != nil
    }

    /// The greedy answer of a prompt with its tokens and scores.
    func greedy(
        prompt: Int, id: PromptID, in database: Database
    ) throws -> (answer: GreedyAnswer, scores: [Double?])? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT answer.text, stop, tokens, stable, answer.hash\
                \(Schema.scoreColumns(scorers))\(isChecked ? ", checksum" : "")
                FROM greedy LEFT JOIN answer ON answer.id = greedy.answer WHERE greedy.prompt = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [prompt]) else { return nil }
        let scores = try (0..<scorers).map { try row.score(5 + $0) }
        guard let text = row.text(0), let word = row.text(1), let count = row.integer(2),
            let stop = Answer.Stop(journalText: word), (0...Int64(Int32.max)).contains(count)
        else { throw DamagedRow("the greedy answer of prompt \(id) is impossible") }
        let stable = row.integer(3).map { $0 != 0 }
        let answer = Answer(text: text, stop: stop, tokenCount: Int(count))
        if isChecked {
            let sum = Self.checksum(answer, prompt: prompt, stable: stable, scores: scores)
            guard row.integer(5 + scorers) == sum, row.integer(4) == ContentHash.of(text) else {
                throw DamagedRow.checksum("the greedy answer of prompt \(id)")
            }
        }
        var whole = answer
        whole.tokens = try tokens(prompt: prompt, number: -1, in: database)
        let isCut = try thoughts(database).isCutInThought(text, isCut: stop == .limit)
        return (
            GreedyAnswer(prompt: id, answer: whole, isStable: stable),
            isCut ? scores.map { _ in nil } : scores
        )
    }

    /// The checksum of a greedy answer's row.
    static func checksum(
        _ answer: Answer, prompt: Int, stable: Bool?, scores: [Double?]
    ) -> Int64 {
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(ContentHash.of(answer.text))
        sum.add(answer.stop.journalText)
        sum.add(Int64(answer.tokenCount))
        sum.add(stable.map { $0 ? Int64(1) : 0 })
        for score in scores { sum.add(score) }
        return sum.value
    }

    /// The servers' addresses by their rows.
    private func servers(_ database: Database) throws -> [Int64: String] {
        guard isChecked else { return [:] }
        let statement = try database.cachedStatement(sql: "SELECT id, address FROM server")
        var servers: [Int64: String] = [:]
        let rows = try Row.fetchCursor(statement)
        while let row = try rows.next() {
            if let id = row.integer(0), let address = row.text(1) { servers[id] = address }
        }
        return servers
    }

    private func tokens(
        prompt: Int, number: Int, in database: Database
    ) throws -> [Answer.Token] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT data, hash\(isChecked ? ", checksum" : "")
                FROM token LEFT JOIN token_list ON token_list.id = token.list
                WHERE token.prompt = ? AND number = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [prompt, number]) else { return [] }
        func damaged() -> DamagedRow {
            .checksum("the list of tokens of draw \(number) of prompt number \(prompt + 1)")
        }
        let value: DatabaseValue = row[0]
        guard case .blob(let data) = value.storage, let tokens = TokenBlob.decode(Array(data))
        else {
            throw damaged()
        }
        let hash = data.withUnsafeBytes { ContentHash.of($0) }
        guard row.integer(1) == hash,
            !isChecked
                || row.integer(2) == Self.tokenChecksum(prompt: prompt, number: number, hash: hash)
        else { throw damaged() }
        return tokens
    }

    /// The checksum of the row that gives a draw its list of tokens.
    static func tokenChecksum(prompt: Int, number: Int, hash: Int64) -> Int64 {
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(Int64(number))
        sum.add(hash)
        return sum.value
    }
}

/// How answers that hold thoughts are judged when they are read.
struct ThoughtReading {
    /// The part of answers that counts; nil where they are read as they were written.
    var part: AnswerPart?
    /// The part that counts where answers were taken out of the rest with their scores.
    var absorbing: AnswerPart?
    /// Whether answers begin inside their thoughts, so that those without a mark end there.
    var beginInThoughts = false

    /// Whether an answer never came.
    func isCutInThought(_ text: String, isCut: Bool) -> Bool {
        if let part, part.isCutInThought(text, isCut: isCut) { return true }
        return beginInThoughts && Thoughts.end(of: text) == .none
    }
}
