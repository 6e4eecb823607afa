/// A confidence band that holds at every number of draws, built up draw by draw.
///
/// A fixed-n band is computed at growing numbers of draws n₀ = 16, nⱼ₊₁ = max(nⱼ + 1, ⌈1.25 nⱼ⌉),
/// with the share αⱼ = α/((j + 1)(j + 2)) of α; the shares sum to α, so the union bound makes all
/// of them hold together. Between two epochs the band stays as it was at the earlier one: it is
/// centred on the draws *of that epoch*, because re-centring it on later draws would use a band at
/// a number of draws that was not paid for. Every new band is intersected with the earlier ones.
///
/// Order-dependent: the draws count in the order in which they were made. Assumption: independent
/// draws. Validity: anytime. Cost: O(d) per draw, a band at each epoch.
package struct EpochBand: Sendable, Hashable {
    /// The fixed-n band that is repeated.
    package enum Base: Sendable, Hashable {
        case dkw
        case berkJones
    }

    /// The probability that the band is ever wrong.
    package let alpha: Double
    /// Which limits of F are meant.
    package let side: Bound.Side
    /// The fixed-n band that is repeated.
    package let base: Base
    /// All draws so far.
    package private(set) var scores = ScoreDistribution()
    /// The band in force; nil before the first epoch, when nothing is known.
    package private(set) var band: Band?
    private var epoch = Epoch.first

    /// Throws if α lies outside (0, ½].
    package init(
        alpha: Double, side: Bound.Side, base: Base = .dkw
    ) throws(StatisticsError) {
        try Check.alpha(alpha)
        self.alpha = alpha
        self.side = side
        self.base = base
    }

    /// The band after the given draws, in order.
    package init(
        of draws: some Sequence<Double>, alpha: Double, side: Bound.Side, base: Base = .dkw
    ) throws(StatisticsError) {
        try self.init(alpha: alpha, side: side, base: base)
        for score in draws { try append(score) }
    }

    /// Adds one draw.
    ///
    /// Throws if the score is not a finite number in [0, 1].
    package mutating func append(_ score: Double) throws(StatisticsError) {
        try scores.insert(score)
        guard scores.draws == epoch.draws else { return }
        let share = alpha * epoch.share
        let fresh: Band =
            switch base {
            case .dkw: try .dkw(of: scores, alpha: share, side: side)
            case .berkJones: try .berkJones(of: scores, alpha: share, side: side)
            }
        let anytime = Band(
            jumps: fresh.jumps, estimate: fresh.estimate, lower: fresh.lower, upper: fresh.upper,
            alpha: alpha, side: side, method: .epochs, validity: .anytime)
        band = band.map { $0.intersected(with: anytime) } ?? anytime
        epoch = epoch.next
    }

    /// The band in force, or the trivial one that allows everything before the first epoch.
    package var current: Band {
        if let band { return band }
        let trivial = Band(of: scores, alpha: alpha, side: side, method: .epochs) { _ in (0, 1) }
        return Band(
            jumps: trivial.jumps, estimate: trivial.estimate, lower: trivial.lower,
            upper: trivial.upper, alpha: alpha, side: side, method: .epochs, validity: .anytime)
    }
}

/// One of the numbers of draws at which an epoch band is renewed.
package struct Epoch: Sendable, Hashable {
    /// The position j, from 0.
    package let index: Int
    /// The number of draws nⱼ.
    package let draws: Int

    /// Sixteen draws.
    package static let first = Epoch(index: 0, draws: 16)

    /// A quarter more draws, rounded up.
    package var next: Epoch {
        Epoch(index: index + 1, draws: draws + max(1, (draws + 3) / 4))
    }

    /// The share 1/((j + 1)(j + 2)) of α; all shares sum to one.
    package var share: Double { 1 / (Double(index + 1) * Double(index + 2)) }

    /// The last epoch that `draws` draws have reached; nil before the first.
    package static func reached(by draws: Int) -> Epoch? {
        guard draws >= first.draws else { return nil }
        var epoch = first
        while epoch.next.draws <= draws { epoch = epoch.next }
        return epoch
    }
}
