import Evidence
import Prompts

extension RunFacts {
    /// What a run's file says about it.
    package init(_ identity: RunIdentity, _ plan: RunPlan) {
        self.init(
            name: plan.name, model: identity.model, servers: plan.servers,
            decoding: identity.decodingName + plan.decodingRemarks, settings: plan.settings,
            warnings: plan.warnings,
            scorers: identity.namedScorers.map(Scorer.init), stopRules: plan.stopRules,
            template: identity.template,
            plannedDraws: plan.draws, alpha: plan.alpha, seed: identity.seed, created: plan.created)
        answer = identity.answerPart
        planChange = plan.change
        isWithoutReplacement = identity.withoutReplacement == true
    }
}

extension RunFacts.Scorer {
    /// What a run's file says about a scorer.
    package init(_ identity: RunIdentity.ScorerIdentity) {
        self.init(
            name: identity.name, settings: identity.settings, isBinary: identity.isBinary,
            zero: identity.zero, one: identity.one, judge: identity.judge)
    }
}

extension RunIdentity {
    /// The scorers as readers call them: one whose name another has already gets a number.
    package var namedScorers: [ScorerIdentity] {
        zip(scorers, ScoreNames.distinct(scorers.map(\.name))).map { scorer, name in
            var named = scorer
            named.name = name
            return named
        }
    }
}
