import Evidence
import Explorer
import Journal
import Prompts

/// Showing a run from its file alone.
enum RecordedRun {
    /// The picture of a run in which nothing is being sampled.
    static func snapshot(of journal: Journal) throws(JournalError) -> Snapshot {
        let run = try journal.restore()
        let completed = run.evidence.reduce(0) { $0 + $1.drawCount }
        return Snapshot(
            facts: RunFacts(run: run), prompts: run.evidence, greedyScores: run.greedyScores,
            progress: Snapshot.Progress(
                phase: .recorded, completed: completed,
                planned: run.plan.draws * run.evidence.count,
                lost: run.evidence.reduce(0) { $0 + $1.lost },
                retried: run.evidence.reduce(0) { $0 + $1.retried }))
    }
}

extension RunFacts {
    /// What a run's file says about itself, ready to be shown.
    init(run: RestoredRun) {
        self.init(
            name: run.plan.name, model: run.identity.model, servers: run.plan.servers,
            decoding: run.identity.decodingName, settings: run.plan.settings,
            warnings: run.plan.warnings,
            scorers: run.identity.scorers.map {
                Scorer(name: $0.name, isBinary: $0.isBinary, zero: $0.zero, one: $0.one)
            },
            plannedDraws: run.plan.draws, alpha: run.plan.alpha, seed: run.identity.seed,
            created: run.plan.created)
    }
}

extension LoadedDraw {
    /// One draw with its tokens, or with a nil index the greedy answer.
    init?(_ journal: Journal, _ prompt: PromptID, _ index: Int?) {
        if let index {
            guard let draw = try? journal.draw(prompt: prompt, index: index)?.draw,
                let answer = draw.answer
            else { return nil }
            self.init(prompt: prompt, index: index, seed: draw.seed, answer: answer)
        } else {
            guard let greedy = try? journal.greedy(prompt: prompt) else { return nil }
            self.init(prompt: prompt, index: nil, seed: nil, answer: greedy.answer)
        }
    }
}
