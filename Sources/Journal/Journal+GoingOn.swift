import Evidence
import GRDB

extension Journal {
    /// Why a run of plain draws cannot go on without replacement; nil where it can.
    ///
    /// A plain draw that was under way when its run was stopped is made again with its seed. One made
    /// without replacement in its place would be another draw, and since long answers are under way
    /// longer, short ones would be preferred. So the plain draws have to be complete: as many as were
    /// planned, of every prompt, whatever a rule has stopped.
    package func reasonNotToGoOn() throws(JournalError) -> String? {
        let run = try restore()
        let missing = zip(run.evidence, run.waiting).count { evidence, waiting in
            // A prompt that failed at once has no draws; one that failed later has gaps.
            (evidence.failure == nil || evidence.drawCount > 0 || !waiting.isEmpty)
                && (evidence.drawCount != plan.draws || !waiting.isEmpty)
        }
        if identity.isImported { return "its draws were imported" }
        if run.events.contains(where: { $0.kind == .unopenedThought }) {
            return
                "its model begins within its thoughts, so that an answer without a mark never came, "
                + "which draws without replacement do not look for"
        }
        if let most = [plan.most, plan.change?.planned.max()].compactMap({ $0 }).max(),
            most > plan.draws
        {
            return "\(most) draws were planned before, and some of them may have been under way"
        }
        guard missing == 0, run.ending != nil else {
            return "its plain draws are not complete (\(missing) of \(run.evidence.count) prompts "
                + "have others than the \(plan.draws) planned): continue it without "
                + "--without-replacement first"
        }
        return nil
    }

    /// Makes a run of plain draws one that goes on without replacement, in one transaction, and opens
    /// it again: each plain draw is one that was launched when nothing was known.
    package func goingOnWithoutReplacement() throws(JournalError) -> Journal {
        var other = identity
        other.setWithoutReplacement()
        let scorers = identity.scorers.count
        let plain = Launch.plain(scorers: scorers)
        try write { database, _ in
            for (name, columns) in Schema.restTables(scorers: scorers) {
                try database.execute(sql: "CREATE TABLE \(name) \(columns)")
            }
            // There may be a million.
            let draws = try Row.fetchCursor(database, sql: "SELECT prompt, number FROM draw")
            while let draw = try draws.next() {
                guard let prompt = draw.integer(0), let number = draw.integer(1) else { continue }
                let (values, _) = Self.row(plain, prompt: Int(prompt), number: Int(number))
                try insert(values, into: .launch, orReplace: false, database)
            }
            try Header.writeIdentity(other, database)
            try database.execute(sql: "PRAGMA user_version = \(Schema.restVersion)")
        }
        try close()
        return try Journal.open(at: path, mode: .readWrite)
    }
}
