import Evidence
import Journal
import Prompts
import Statistics

extension Snapshot {
    /// The picture of a run as its file has it, with nothing being sampled.
    package init(recorded run: RestoredRun) {
        let lost = run.waiting.joined().count { $0.draw.answer == nil }
        let retried = run.waiting.joined().count { $0.draw.attempts > 1 }
        var facts = RunFacts(run.identity, run.plan)
        facts.ending = run.ending
        facts.warnings += run.notices
        self.init(
            facts: facts, prompts: run.evidence,
            greedyScores: run.greedyScores,
            progress: Progress(
                phase: .recorded,
                completed: run.evidence.reduce(0) { $0 + $1.drawCount + $1.waiting },
                planned: run.evidence.count * run.plan.draws,
                lost: run.evidence.reduce(lost) { $0 + $1.lost },
                retried: run.evidence.reduce(retried) { $0 + $1.retried }))
    }
}
