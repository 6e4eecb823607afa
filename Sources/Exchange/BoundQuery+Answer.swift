import Statistics

extension BoundQuery {
    /// The bound that was asked for.
    ///
    /// - Throws: ``BoundQueryError`` where a field is missing or out of range.
    public func answer() throws(BoundQueryError) -> Bound {
        do {
            return try bound()
        } catch let error as BoundQueryError {
            throw error
        } catch {
            throw BoundQueryError("\(error)")
        }
    }

    private func bound() throws -> Bound {
        switch metric {
        case .proportion: try proportion(of: sample)
        case .leakAtK: try leakAtK()
        case .survival: try survival()
        case .cdf: try cumulative()
        case .quantile: try quantile()
        case .mean: try mean(of: try scores())
        case .std: try deviation()
        case .ed: try developmentScore()
        case .difference: try difference()
        }
    }

    // MARK: - Proportions

    private func proportion(of sample: Sample) throws -> Bound {
        guard let draws = sample.draws else { throw BoundQueryError.missing("n", for: metric) }
        guard let leaks = sample.leaks else { throw BoundQueryError.missing("k", for: metric) }
        return try proportion(leaks: leaks, draws: draws)
    }

    private func proportion(leaks: Double, draws: Int, alpha share: Double? = nil) throws -> Bound {
        // A fractional sum of scores has an anytime bound too, by the mixture alone.
        let anytime: Bound.Method =
            leaks == leaks.rounded() ? usualAnytimeProportion : .mixture
        return try Proportion.bound(
            leaks: leaks, draws: draws, alpha: share ?? alpha, side: side,
            method: try chosen(
                fixed: [.clopperPearson, .wilson, .jeffreys],
                anytime: [anytime, .mixture, .bets, .mixtureAndBets]))
    }

    private var usualAnytimeProportion: Bound.Method {
        switch side {
        case .upper: .mixture
        case .lower: .bets
        case .two: .mixtureAndBets
        }
    }

