import Evidence
import Files
import Findings
import FoundationEssentials
import Journal
import Prompts
import Statistics

extension RunReport {
    /// The report as one JSON object; its fields are an interface that may grow but not change.
    ///
    /// With a `target`, the hidden leaks above that leak rate are counted beside all of them.
    ///
    /// - Throws: ``EncodingFault`` rather than giving an empty report.
    package func json(target: Double? = nil) throws(EncodingFault) -> String {
        try JSONReport(self, target: target).jsonText(isPretty: true)
    }
}

private struct JSONReport: Encodable {
    var format = "probscope report"
    var version = 1
    var name: String
    var model: String
    var decoding: String
    var template: String
    var seed: UInt64
    var created: String
    var plannedDraws: Int
    /// Why that number was not fixed in advance.
    var planChanged: PlanChange?
    var ended: String?
    var warnings: [String]
    var level: Double
    /// How many findings hold together at this level; 1 where each stands on its own.
    var together: Int
    var prompts: [JSONPrompt]
    var set: [JSONSet]
    var diversity: JSONDiversity?

    init(_ report: RunReport, target: Double?) {
        name = report.plan.name
        model = report.identity.model
        decoding = report.identity.decodingName
        template = report.identity.template
        seed = report.identity.seed
        created = report.plan.created
        plannedDraws = report.plan.draws
        planChanged = report.plan.change
        ended = report.ending
        warnings = report.plan.warnings
        level = report.statement.level
        together = report.statement.together
        prompts = report.findings.map { JSONPrompt($0, report) }
        set = report.sets.indices.map { JSONSet(report, scorer: $0, target: target) }
        diversity = report.diversity.map(JSONDiversity.init)
    }

    private enum CodingKeys: String, CodingKey {
        case format, version, name, model, decoding, template, seed, created, ended, warnings
        case level
        case plannedDraws = "planned_draws"
        case planChanged = "plan_changed"
        case together, prompts, set, diversity
    }
}

/// A finding, and beside it one object for each other figure by its own key.
private struct JSONPrompt: Encodable {
    var finding: JSONFinding
    var figures: [MetricFinding]

    init(_ finding: Finding, _ report: RunReport) {
        self.finding = JSONFinding(finding, report)
        figures = report.otherFigures(of: finding)
    }

    func encode(to encoder: any Encoder) throws {
        try finding.encode(to: encoder)
        var fields = encoder.container(keyedBy: JSONKey.self)
        for figure in figures {
            guard let object = JSONFigure(figure) else { continue }
            try fields.encode(object, forKey: JSONKey(figure.metric.key))
        }
    }
}

/// A key that is known at run time only.
struct JSONKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// A figure as JSON files have it: its bound, or its estimate alone, and the number it needs.
struct JSONFigure: Encodable {
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

private struct JSONFinding: Encodable {
    var prompt: String
    var scorer: String
    var text: String
    var n: Int
    var lost: Int
    /// Those among the lost that have a text, but no score.
    var unscored: Int
    var retried: Int
    var truncated: Int
    var distinct: Int
    var leaks: Int?
    var sum: Double
    var mean: Double?
    var interval: JSONBound?
    var upperLimit: JSONBound?
    var driftedAt: Int?
    /// Why the draws are copies, or another model's, where they are.
    var copies: String?
    var model: String?
    var greedy: String?
    var greedyScore: Double?
    var greedyStable: Bool?
    var failure: String?
    var stopped: String?
    var sentence: String

    init(_ finding: Finding, _ report: RunReport) {
        prompt = finding.prompt.id.rawValue
        scorer = finding.scorer.name
        text = finding.prompt.text
        n = finding.evidence.count
        lost = finding.evidence.lost
        unscored = finding.unscored
        retried = finding.retried
        truncated = finding.truncated
        distinct = finding.distinct
        leaks = finding.leaks
        sum = finding.evidence.sum
        mean = finding.mean
        interval = finding.interval.map(JSONBound.init)
        upperLimit = finding.upperLimit.map(JSONBound.init)
        driftedAt = finding.driftedAt
        if case .copies(let words) = finding.void { copies = words }
        if case .model(let words) = finding.void { model = words }
        greedy = finding.greedy?.answer.text
        greedyScore = finding.greedyScore
        greedyStable = finding.greedy?.isStable
        failure = finding.failure
        stopped = finding.stopped
        sentence = report.sentence(of: finding)
    }

    private enum CodingKeys: String, CodingKey {
        case prompt, scorer, text, n, lost, unscored, retried, truncated, distinct
        case leaks, sum, mean
        case interval, greedy, failure, stopped, sentence
        case upperLimit = "upper_limit"
        case copies, model
        case driftedAt = "drifted_at"
        case greedyScore = "greedy_score"
        case greedyStable = "greedy_stable"
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

    init(_ bound: Bound) {
        estimate = bound.estimate.isFinite ? bound.estimate : nil
        lower = bound.lower
        upper = bound.upper
        level = bound.level
        side = bound.side.rawValue
        method = bound.method.rawValue
        validity = bound.validity.kind.rawValue
        judge = bound.judge.map(JSONJudge.init)
    }
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
