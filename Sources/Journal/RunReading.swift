import Evidence
import GRDB
import Prompts

/// One state of a run's file, read piece by piece while another process may go on writing it.
///
/// A run may have a million draws; whatever passes them on one by one needs no memory for them.
package struct RunReading {
    /// How many draws the file has.
    package let drawCount: Int

    let journal: Journal
    let database: Database
    /// What people said beside the run, once it was asked for.
    let people: SaidBeside

    init(_ journal: Journal, _ database: Database) throws {
        self.journal = journal
        self.database = database
        drawCount = try Int.fetchOne(database, sql: "SELECT count(*) FROM draw") ?? 0
        people = SaidBeside(journal.labelFile)
    }

    /// The run's draws of one prompt in launch order, those beyond a gap included.
    ///
    /// - Parameters:
    ///   - prompt: the prompt's position in the set.
    ///   - withTokens: whether answers come with their tokens.
    package func forEachDraw(
        of prompt: Int, withTokens: Bool = false, _ body: (JournalDraw) throws -> Void
    ) throws {
        try journal.reader.forEachDraw(
            prompt: prompt, id: journal.prompts[prompt].id, withTokens: withTokens,
            in: database, body)
    }

    /// Every draw of the run, prompt by prompt in launch order.
    package func forEachDraw(
        withTokens: Bool = false, _ body: (JournalDraw) throws -> Void
    ) throws {
        var found = 0
        for prompt in journal.prompts.indices {
            try forEachDraw(of: prompt, withTokens: withTokens) {
                found += 1
                try body($0)
            }
        }
        try checkCount(found)
    }

    /// Throws where the file has rows that are not found by their prompts.
    ///
    /// A damaged key in the middle of a prompt's rows ends them early, and the row itself is never
    /// looked at.
    package func checkCount(_ found: Int) throws {
        guard drawCount == found else {
            throw DamagedRow(
                "\(drawCount - found) of its \(drawCount) draws are not where they belong")
        }
    }

    /// The greedy answer of a prompt, with its tokens and its score by each scorer.
    package func greedy(_ prompt: Int) throws -> (answer: GreedyAnswer, scores: [Double?])? {
        try journal.reader.greedy(
            prompt: prompt, id: journal.prompts[prompt].id, in: database)
    }

    /// Why a prompt could not be sampled.
    package func failure(_ prompt: Int) throws -> String? {
        try Row.fetchOne(
            database, sql: "SELECT failure FROM prompt WHERE number = ?", arguments: [prompt]
        )?.text(0)
    }

    /// Whether a prompt has its first draw, and with it evidence.
    func hasFirstDraw(of prompt: Int) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM draw WHERE prompt = ? AND number = 0)",
            arguments: [prompt]) ?? false
    }

    /// Every event, oldest first.
    package func events() throws -> [RunEvent] { try journal.events(database) }
}

extension Journal {
    /// Reads one state of the file.
    ///
    /// - Throws: ``JournalError``, and what `body` throws for reasons of its own.
    package func reading<Result>(_ body: (RunReading) throws -> Result) throws -> Result {
        do {
            return try database.read { try body(RunReading(self, $0)) }
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        } catch let error as DamagedRow {
            throw JournalError(error, path: path)
        }
    }
}
