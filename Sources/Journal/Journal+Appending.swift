import Evidence
import FoundationEssentials
import GRDB
import Prompts
import Synchronization

/// What sampling adds to a run: draws, greedy answers, failures, events and plans.
extension Journal {
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

    /// Replaces the plan, when a run is continued with other numbers.
    package func setPlan(_ plan: RunPlan) throws(JournalError) {
        try write { database, _ in try Header.writePlan(plan, database) }
        currentPlan.withLock { $0 = plan }
    }
}
