import Statistics

/// Leak probabilities and what follows from them.
extension BoundQuery {
    func proportion(of sample: Sample) throws -> Bound {
        guard let draws = sample.draws else { throw BoundQueryError.missing("n", for: metric) }
        guard let leaks = sample.leaks else { throw BoundQueryError.missing("k", for: metric) }
        return try proportion(leaks: leaks, draws: draws)
    }

    func proportion(leaks: Double, draws: Int, alpha share: Double? = nil) throws -> Bound {
        // A fractional sum of scores has an anytime bound too, by the mixture alone.
        let usual: Bound.Method =
            leaks == leaks.rounded() ? .anytimeProportion(side) : .mixture
        return try Proportion.bound(
            leaks: leaks, draws: draws, alpha: share ?? alpha, side: side,
            method: try chosen(
                fixed: [.clopperPearson, .wilson, .jeffreys],
                anytime: [usual] + Self.anytimeProportions),
            split: split ?? 0.5)
    }

    /// All methods for a proportion at any number of draws.
    static let anytimeProportions: [Bound.Method] = [
        .mixture, .bets, .bets48, .mixtureAndBets, .mixtureAndBets48,
    ]

    func leakAtK() throws -> Bound {
        guard let attempts else { throw BoundQueryError.missing("at_k", for: metric) }
        if let scores = sample.scores {
            return try expectedMaximum(of: scores, attempts: attempts)
        }
        let proportion = try proportion(of: sample)
        var bound = try LeakAtK.bound(from: proportion, attempts: attempts)
        if let draws = sample.draws, let leaks = sample.leaks, leaks == leaks.rounded() {
            bound.estimate =
                attempts <= draws
                ? try LeakAtK.estimate(leaks: Int(leaks), draws: draws, attempts: attempts) : .nan
        }
        return bound
    }

    private func expectedMaximum(of scores: [Double], attempts: Int) throws -> Bound {
        // Upper limits of scores need the lower side of the band, and the other way round.
        let bandSide: Bound.Side = side == .two ? .two : side == .upper ? .lower : .upper
        let band: Band
        switch try chosen(fixed: [.dkw, .kolmogorov, .berkJones], anytime: [.epochs]) {
        case .epochs:
            band = try EpochBand(of: scores, alpha: alpha, side: bandSide).current
        case let method:
            band = try Band.fixed(
                of: ScoreDistribution(scores), alpha: alpha, side: bandSide, method: method)
        }
        guard attempts >= 1 else {
            throw BoundQueryError("at_k is \(attempts); it must be at least 1")
        }
        return Bound(
            estimate: attempts <= scores.count
                ? try LeakAtK.expectedMaximum(scores: scores, attempts: attempts) : .nan,
            lower: side == .upper ? 0 : band.expectedMaximumLower(of: attempts),
            upper: side == .lower ? 1 : band.expectedMaximumUpper(of: attempts), alpha: alpha,
            side: side, method: band.method, validity: band.validity)
    }
}
