import Statistics

/// Mean, standard deviation and ED score.
extension BoundQuery {
    func mean(of scores: [Double]) throws -> Bound {
        switch try chosen(
            fixed: [
                .anderson, .star, .hoeffding, .bentkus, .chernoffKL, .maurerPontil, .dkw,
                .kolmogorov, .berkJones,
            ], anytime: [.bets, .mixture, .epochs])
        {
        case .mixture:
            _ = try ScoreDistribution(scores)
            return try Proportion.mixture(
                leaks: scores.reduce(0, +), draws: scores.count, alpha: alpha, side: side)
        case let method where method == .star || method == .epochs:
            return try Mean.bound(ofDraws: scores, alpha: alpha, side: side, method: method)
        case let method:
            return try Mean.bound(
                of: ScoreDistribution(scores), alpha: alpha, side: side, method: method)
        }
    }

    func deviation() throws -> Bound {
        let scores = try scores()
        switch try chosen(
            fixed: [.dkw, .kolmogorov, .berkJones, .clopperPearson, .maurerPontil],
            anytime: [.bets, .epochs])
        {
        case let method where method == .bets || method == .epochs:
            return try Deviation.bound(ofDraws: scores, alpha: alpha, side: side, method: method)
        case let method:
            return try Deviation.bound(
                of: ScoreDistribution(scores), alpha: alpha, side: side, method: method)
        }
    }

    func developmentScore() throws -> Bound {
        let scores = try scores()
        let weight = deviationWeight ?? EDScore.defaultWeight
        switch try chosen(
            fixed: [.dkw, .kolmogorov, .berkJones, .clopperPearson], anytime: [.bets, .epochs])
        {
        case let method where method == .bets || method == .epochs:
            return try EDScore.bound(
                ofDraws: scores, alpha: alpha, side: side, method: method,
                deviationWeight: weight)
        case let method:
            return try EDScore.bound(
                of: ScoreDistribution(scores), alpha: alpha, side: side, method: method,
                deviationWeight: weight)
        }
    }
}
