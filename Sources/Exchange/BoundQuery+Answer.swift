import Statistics

extension BoundQuery {
    /// The bound that was asked for.
    ///
    /// - Throws: ``BoundQueryError`` where a field is missing or out of range, and where no value
    ///   agrees with the draws, so that there is no bound.
    public func answer() throws(BoundQueryError) -> Bound {
        do {
            return try bound().consistent
        } catch let error as BoundQueryError {
            throw error
        } catch {
            throw BoundQueryError("\(error)")
        }
    }

    /// The limits as they come out, of which the lower may lie above the upper.
    func bound() throws -> Bound {
        try checkSplit()
        if isWithoutReplacement { return try boundWithoutReplacement() }
        if hasLosses { return try boundWithLosses() }
        return switch metric {
        case .proportion: try proportion(of: sample)
        case .leakAtK: try leakAtK()
        case .survival: try survival()
        case .cdf: try cumulative()
        case .quantile: try quantile()
        case .mean: try mean(of: scores())
        case .std: try deviation()
        case .ed: try developmentScore()
        case .difference: try difference()
        }
    }

    /// Only a proportion's two limits can share α unevenly.
    private func checkSplit() throws(BoundQueryError) {
        guard let split else { return }
        guard metric == .proportion, side == .two else {
            throw BoundQueryError("split belongs to the metric proportion with \"side\":\"two\"")
        }
        guard split > 0, split < 1 else {
            throw BoundQueryError("split is \(split); it must be in (0, 1)")
        }
    }

    // MARK: - Fields

    func scores() throws -> [Double] {
        guard let scores = sample.scores else {
            throw BoundQueryError.missing("scores", for: metric)
        }
        return scores
    }

    func thresholdSample() throws -> (scores: [Double], x: Double) {
        guard let x else { throw BoundQueryError.missing("x", for: metric) }
        guard x.isFinite, (0...1).contains(x) else {
            throw BoundQueryError("x is \(x); it must be in [0, 1]")
        }
        return (try scores(), x)
    }

    /// The method asked for, or the first of those that have the wanted validity.
    func chosen(
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

extension Bound {
    /// The bound itself, unless no value lies between its limits.
    ///
    /// Anytime limits meet nowhere with probability at most α as long as all draws come from one
    /// distribution; an empty set is no bound and says nothing of the quantity.
    var consistent: Bound {
        get throws(BoundQueryError) {
            guard isContradiction else { return self }
            throw BoundQueryError(
                "the draws contradict each other: the lower limit \(lower) lies above the upper "
                    + "limit \(upper), so no value agrees with them; with draws of one "
                    + "distribution the probability of this is at most \(alpha)")
        }
    }
}
