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

extension RunFacts {
    /// What a run's file says about it.
    package init(_ identity: RunIdentity, _ plan: RunPlan) {
        self.init(
            name: plan.name, model: identity.model, servers: plan.servers,
            decoding: identity.decodingName + plan.decodingRemarks, settings: plan.settings,
            warnings: plan.warnings,
            scorers: identity.scorers.map {
                Scorer(
                    name: $0.name, isBinary: $0.isBinary, zero: $0.zero, one: $0.one,
                    judge: $0.judge)
            }, stopRules: plan.stopRules, template: identity.template,
            plannedDraws: plan.draws, alpha: plan.alpha, seed: identity.seed, created: plan.created)
        if let part = identity.answer.flatMap(AnswerPart.init) { answer = part }
        planChange = plan.change
    }
}
