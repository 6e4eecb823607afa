import Evidence
import Prompts
import Statistics

/// One way to ask whether a run's scores are below a target, and what its limits say.
package struct SensitivityVariant: Sendable {
    /// What is varied.
    package enum Kind: String, Sendable, Hashable {
        /// Nothing: what was asked for.
        case asked
        /// Another target for the same limits.
        case target
        /// The share of draws that score above a threshold, instead of their mean score.
        case threshold
        case scorer
        /// Every other draw, which has other seeds.
        case seeds
        /// The draws of one of several servers.
        case server
        /// Another run of the same prompts: by another template, temperature or model.
        case run
    }

    package let kind: Kind
    /// What it is, such as the name of the scorer.
    package let value: String
    package let target: Double
    /// How many of the prompts that were asked about it lacks: its mean is one over others then.
    package var lacking = 0
    /// The mean over the prompts.
    package let mean: MeanFinding
    package let prompts: [PromptLimits]
    /// Why nothing holds; nil while all is well.
    package let void: VoidReason?

    /// The limits on one prompt's mean.
    package struct PromptLimits: Sendable {
        package let id: PromptID
        /// They are marked as contradicted where those that the prompt has by itself are: no verdict is
        /// that the mean is low then.
        package let reading: Reading

        /// What is proven of it; nil without limits.
        func verdict(_ target: Double) -> TargetVerdict? {
            reading.bound.map { TargetVerdict($0, target: target) }
        }
    }

    /// What is proven of the mean over the prompts; nil without limits, and where it is one over other
    /// prompts than was asked about.
    package var verdict: TargetVerdict? {
        guard void == nil, lacking == 0 else { return nil }
        return mean.reading.bound.map { TargetVerdict($0, target: target) }
    }

    /// The prompts whose mean lies outside of its limits.
    package var doubt: Doubt { Doubt(prompts.filter(\.reading.excludesEstimate).map(\.id)) }

    /// Whether the mean over the prompts lies outside of its limits.
    package var isDoubtful: Bool {
        void == nil && lacking == 0 && mean.reading.excludesEstimate
    }

    /// How many prompts are proven to be above the target, or below.
    package func count(_ verdict: TargetVerdict) -> Int {
        prompts.count { $0.verdict(target) == verdict }
    }

    /// What becomes of a verdict in another variant.
    package enum Change: String, Sendable, Hashable {
        case same
        /// Proven there, but not here.
        case open
        /// Open there, proven here.
        case settled
        /// Proven there, and the opposite here.
        case reversed
        /// It lacks prompts, so that its mean answers another question.
        case unlike
        case void
    }

    /// What becomes of the verdict on the mean.
    package func change(from other: SensitivityVariant) -> Change {
        guard void == nil, other.void == nil else { return .void }
        guard lacking == 0 else { return .unlike }
        return Self.change(from: other.verdict ?? .undecided, to: verdict ?? .undecided)
    }

    /// The prompts that have the opposite verdict.
    package func reversed(from other: SensitivityVariant) -> [PromptID] {
        let known = Dictionary(
            other.prompts.map { ($0.id, $0.verdict(other.target)) },
            uniquingKeysWith: { first, _ in first })
        return prompts.filter { prompt in
            guard let one = known[prompt.id] ?? nil, let two = prompt.verdict(target) else {
                return false
            }
            return Self.change(from: one, to: two) == .reversed
        }.map(\.id)
    }

    private static func change(from old: TargetVerdict, to new: TargetVerdict) -> Change {
        if old == new { return .same }
        if new == .undecided { return .open }
        return old == .undecided ? .settled : .reversed
    }
}