    private func leakAtK() throws -> Bound {
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

    // MARK: - The distribution function

    private func survival() throws -> Bound {
        let (scores, x) = try thresholdSample()
        switch try chosen(
            fixed: [.dkw, .kolmogorov, .berkJones, .clopperPearson],
            anytime: [usualAnytimeProportion, .mixture, .bets, .mixtureAndBets, .epochs])
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

    private func cumulative() throws -> Bound {
        var mirrored = self
        mirrored.side = side == .two ? .two : side == .upper ? .lower : .upper
        if isAnytime && method == nil { mirrored.method = .epochs }
        return Exceedance.complement(try mirrored.survival())
    }

    private func quantile() throws -> Bound {
        guard let q else { throw BoundQueryError.missing("q", for: metric) }
        let scores = try scores()
        switch try chosen(
            fixed: [.dkw, .kolmogorov, .berkJones, .clopperPearson], anytime: [.epochs])
        {
        case .epochs:
            return try Quantile.bound(
                ofDraws: scores, q: q, alpha: alpha, side: side, method: .epochs)
        case let method:
            return try Quantile.bound(
                of: ScoreDistribution(scores), q: q, alpha: alpha, side: side, method: method)
        }
    }

    // MARK: - Moments

    private func mean(of scores: [Double]) throws -> Bound {
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

    private func deviation() throws -> Bound {
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

    private func developmentScore() throws -> Bound {
        let scores = try scores()
        let weight = deviationWeight ?? EDScore.defaultWeight
        switch try chosen(fixed: [.dkw, .kolmogorov, .berkJones], anytime: [.bets, .epochs]) {
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

    // MARK: - Two samples

    private func difference() throws -> Bound {
        if let a = a.scores, let b = b.scores {
            return try difference(a, b)
        }
        guard let drawsA = a.draws, let leaksA = a.leaks, let drawsB = b.draws, let leaksB = b.leaks
        else {
            throw BoundQueryError(
                "metric difference needs the objects \"a\" and \"b\", both with n and k or both "
                    + "with scores")
        }
        if isAnytime {
            _ = try chosen(fixed: [], anytime: [.joint])
            guard let wholeA = Int(exactly: leaksA), let wholeB = Int(exactly: leaksB) else {
                throw BoundQueryError("k must be a whole number in a difference")
            }
            return try Difference.unpaired(
                leaksA: wholeA, drawsA: drawsA, leaksB: wholeB, drawsB: drawsB, alpha: alpha,
                side: side)
        }
        return try fixedDifference((leaksA, drawsA), (leaksB, drawsB))
    }

    /// The limits of the two proportions, each at half of α, taken apart.
    private func fixedDifference(
        _ a: (leaks: Double, draws: Int), _ b: (leaks: Double, draws: Int)
    ) throws -> Bound {
        let method = try chosen(fixed: [.clopperPearson], anytime: [])
        func limit(
            _ sample: (leaks: Double, draws: Int), _ side: Bound.Side, _ alpha: Double
        ) throws -> Bound {
            try Proportion.bound(
                leaks: sample.leaks, draws: sample.draws, alpha: alpha, side: side, method: method)
        }
        let share = side == .two ? alpha / 4 : alpha / 2
        let (lowA, highA) = (try limit(a, .lower, share), try limit(a, .upper, share))
        let (lowB, highB) = (try limit(b, .lower, share), try limit(b, .upper, share))
        return Bound(
            estimate: highA.estimate - highB.estimate,
            lower: side == .upper ? -1 : max(-1, (lowA.lower - highB.upper).nextDown),
            upper: side == .lower ? 1 : min(1, (highA.upper - lowB.lower).nextUp),
            alpha: alpha, side: side, method: method,
            validity: .fixed(n: min(a.draws, b.draws)))
    }

    private func difference(_ a: [Double], _ b: [Double]) throws -> Bound {
        if isAnytime {
            let isPaired = a.count == b.count
            switch try chosen(fixed: [], anytime: isPaired ? [.bets, .joint] : [.joint]) {
            case .bets: return try Difference.paired(a, b, alpha: alpha, side: side)
            default: return try Difference.unpaired(a, b, alpha: alpha, side: side)
            }
        }
        guard a.count == b.count else {
            throw BoundQueryError(
                "a fixed difference of scores needs pairs: a has \(a.count) scores, b \(b.count)")
        }
        _ = (try ScoreDistribution(a), try ScoreDistribution(b))
        // With x = (1 + a − b)/2 in [0, 1], a − b = 2x − 1.
        var bound = try mean(of: zip(a, b).map { (1 + ($0 - $1)) / 2 })
        bound.estimate = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) } / Double(a.count)
        bound.lower = bound.lower > 0 ? max(-1, (2 * bound.lower - 1).nextDown) : -1
        bound.upper = bound.upper < 1 ? min(1, (2 * bound.upper - 1).nextUp) : 1
        return bound
    }

    // MARK: - Fields

    private func scores() throws -> [Double] {
        guard let scores = sample.scores else {
            throw BoundQueryError.missing("scores", for: metric)
        }
        return scores
    }

    private func thresholdSample() throws -> (scores: [Double], x: Double) {
        guard let x else { throw BoundQueryError.missing("x", for: metric) }
        guard x.isFinite, (0...1).contains(x) else {
            throw BoundQueryError("x is \(x); it must be in [0, 1]")
        }
        return (try scores(), x)
    }

    /// The method asked for, or the first of those that have the wanted validity.
    private func chosen(
        fixed: [Bound.Method], anytime: [Bound.Method]
    ) throws(BoundQueryError) -> Bound.Method {
        let methods = isAnytime ? anytime : fixed
        guard let method = method ?? methods.first else {
            throw BoundQueryError(
                "metric \(metric.rawValue) has no \(isAnytime ? "anytime" : "fixed") method here")
        }
        guard methods.contains(method) else {
            let names = methods.map(\.rawValue).joined(separator: ", ")
            throw BoundQueryError(
                "the method \(method.rawValue) gives no \(isAnytime ? "anytime" : "fixed") "
                    + "\(metric.rawValue) here; there are: \(names.isEmpty ? "none" : names)")
        }
        return method
    }
}
