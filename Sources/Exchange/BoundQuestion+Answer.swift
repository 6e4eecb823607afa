import Findings
import Statistics

extension BoundQuestion {
    /// The bound that was asked for.
    ///
    /// - Throws: ``QuestionError`` where a field is missing or out of range, and where no value
    ///   agrees with the draws, so that there is no bound.
    package func answer() throws(QuestionError) -> Bound {
        do {
            return try bound().consistent
        } catch let error as QuestionError {
            throw error
        } catch {
            throw QuestionError("\(error)")
        }
    }

    /// The limits as they come out, of which the lower may lie above the upper.
    func bound() throws -> Bound {
        try checkSplit()
        if isWithoutReplacement { return try boundWithoutReplacement() }
        if hasLosses { return try boundWithLosses() }
        return switch metric {
        case .proportion: try proportion(of: sample)
        case .leakAtK where sample.scores == nil: try leakAtK()
        case .cdf: try cumulative()
        case .difference: try difference()
        default: try bound(of: metric, scores)
        }
    }

    /// Only a proportion's two limits can share α unevenly.
    private func checkSplit() throws(QuestionError) {
        guard let split else { return }
        guard metric == .proportion, side == .two else {
            throw QuestionError("split belongs to the metric proportion with \"side\":\"two\"")
        }
        guard split > 0, split < 1 else {
            throw QuestionError("split is \(split); it must be in (0, 1)")
        }
    }

    // MARK: - Fields

    func scores() throws -> [Double] {
        guard let scores = sample.scores else {
            throw QuestionError.missing("scores", for: metric)
        }
        return scores
    }

    /// The figure of that name from scores.
    func bound(of metric: Quantity, _ scores: () throws -> [Double]) throws -> Bound {
        guard let figure = metric.figure, let computation = figure.computation else {
            throw QuestionError("metric \(metric.rawValue) is not one of scores")
        }
        let parameters = try parameters(figure)
        let scores = try scores()
        return try computation.answer(scores, request(computation.methods, parameters))
    }

    /// The question as the table of metrics takes it.
    func request(
        _ methods: MetricMethods, _ parameters: MetricParameters
    ) throws(QuestionError) -> MetricQuestion {
        MetricQuestion(
            alpha: alpha, side: side, method: try chosen(methods), isMethodChosen: method != nil,
            parameters: parameters)
    }

    /// The numbers that a figure needs.
    func parameters(_ figure: Metric) throws(QuestionError) -> MetricParameters {
        var parameters = MetricParameters()
        if let parameter = figure.parameter, parameter.isRequired, !isGiven(parameter) {
            throw QuestionError.missing(parameter.rawValue, for: metric)
        }
        if let x {
            guard x.isFinite, (0...1).contains(x) else {
                throw QuestionError("x is \(x); it must be in [0, 1]")
            }
            parameters.threshold = x
        }
        if let q { parameters.order = q }
        if let attempts {
            guard attempts >= 1 else {
                throw QuestionError("at_k is \(attempts); it must be at least 1")
            }
            parameters.attempts = attempts
        }
        if let deviationWeight { parameters.weight = deviationWeight }
        return parameters
    }

    private func isGiven(_ parameter: MetricParameter) -> Bool {
        switch parameter {
        case .threshold: x != nil
        case .order: q != nil
        case .attempts: attempts != nil
        case .weight: deviationWeight != nil
        }
    }

    /// The method asked for, or the first of those that have the wanted validity.
    func chosen(_ list: MetricMethods) throws(QuestionError) -> Bound.Method {
        let methods = list.list(isAnytime ? .anytime : .fixed, side)
        guard let method = method ?? methods.first else {
            throw QuestionError(
                "metric \(metric.rawValue) has no \(isAnytime ? "anytime" : "fixed") method here")
        }
        guard methods.contains(method) else {
            let names = methods.map(\.rawValue).joined(separator: ", ")
            throw QuestionError(
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
        get throws(QuestionError) {
            guard isContradiction else { return self }
            throw QuestionError(
                "the draws contradict each other: the lower limit \(lower) lies above the upper "
                    + "limit \(upper), so no value agrees with them; with draws of one "
                    + "distribution the probability of this is at most \(alpha)")
        }
    }
}
