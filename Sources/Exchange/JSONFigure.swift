import Findings
import Statistics

/// A key that is known at run time only.
struct JSONKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// Figures as fields of an object, each by its own key; those of which nothing can be said are left
/// out.
package struct JSONFigures: Encodable {
    private let figures: [MetricFinding]

    package init(_ figures: [MetricFinding]) {
        self.figures = figures
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: JSONKey.self)
        for figure in figures {
            guard let object = JSONFigure(figure) else { continue }
            try fields.encode(object, forKey: JSONKey(figure.metric.key))
        }
    }
}

/// A figure as JSON files have it: its bound, or its estimate alone, and the number it needs.
private struct JSONFigure: Encodable {
    private let figure: MetricFinding

    /// - Returns: nil where there is nothing to be said.
    init?(_ figure: MetricFinding) {
        guard figure.reading.bound != nil || !figure.metric.hasLimits && figure.estimate.isFinite
        else { return nil }
        self.figure = figure
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: JSONKey.self)
        if let bound = figure.reading.bound {
            try JSONBound(bound).encode(to: encoder)
        } else {
            try fields.encode(figure.estimate, forKey: JSONKey("estimate"))
        }
        if let parameter = figure.metric.parameter {
            try fields.encode(
                parameter.value(figure.parameters), forKey: JSONKey(parameter.rawValue))
        }
    }
}

/// A bound as JSON files have it.
struct JSONBound: Encodable {
    var estimate: Double?
    var lower: Double
    var upper: Double
    var level: Double
    var side: String
    var method: String
    var validity: String
    /// The judge for whose errors the limits were widened.
    var judge: JSONJudge?
    /// True where the estimate lies outside of the limits, or the draws are hardly from one distribution;
    /// else absent.
    var excludesEstimate: Bool?

    private enum CodingKeys: String, CodingKey {
        case estimate, lower, upper, level, side, method, validity, judge
        case excludesEstimate = "estimate_outside_limits"
    }

    init(_ bound: Bound) {
        estimate = bound.estimate.isFinite ? bound.estimate : nil
        lower = bound.lower
        upper = bound.upper
        level = bound.level
        side = bound.side.rawValue
        method = bound.method.rawValue
        validity = bound.validity.kind.rawValue
        judge = bound.judge.map(JSONJudge.init)
        if bound.excludesEstimate { excludesEstimate = true }
    }
}

/// Two limits, each a statement of its own on its side alone.
struct JSONSides: Encodable {
    var lower: Double
    var upper: Double
}

/// What a judge is known to get right at least.
struct JSONJudge: Encodable {
    var sensitivity: Double
    var specificity: Double

    init(_ judge: JudgeAccuracy) {
        sensitivity = judge.sensitivity
        specificity = judge.specificity
    }
}
