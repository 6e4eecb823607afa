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
