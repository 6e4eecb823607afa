import Evidence
import Explorer
import Journal
import Prompts
import Sampling

/// Showing a run from its file alone.
struct RecordedRun {
    let journal: Journal
    let snapshot: Snapshot

    /// Opens a run's file for reading.
    init(at path: String) throws(JournalError) {
        journal = try Self.open(path)
        snapshot = try Self.snapshot(of: journal)
    }

    /// Opens a run's file for reading, and says on standard error what a reader must know of it.
    static func open(_ path: String) throws(JournalError) -> Journal {
        let journal = try Journal.open(at: path, mode: .readOnly)
        for notice in journal.notices { StandardStreams.message("Warning: \(notice).") }
        return journal
    }

    /// Everything that a run's file tells, for commands that state something of it; with a line of
    /// progress where that takes long.
    static func restore(_ journal: Journal) throws(JournalError) -> RestoredRun {
        try ProgressLine.during("Reading \(journal.path)") { line throws(JournalError) in
            try journal.restore(progress: line.show)
        }
    }

    /// The picture of a run in which nothing is being sampled.
    static func snapshot(of journal: Journal) throws(JournalError) -> Snapshot {
        Snapshot(recorded: try journal.restore())
    }

    /// The same for the explorer, which says where another process is writing the run.
    static func shown(_ journal: Journal) throws(JournalError) -> Snapshot {
        var snapshot = try snapshot(of: journal)
        if let holder = journal.holder {
            snapshot.progress.notices.append(
                "Open for reading only: \(holder) is writing this run. R reads it again.")
        }
        return snapshot
    }
}

extension LoadedDraw {
    /// One draw with its tokens, or with a nil index the greedy answer.
    init?(_ journal: Journal, _ prompt: PromptID, _ index: Int?) {
        if let index {
            guard let draw = try? journal.drawWithLists(prompt: prompt, index: index)?.draw,
                let answer = draw.answer
            else { return nil }
            self.init(prompt: prompt, index: index, seed: draw.seed, answer: answer)
        } else {
            guard let greedy = try? journal.greedy(prompt: prompt) else { return nil }
            self.init(prompt: prompt, index: nil, seed: nil, answer: greedy.answer)
        }
    }
}
