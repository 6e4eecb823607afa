import Evidence
import FoundationEssentials
import GRDB
import GRDBSQLite
import Prompts

/// The rows of a prompt's draws, each checked before anything of it is believed.
///
/// A run may have a million of them, so they are read by SQLite's own functions into variables that
/// are used again for the next row.
struct DrawRows {
    private let rows: OpaquePointer
    private let database: Database
    let prompt: Int
    private let id: PromptID
    private let isChecked: Bool
    private let texts: AnswerTexts
    private let servers: [Int64: String]

    /// How answers are judged that hold thoughts.
    var thoughts = ThoughtReading()
    private var isCutInThought = false

    private(set) var number = 0
    private(set) var seed: UInt32 = 0
    private(set) var attempts = 0
    private(set) var isLost = false
    /// The row of the answer; 0 for a lost draw.
    private(set) var answer: Int64 = 0
    /// The text of the answer; empty for a lost draw.
    private(set) var text = ""
    /// What a lost draw had said, where that is kept.
    private(set) var lostText: String?
    private(set) var tokenCount = 0
    private(set) var scores: [Double?]
    private var serverRow: Int64?

    /// - Parameter number: one draw alone; nil for all, in launch order.
    init(
        prompt: Int, id: PromptID, number: Int? = nil, servers: [Int64: String], scorers: Int,
        isChecked: Bool, in database: Database
    ) throws {
        self.database = database
        self.prompt = prompt
        self.id = id
        self.isChecked = isChecked
        texts = try AnswerTexts(prompt: prompt, in: database)
        self.servers = servers
        scores = Array(repeating: nil, count: scorers)
        let statement = try database.cachedStatement(
            sql: """
                SELECT number, seed, attempts, answer, stop, tokens, lost\
                \(Schema.scoreColumns(scorers))\(isChecked ? ", server, checksum" : "")
                FROM draw WHERE prompt = ?\(number == nil ? "" : " AND number = ?") ORDER BY number
                """)
        statement.setUncheckedArguments(number.map { [prompt, $0] } ?? [prompt])
        rows = statement.sqliteStatement
    }

    /// Lets go of the rows; to be called once, whether all were read or not.
    func end() { sqlite3_reset(rows) }

    /// Goes on to the next row, if there is one.
    ///
    /// - Throws: ``DamagedRow`` where the row is not what was written.
    mutating func next() throws -> Bool {
        let code = sqlite3_step(rows)
        guard code != SQLITE_DONE else { return false }
        guard code == SQLITE_ROW else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
        number = try required(0, "number", 0...Int64(Int32.max))
        seed = UInt32(try required(1, "seed", 0...Int64(UInt32.max)))
        attempts = try required(2, "number of attempts", 0...Int64(Int32.max))
        let row: Int64? = try integer(3, "answer", Int64.min...Int64.max).map { Int64($0) }
        let count = try integer(5, "number of tokens", 0...Int64(Int32.max))
        isLost = sqlite3_column_type(rows, 6) != SQLITE_NULL
        for scorer in scores.indices {
            let column = Int32(7 + scorer)
            switch sqlite3_column_type(rows, column) {
            case SQLITE_NULL: scores[scorer] = nil
            case SQLITE_FLOAT, SQLITE_INTEGER: scores[scorer] = sqlite3_column_double(rows, column)
            default: try fail("score")
            }
        }
        let found = try row.flatMap { try texts.answer(in: $0) }
        text = found?.text ?? ""
        if isChecked { try check(answer: found?.hash, tokens: count) }
        if !isLost, found != nil, scores.contains(where: { $0 != nil }),
            thoughts.absorbing?.isCutInThought(text, isCut: endsAtLimit) == true
        {
            throw AbsorbedThought(draw: number, prompt: id)
        }
        isCutInThought =
            !isLost && found != nil && thoughts.isCutInThought(text, isCut: endsAtLimit)
        if isCutInThought {
            isLost = true
            for scorer in scores.indices { scores[scorer] = nil }
        }
        lostText = isLost ? found?.text : nil
        guard !isLost else {
            (answer, tokenCount, text) = (0, 0, "")
            return true
        }
        guard let row, found != nil else { try fail("answer") }
        guard let count else { try fail("number of tokens") }
        (answer, tokenCount) = (row, count)
        return true
    }

