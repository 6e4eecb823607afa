import Statistics

/// The distribution function and its quantiles.
extension BoundQuery {
    func survival() throws -> Bound {
        let (scores, x) = try thresholdSample()
        switch try chosen(
            fixed: [.dkw, .kolmogorov, .berkJones, .clopperPearson],
            anytime: [.anytimeProportion(side)] + Self.anytimeProportions + [.epochs])
        {
        case .epochs:
            return try Exceedance.bound(
                ofDraws: scores, above: x, alpha: alpha, side: side, method: .epochs)
        case let method where [.dkw, .kolmogorov, .berkJones].contains(method):
            return try Exceedance.bound(
                of: ScoreDistribution(scores), above: x, alpha: alpha, side: side, method: method)
        case let method:
            _ = try ScoreDistribution(scores)
            return try Proportion.bound(
                leaks: Double(scores.count { $0 > x }), draws: scores.count, alpha: alpha,
                side: side, method: method)
        }
    }

    func cumulative() throws -> Bound {
        var mirrored = self
        mirrored.side = side == .two ? .two : side == .upper ? .lower : .upper
        if isAnytime && method == nil { mirrored.method = .epochs }
        return Exceedance.complement(try mirrored.survival())
    }

    func quantile() throws -> Bound {
        guard let q else { throw BoundQueryError.missing("q", for: metric) }
        let scores = try scores()
        let usual = Bound.Method.mixtureAndBets48
        switch try chosen(
            fixed: [.dkw, .kolmogorov, .berkJones, .clopperPearson],
            anytime: [usual] + Self.anytimeProportions + [.epochs])
        {
        case .epochs:
            return try Quantile.bound(
                ofDraws: scores, q: q, alpha: alpha, side: side, method: .epochs)
        case let chosen where isAnytime:
            // Without a name each side takes the method that is tight for this q.
            return try Quantile.anytime(
                of: ScoreDistribution(scores), q: q, alpha: alpha, side: side,
                method: method == nil ? nil : chosen)
        case let method:
            return try Quantile.bound(
                of: ScoreDistribution(scores), q: q, alpha: alpha, side: side, method: method)
        }
    }
}
