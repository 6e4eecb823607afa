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
    let lock: RunLock?
    let currentPlan: Mutex<RunPlan>
    /// What this value has written; nil where it reads alone.
    let written: Mutex<Written?>
    let checkpoints: Checkpoints
    let isClosed = Mutex(false)

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

    init(
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
        checkpoints = Checkpoints(database, place)
        self.database = database
        self.written = Mutex(written)
        self.lock = lock
        self.holder = holder
        identity = header.identity
        prompts = header.prompts
        numbers = Dictionary(
            header.prompts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
        currentPlan = Mutex(header.plan)
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
            let wasCut = place.isCut
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
            try place.check(database, wasCut: wasCut, isWhole: isWhole)
            checkpoints.noteWrite()
            try place.checkNames()
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