    private mutating func check(answer: Int64?, tokens: Int?) throws {
        let column = Int32(7 + scores.count)
        serverRow = try integer(column, "server", Int64.min...Int64.max).map { Int64($0) }
        let checksum = try integer(column + 1, "checksum", 0...Int64(UInt32.max))
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(Int64(number))
        sum.add(Int64(seed))
        sum.add(Int64(attempts))
        sum.add(answer)
        add(column: 4, to: &sum)
        sum.add(tokens.map { Int64($0) })
        add(column: 6, to: &sum)
        for score in scores { sum.add(score) }
        sum.add(serverRow.flatMap { servers[$0] })
        guard checksum == Int(sum.value) else {
            throw DamagedRow.checksum("draw \(number) of prompt \(id)")
        }
    }

    /// The checksum of a draw that is about to be written.
    static func checksum(_ entry: JournalDraw, prompt: Int) -> Int64 {
        let draw = entry.draw
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(Int64(draw.index))
        sum.add(Int64(draw.seed))
        sum.add(Int64(draw.attempts))
        switch draw.outcome {
        case .completed(let answer):
            sum.add(ContentHash.of(answer.text))
            sum.add(answer.stop.journalText)
            sum.add(Int64(answer.tokenCount))
            sum.addNull()
        case .lost(let reason):
            sum.add(draw.lostText.map { ContentHash.of($0) })
            sum.addNull()
            sum.addNull()
            sum.add(reason)
        }
        for score in entry.scores { sum.add(score) }
        sum.add(draw.server)
        return sum.value
    }

    // MARK: - What the row says

    private var endsAtLimit: Bool { bytes(4).elementsEqual("limit".utf8) }

    /// Whether the answer was cut off.
    func isTruncated() throws -> Bool {
        let word = bytes(4)
        if word.elementsEqual("end".utf8) || word.starts(with: "stop:".utf8) { return false }
        guard word.elementsEqual("limit".utf8) || word.elementsEqual("context".utf8) else {
            try fail("ending")
        }
        return true
    }

    /// The whole draw but for its tokens.
    func entry() throws -> JournalDraw {
        let outcome: Draw.Outcome
        if isLost {
            outcome = .lost(
                reason: isCutInThought
                    ? Draw.thoughtReason : String(decoding: bytes(6), as: UTF8.self))
        } else {
            let word = String(decoding: bytes(4), as: UTF8.self)
            guard let stop = Answer.Stop(journalText: word) else { try fail("ending") }
            outcome = .completed(Answer(text: text, stop: stop, tokenCount: tokenCount))
        }
        var draw = Draw(
            prompt: id, index: number, seed: seed, outcome: outcome, attempts: attempts,
            server: serverRow.flatMap { servers[$0] })
        draw.lostText = lostText
        return JournalDraw(draw: draw, scores: scores)
    }

    // MARK: - Columns

    private func integer(
        _ column: Int32, _ what: String, _ range: ClosedRange<Int64>
    ) throws -> Int? {
        switch sqlite3_column_type(rows, column) {
        case SQLITE_NULL: return nil
        case SQLITE_INTEGER:
            let value = sqlite3_column_int64(rows, column)
            guard range.contains(value) else { try fail(what) }
            return Int(value)
        default: try fail(what)
        }
    }

    private func required(
        _ column: Int32, _ what: String, _ range: ClosedRange<Int64>
    ) throws -> Int {
        guard let value = try integer(column, what, range) else { try fail(what) }
        return value
    }

    private func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(rows, column)
        return UnsafeRawBufferPointer(
            start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(rows, column)))
    }

    private func add(column: Int32, to sum: inout RowChecksum) {
        if sqlite3_column_type(rows, column) == SQLITE_NULL {
            sum.addNull()
        } else {
            sum.add(bytes(column))
        }
    }

    private func fail(_ what: String) throws -> Never {
        throw DamagedRow("draw \(number) of prompt \(id) has an impossible \(what)")
    }
}

/// An answer that never came counts, and was taken out of the rest with its score.
struct AbsorbedThought: Error {
    var draw: Int
    var prompt: PromptID

    var detail: String {
        "draw \(draw) of prompt \(prompt) ends inside its thoughts, and an earlier version took it out of "
            + "what is left with a score all the same: no limit holds; sample it again"
    }
}
