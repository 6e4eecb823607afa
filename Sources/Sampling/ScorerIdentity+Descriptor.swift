import Journal
import Scoring

extension RunIdentity.ScorerIdentity {
    /// What a run keeps of a scorer.
    package init(_ descriptor: ScorerDescriptor) {
        self.init(
            name: descriptor.name, settings: descriptor.settings, isBinary: descriptor.isBinary,
            zero: descriptor.zero, one: descriptor.one, isLeak: descriptor.isLeak,
            accuracy: descriptor.accuracy.map {
                Accuracy(sensitivity: $0.sensitivity, specificity: $0.specificity)
            })
    }
}
