import Evidence
import FoundationEssentials
import GRDB
import Platform
import Prompts
import Synchronization

/// One run in one SQLite file: the record from which everything on screen can be rebuilt.
///
/// The file is in WAL mode with `synchronous = NORMAL`. Every call that writes is one transaction,
/// and when it returns the kernel has the data: killing the process at any instant loses nothing
/// that was acknowledged. A power cut or a crash of the machine may take back the newest
/// transactions, never corrupt the file; the draws lost so are drawn again with the same seeds, so
/// that even this cannot select among outcomes.
///
/// One process at a time may write a run; others can open it for reading meanwhile. Calls block the
/// calling thread for the time of the transaction and may come from any thread.
package final class Journal: Sendable {
    package let path: String
    package let identity: RunIdentity
    package let prompts: PromptSet
    /// Who was writing the run when it was opened for reading only; nil otherwise.
    package let holder: RunHolder?
    /// Whether this value may write.
    package var isReadOnly: Bool { lock == nil }
    /// What a reader of the run must know of its file, a sentence each: draws that are left out, a
    /// copy that may lack its newest part.
    package let notices: [String]

    let database: DatabaseQueue
    /// How rows are read.
    let reader: DrawReader
    /// Where the file is, to notice when it is no longer there.
    let place: RunPlace
    /// The position of each prompt in the set, by which rows name it.
    let numbers: [PromptID: Int]
    private let lock: RunLock?
    private let currentPlan: Mutex<RunPlan>
    /// What this value has written; nil where it reads alone.
    let written: Mutex<Written?>
    private let checkpoints: Checkpoints
    private let isClosed = Mutex(false)

    /// How a run is opened.
    package enum Mode: Sendable, Hashable {
        case readWrite
        case readOnly
        /// For writing, or for reading only where another process is writing it or the folder is
        /// write-protected.
        case readWriteIfFree
    }

    /// What may change when the run is continued.
    package var plan: RunPlan { currentPlan.withLock { $0 } }

    private init(
        path: String, database: DatabaseQueue, lock: RunLock?, holder: RunHolder?, header: Header,
        format: Int, written: Written?, notices: [String] = []
    ) {
        self.path = path
        self.notices = notices
        place = RunPlace(path)
        reader = DrawReader(
            scorers: header.identity.scorers.count, isChecked: format >= 2,
            hasLaunches: format >= Schema.restVersion,
            leastExactError: header.identity.leastExactError, part: header.identity.answerPart)
        checkpoints = Checkpoints(database)
        self.database = database
        self.written = Mutex(written)
        self.lock = lock
        self.holder = holder
        identity = header.identity
        prompts = header.prompts
        numbers = Dictionary(
            header.prompts.prompts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
        currentPlan = Mutex(header.plan)
    }

    // MARK: - Create and open

    /// Creates a run file, readable by its owner only.
    ///
    /// - Throws: ``JournalError/alreadyExists(path:)`` where the file has content, and the errors of
    ///   ``open(at:mode:)``.
    package static func create(
        at path: String, identity: RunIdentity, plan: RunPlan, prompts: PromptSet
    ) throws(JournalError) -> Journal {
        try RunFile.prepareNew(path)
        try RunFile.checkSingleName(path)
        let lock = try RunLock.acquire(run: path)
        let database = try RunFile.connect(path, readOnly: false)
        let header = Header(identity: identity, plan: plan, prompts: prompts)
        try guarding(path) {
            try database.write { database in
                let tables = "SELECT count(*) FROM sqlite_master"
                guard try Int.fetchOne(database, sql: tables) == 0 else {
                    throw JournalError.alreadyExists(path: path)
                }
                try Schema.create(database, for: identity, version: identity.formatVersion)
                try header.write(database)
            }
            try RunFile.prepareWriting(database)
            try SessionMark.open(database)
        }
        let format = identity.formatVersion
        let written = try guarding(path) { try Self.written(database, format: format) }
        return Journal(
            path: path, database: database, lock: lock, holder: nil, header: header,
            format: format, written: written)
    }

    /// Opens an existing run.
    ///
    /// - Throws: ``JournalError``: no such file, not a run, written by a newer version, damaged, or
    ///   busy (mode `readWrite` only).
    package static func open(
        at path: String, mode: Mode = .readWriteIfFree
    ) throws(JournalError) -> Journal {
        try RunFile.checkExisting(path)
        var lock: RunLock?
        var holder: RunHolder?
        switch mode {
        case .readOnly:
            holder = RunLock.holder(run: path)
        case .readWrite:
            lock = try RunLock.acquire(run: path)
        case .readWriteIfFree:
            do {
                lock = try RunLock.acquire(run: path)
            } catch .busy(_, let other) {
                holder = other
            } catch .cannotOpen {
                // The folder is not ours to write: a recorded run that came with the program.
            }
        }
        if lock != nil { try RunFile.checkSingleName(path) }
        let hadLog = SessionMark.hasLog(path)
        if holder == nil, hadLog { try RunFile.checkLog(path) }
        let database = try RunFile.connect(path, readOnly: lock == nil)
        let (header, format, notices) = try guarding(path) {
            var format = try database.read { database in
                let format = try RunFile.format(database, path: path)
                try RunFile.checkIntegrity(database, version: format, path: path)
                return format
            }
            var header = try database.read {
                try Header(reading: $0, version: format, path: path)
            }
            // One bit of the file's header tells draws without replacement from plain ones.
            let written = header.identity.formatVersion
            guard format == written || format == 1 && written == Schema.version else {
                throw JournalError.corrupt(
                    path: path, detail: "its format is \(format), and its draws are of \(written)")
            }
            guard lock != nil else {
                let notices = try SessionMark.notices(
                    database, header, format, path, holder, hadLog: hadLog)
                return (header, format, notices)
            }
            try RunFile.prepareWriting(database)
            // The file says whose its log is before a new session says that it is its own.
            if hadLog {
                database.writeWithoutTransaction { _ = try? $0.checkpoint(.passive) }
            }
            if format < Schema.version {
                try Schema.upgrade(database, header: header, from: format)
                format = Schema.version
                header = try database.read {
                    try Header(reading: $0, version: format, path: path)
                }
            }
            let notices = try SessionMark.notices(
                database, header, format, path, nil, hadLog: hadLog)
            try SessionMark.open(database)
            return (header, format, notices)
        }
        let isWriting = lock != nil
        let written = try guarding(path) {
            isWriting ? try Self.written(database, format: format) : nil
        }
        return Journal(
            path: path, database: database, lock: lock, holder: holder, header: header,
            format: format, written: written, notices: notices)
    }

    private static func written(_ queue: DatabaseQueue, format: Int) throws -> Written {
        try queue.read { try Written($0, hasLaunches: format >= Schema.restVersion) }
    }

    /// Writes everything into the one file and closes it; the value cannot be used afterwards, but may
    /// be closed again.
    ///
    /// Not needed for safety: a journal that is never closed is complete too, but its newest part
    /// may then be in the "-wal" file beside it.
    ///
    /// - Throws: ``JournalError/displaced(path:reason:kept:)`` where the file is no longer there, and
    ///   others.
    package func close() throws(JournalError) {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        checkpoints.end()
        defer { lock?.release() }
        try Self.guarding(path) {
            if lock != nil {
                try place.check(database)
                try checkContent()
                try SessionMark.close(database)
                _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            }
            try database.close()
        }
        if lock != nil { try checkAsWritten() }
    }

    /// Throws where another program has changed what was written; the file says so from then on.
    private func checkContent() throws {
        do {
            try checkWritten()
            // What was changed in place is found by reading it.
            let isChanged = try written.withLock { written in
                try database.read { try written?.noticesChange($0) ?? false }
            }
            if isChanged { _ = try restore() }
        } catch let error as JournalError {
            if case .corrupt = error { try? SessionMark.spoil(database) }
            throw error
        }
    }

    /// Throws where the file is not what was written into it.
    ///
    /// Somebody may have cut or overwritten it meanwhile, of which its writer sees nothing.
    private func checkAsWritten() throws(JournalError) {
        do {
            try Journal.open(at: path, mode: .readOnly).close()
        } catch .notARun(_, let reason) {
            throw .corrupt(path: path, detail: "cut or overwritten while it was written: \(reason)")
        } catch .corrupt(_, let detail) {
            throw .corrupt(path: path, detail: "cut or overwritten while it was written: \(detail)")
        }
    }

    // MARK: - Append

    /// Adds draws in one transaction: all of them or, where it throws, none.
    ///
    /// A draw that is there already with the same content is ignored, so that a call may be
    /// repeated after a fault.
    ///
    /// - Throws: ``JournalError/diskFull(path:)`` where waiting helps,
    ///   ``JournalError/conflict(prompt:index:field:)`` where a launch number is taken by another
    ///   draw, and others.
    package func append(_ draws: [JournalDraw]) throws(JournalError) {
        let prompts = try draws.map { (draw) throws(JournalError) in
            let expected = identity.scorers.count
            guard draw.scores.count == expected else {
                throw .scoreCount(
                    prompt: draw.draw.prompt, index: draw.draw.index, found: draw.scores.count,
                    expected: expected)
            }
            return try number(of: draw.draw.prompt)
        }
        try write { database, rows in
            let writer = try DrawWriter(database, scorers: self.identity.scorers.count)
            for (draw, prompt) in zip(draws, prompts) {
                try writer.insert(draw, prompt: prompt, rows: &rows)
            }
        }
    }

    /// Stores the greedy answer of a prompt, in place of an earlier one.
    package func appendGreedy(
        _ greedy: GreedyAnswer, scores: [Double?]
    ) throws(JournalError) {
        let prompt = try number(of: greedy.prompt)
        let scorers = identity.scorers.count
        guard scores.count == scorers else {
            throw .scoreCount(
                prompt: greedy.prompt, index: -1, found: scores.count, expected: scorers)
        }
        try write { database, rows in
            let answer = greedy.answer
            let id = try rows.answer(answer.text, prompt: prompt, in: database)
            var values: [DatabaseValue] = [
                prompt.databaseValue, id.databaseValue,
                DatabaseValue(anyText: answer.stop.journalText), answer.tokenCount.databaseValue,
                greedy.isStable.databaseValue,
            ]
            values += scores.map(\.databaseValue)
            let sum = DrawReader.checksum(
                answer, prompt: prompt, stable: greedy.isStable, scores: scores)
            values.append(sum.databaseValue)
            try rows.written.remove(.greedy, where: "prompt = ?", [prompt], in: database)
            rows.written.add(.greedy, checksum: sum)
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO greedy (prompt, answer, stop, tokens, stable\
                    \(Schema.scoreColumns(scorers)), checksum)
                    VALUES (?, ?, ?, ?, ?\(String(repeating: ", ?", count: scorers)), ?)
                    """, arguments: StatementArguments(values))
            try database.execute(
                sql: "DELETE FROM token WHERE prompt = ? AND number = -1", arguments: [prompt])
            try DrawWriter.insertTokens(
                answer.tokens, prompt: prompt, number: -1, rows: &rows, in: database)
        }
    }

    /// Stores why a prompt cannot be sampled, or with nil that it can be after all.
    package func setFailure(_ reason: String?, prompt: PromptID) throws(JournalError) {
        let number = try number(of: prompt)
        try write { database, _ in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT id, record FROM prompt WHERE number = ?",
                    arguments: [number]), let id = row.text(0), let record = row.text(1)
            else { throw DamagedRow("prompt number \(number + 1) is not there") }
            let sum = Header.checksum(
                number, id: Data(id.utf8), record: record, failure: reason)
            try database.execute(
                sql: "UPDATE prompt SET failure = ?, checksum = ? WHERE number = ?",
                arguments: [reason.map(DatabaseValue.init(anyText:)), sum, number])
        }
    }

    /// Adds an event to the run's record.
    package func recordEvent(
        _ kind: RunEvent.Kind, _ text: String, at time: String = Timestamp.now()
    ) throws(JournalError) {
        let sum = RowChecksum.of(time, kind.rawValue, text)
        try write { database, rows in
            try database.execute(
                sql: "INSERT INTO event (time, kind, text, checksum) VALUES (?, ?, ?, ?)",
                arguments: [time, kind.rawValue, DatabaseValue(anyText: text), sum])
            rows.written.add(.event, checksum: sum)
        }
    }

    /// The most draws that one prompt has, lost ones included.
    package func mostDraws() throws(JournalError) -> Int {
        try Self.guarding(path) {
            try database.read {
                try Int.fetchOne(
                    $0, sql: "SELECT max(n) FROM (SELECT count(*) AS n FROM draw GROUP BY prompt)")
                    ?? 0
            }
        }
    }

    /// Gives back what the connection keeps of the file in memory, where many runs are open at once.
    package func forget() { database.releaseMemory() }

    /// Replaces the plan, when a run is continued with other numbers.
    package func setPlan(_ plan: RunPlan) throws(JournalError) {
        try write { database, _ in try Header.writePlan(plan, database) }
        currentPlan.withLock { $0 = plan }
    }

    // MARK: - Helpers

    func number(of prompt: PromptID) throws(JournalError) -> Int {
        guard let number = numbers[prompt] else { throw .unknownPrompt(prompt) }
        return number
    }

    /// Runs `body` in one transaction; where it throws, the file is as before.
    func write(
        _ body: (Database, inout DistinctRows) throws -> Void
    ) throws(JournalError) {
        guard lock != nil else { throw .readOnly(path: path) }
        try Self.guarding(path) {
            try written.withLock { written in
                guard var state = written.take() else { return }
                defer { written = state }
                do {
                    try database.write { database in
                        if try state.noticesChange(database) {
                            try state.check(database, hasLaunches: reader.hasLaunches)
                        }
                        try body(database, &state.distinct)
                        try SessionMark.stamp(database)
                    }
                    state.rows.add(state.distinct.written)
                    state.distinct.written = WrittenRows()
                } catch {
                    // What is remembered may name rows that were rolled back.
                    state.distinct = DistinctRows()
                    if error is ForeignChange { try? SessionMark.spoil(database) }
                    throw error
                }
            }
            try place.check(database)
            checkpoints.noteWrite()
        }
    }

    static func guarding<Result>(
        _ path: String, _ body: () throws -> Result
    ) throws(JournalError) -> Result {
        do {
            return try body()
        } catch let error as JournalError {
            throw error
        } catch {
            throw JournalError(error, path: path)
        }
    }
}
