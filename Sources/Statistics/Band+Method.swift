extension Band {
    /// The band by a named method: `dkw`, `kolmogorov` or `berkJones`.
    ///
    /// Throws `unsupportedMethod` for any other. All of them need the number of draws to be fixed
    /// in advance; `EpochBand` makes an anytime band of them.
    package static func fixed(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side,
        method: Bound.Method = .dkw
    ) throws(StatisticsError) -> Band {
        switch method {
        case .dkw: try dkw(of: scores, alpha: alpha, side: side)
        case .kolmogorov: try kolmogorov(of: scores, alpha: alpha, side: side)
        case .berkJones: try berkJones(of: scores, alpha: alpha, side: side)
        default: throw .unsupportedMethod(method, quantity: "distribution function")
        }
    }

    /// A bound with this band's level, validity and method.
    ///
    /// The band's own side is mirrored by `falling` quantities, which fall where F rises.
    func bound(
        estimate: Double, lower: Double, upper: Double, falling: Bool, method: Bound.Method? = nil
    ) -> Bound {
        Bound(
            estimate: estimate, lower: lower, upper: upper, alpha: alpha,
            side: falling ? side.mirrored : side, method: method ?? self.method,
            validity: validity)
    }
}

extension Bound.Side {
    /// The side that this one becomes when the quantity is replaced by its negative.
    package var mirrored: Bound.Side {
        switch self {
        case .upper: .lower
        case .lower: .upper
        case .two: .two
        }
    }

    /// The error probability that each wanted side gets from a total of `alpha`.
    func share(of alpha: Double) -> Double { self == .two ? alpha / 2 : alpha }

    /// Whether an upper limit is wanted.
    var hasUpper: Bool { self != .lower }

    /// Whether a lower limit is wanted.
    var hasLower: Bool { self != .upper }
}
