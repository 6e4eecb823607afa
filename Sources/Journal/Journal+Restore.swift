import Evidence
import GRDB
import Prompts

extension Journal {
    /// Rebuilds the run from the file: the same values as live sampling had at its last commit.
    ///
    /// May be called again on a journal that is open for reading, to follow a run that another
    /// process is writing.
    package func restore() throws(JournalError) -> RestoredRun {
        try restore { _, _ in }
    }

    /// The same, telling after each prompt how many draws of how many were read.
    package func restore(
        progress: (Int, Int) -> Void
    ) throws(JournalError) -> RestoredRun {
        try checkWritten()
        return try Self.guarding(path) {
            try database.read { database in
                let reading = try RunReading(self, database)
                var run = RestoredRun(
                    identity: identity, plan: plan, prompts: prompts, evidence: [], waiting: [],
                    greedyScores: [], events: try events(database))
                run.writers = try RunWriters.read(database, isChecked: reader.isChecked)
                run.sent = try sentTexts(database)
                var found = 0
                for (number, prompt) in prompts.enumerated() {
                    try restore(prompt, number, reader, database, into: &run)
                    found += run.evidence[number].drawCount + run.waiting[number].count
                    progress(found, reading.drawCount)
                }
                try reading.checkCount(found)
                // Whoever writes closes gaps.
                let behind = run.waiting.reduce(0) { $0 + $1.count }
                run.notices =
                    isReadOnly ? notices : SessionMark.gapNotice(behind).map { [$0] } ?? []
                for (number, reason) in try failures(database) {
                    run.evidence[number].failure = reason
                }
                for stop in run.promptStops {
                    guard let number = numbers[stop.prompt] else { continue }
                    run.evidence[number].stopped = stop.reason
                }
                if let void = run.voidReason {
                    for number in run.evidence.indices { run.evidence[number].void = void }
                }
                return run
            }
        }
    }

    /// One draw with its tokens.
    ///
    /// - Throws: ``JournalError/unknownPrompt(_:)``; nil is the answer for a launch number that has
    ///   no draw yet.
    package func draw(prompt: PromptID, index: Int) throws(JournalError) -> JournalDraw? {
        guard let number = numbers[prompt] else { throw .unknownPrompt(prompt) }
        return try Self.guarding(path) {
            try database.read { database in
                try reader.draw(prompt: number, id: prompt, number: index, in: database)
            }
        }
    }

    /// The numbers of a prompt's draws that were launched from what others had left; plain draws are
    /// none of them.
    ///
    /// - Throws: ``JournalError/unknownPrompt(_:)``.
    package func drawsWithoutReplacement(of prompt: PromptID) throws(JournalError) -> [Int] {
        guard let number = numbers[prompt] else { throw .unknownPrompt(prompt) }
        return try Self.guarding(path) {
            try database.read { database in
                try reader.numbersWithoutReplacement(prompt: number, in: database)
            }
        }
    }

    /// The greedy answer of a prompt with its tokens; nil where it is not known yet.
    ///
    /// - Throws: ``JournalError/unknownPrompt(_:)``.
    package func greedy(prompt: PromptID) throws(JournalError) -> GreedyAnswer? {
        guard let number = numbers[prompt] else { throw .unknownPrompt(prompt) }
        return try Self.guarding(path) {
            try database.read { database in
                try reader.greedy(prompt: number, id: prompt, in: database)?.answer
            }
        }
    }

    /// Every draw of the run, prompt by prompt in launch order, those beyond a gap included.
    ///
    /// Tokens are left out; ``draw(prompt:index:)`` has them.
    package func forEachDraw(_ body: (JournalDraw) throws -> Void) throws(JournalError) {
        try Self.guarding(path) { try reading { try $0.forEachDraw(body) } }
    }

    private func restore(
        _ prompt: Prompt, _ number: Int, _ reader: DrawReader, _ database: Database,
        into run: inout RestoredRun
    ) throws {
        var evidence = PromptEvidence(prompt: prompt, scorerCount: reader.scorers)
        var waiting: [JournalDraw] = []
        let hasMore = try EvidenceReader(reader: reader).read(
            prompt: number, into: &evidence, in: database)
        if hasMore {
            try reader.forEachDraw(prompt: number, id: prompt.id, in: database) { entry in
                if entry.draw.index >= evidence.drawCount { waiting.append(entry) }
            }
        }
        if reader.hasLaunches {
            var open = try reader.launches(
                prompt: number, from: evidence.drawCount, in: database
            ).mapValues(\.launch)
            for place in waiting.indices {
                waiting[place].draw.launch = open[waiting[place].draw.index]
                open[waiting[place].draw.index] = nil
            }
            run.openLaunches.append(open)
            run.named.append(
                try NamedReader.hasTable(database, scorers: reader.scorers)
                    ? NamedReader.answers(
                        of: prompt.id, prompt: number, scorers: reader.scorers, in: database) : [])
            if let exact = try reader.exactMass(prompt: number, in: database) {
                evidence.setExact(exact)
            }
        }
        evidence.waiting = waiting.count
        let greedy = try reader.greedy(prompt: number, id: prompt.id, in: database)
        evidence.greedy = greedy?.answer
        run.evidence.append(evidence)
        run.waiting.append(waiting)
        run.greedyScores.append(
            greedy?.scores ?? Array(repeating: nil, count: reader.scorers))
    }

    private func failures(_ database: Database) throws -> [(number: Int, reason: String)] {
        try Row.fetchAll(
            database, sql: "SELECT number, failure FROM prompt WHERE failure IS NOT NULL"
        ).compactMap { row in
            guard let number = row.integer(0), prompts.indices.contains(Int(number))
            else { return nil }
            return row.text(1).map { (Int(number), $0) }
        }
    }

    func events(_ database: Database) throws -> [RunEvent] {
        let sum = reader.isChecked ? ", checksum" : ""
        return try Row.fetchAll(
            database, sql: "SELECT time, kind, text\(sum) FROM event ORDER BY id"
        ).map {
            guard let time = $0.text(0), let kind = $0.text(1), let text = $0.text(2) else {
                throw DamagedRow("an event is no text")
            }
            guard !reader.isChecked || $0.integer(3) == RowChecksum.of(time, kind, text) else {
                throw DamagedRow.checksum("an event of \(time)")
            }
            return RunEvent(time: time, kind: RunEvent.Kind(rawValue: kind), text: text)
        }
    }
}
