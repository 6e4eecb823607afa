import Evidence
import Files
import Findings
import FoundationEssentials
import Journal
import Prompts
import Statistics
import Text

extension RunReport {
    /// The report as one JSON object; its fields are an interface that may grow but not change.
    ///
    /// With `isHierarchical`, what a model believes of the mean over prompts like these; with a `calibration`,
    /// whether the model is right as often as it says.
    ///
    /// - Throws: ``EncodingFault`` rather than giving an empty report.
    package func json(
        isHierarchical: Bool = false,
        calibration: CalibrationReport? = nil
    ) throws(EncodingFault) -> String {
        var report = JSONReport(self, isHierarchical: isHierarchical)
        report.calibration = calibration.map(JSONCalibration.init)
        return try report.jsonText(isPretty: true)
    }
}

private struct JSONReport: Encodable {
    var format = "probscope report"
    var version = 1
    var name: String
    var model: String
    var decoding: String
    var template: String
    /// Nil where the draws were made elsewhere.
    var seed: UInt64?
    var created: String
    /// Absent where the run file does not say.
    var writtenBy: [String]?
    /// Nil where it is not known that a number was planned.
    var plannedDraws: Int?
    /// Why that number was not fixed in advance.
    var planChanged: PlanChange?
    var ended: String?
    var warnings: [String]
    /// What a score of 1 is called in the sentences.
    var event: String
    var level: Double
    /// How many findings hold together at this level; 1 where each stands on its own.
    var together: Int
    var prompts: [JSONPrompt]
    var set: [JSONSet]
    var diversity: JSONDiversity?
    /// Which answers count as one in figures and lists of answers.
    var answersAre: String
    /// Absent unless it was asked for.
    var calibration: JSONCalibration?
    /// Absent where no prompts share a group.
    var wordings: [JSONWordings]?

    init(_ report: RunReport, isHierarchical: Bool) {
        name = report.plan.name
        model = report.identity.model
        decoding = report.identity.decodingName
        template = report.identity.template
        seed = RunFacts(report.identity, report.plan).knownSeed
        created = report.plan.created
        writtenBy = report.writers.isEmpty ? nil : report.writers
        plannedDraws = report.plan.change?.isUnknown == true ? nil : report.plan.draws
        planChanged = report.plan.change
        ended = report.ending
        warnings = report.warnings
        event = report.event.name.string
        level = report.statement.level
        together = report.statement.together
        prompts = report.findings.map { JSONPrompt($0, report) }
        set = report.sets.indices.map {
            JSONSet(report, scorer: $0, isHierarchical: isHierarchical)
        }
        diversity = report.diversity.map(JSONDiversity.init)
        answersAre = report.grouping == .exact ? "exact texts" : report.grouping.rawValue
        let groups = report.sets.indices.flatMap { scorer in
            report.wordings(scorer: scorer).map {
                JSONWordings($0, scorer: report.sets[scorer].scorer.name)
            }
        }
        wordings = groups.isEmpty ? nil : groups
    }

    private enum CodingKeys: String, CodingKey {
        case format, version, name, model, decoding, template, seed, created, ended, warnings
        case event, level
        case writtenBy = "written_by"
        case plannedDraws = "planned_draws"
        case planChanged = "plan_changed"
        case together, prompts, set, diversity, wordings, calibration
        case answersAre = "answers_are"
    }
}

/// A finding, and beside it one object for each other figure by its own key.
private struct JSONPrompt: Encodable {
    var finding: JSONFinding
    var figures: JSONFigures

    init(_ finding: ReportRow, _ report: RunReport) {
        self.finding = JSONFinding(finding, report)
        figures = JSONFigures(report.otherFigures(of: finding))
    }

    func encode(to encoder: any Encoder) throws {
        try finding.encode(to: encoder)
        try figures.encode(to: encoder)
    }
}

private struct JSONFinding: Encodable {
    var prompt: String
    var scorer: String
    var text: String
    /// The draws that have a score.
    var n: Int
    /// All draws that the limits are about: those and the lost ones.
    var draws: Int
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
    /// The limits that hold without any α, the probability of what they leave open, and that of unseen
    /// answers whose score was settled by their beginning; for draws without replacement.
    var exactLower: Double?
    var exactUpper: Double?
    var left: Double?
    var decidedEarly: Double?
    /// How far off what is known may be, relative to itself.
    var exactError: Double?
    /// Answers that were looked for and are no draws, where there are such.
    var directed: Int?
    /// Plain draws before those without replacement, where there are such.
    var plain: Int?
    /// The limits that verdicts and gates ask: each at level 1 − α on its side alone.
    var oneSided: JSONSides?
    var driftedAt: Int?
    /// True where the mean lies outside of limits that earlier draws have narrowed; else absent.
    var excludesEstimate: Bool?
    /// True where sampling proves a leak that the greedy answer hides; else absent.
    var hidesLeak: Bool?
    /// Why the draws are copies, or another model's, where they are.
    var copies: String?
    var model: String?
    var greedy: String?
    var greedyScore: Double?
    var greedyStable: Bool?
    var failure: String?
    var stopped: String?
    /// The answers that were drawn most, with limits on their shares.
    var answers: [JSONAnswer]
    /// How the draws are spread over the letters of a question of multiple choice; absent for others.
    var choices: [JSONChoice]?
    var sentence: String

    init(_ finding: ReportRow, _ report: RunReport) {
        prompt = finding.prompt.id.rawValue
        scorer = finding.scorer.name
        text = finding.prompt.text
        (n, draws) = (finding.evidence.count, finding.evidence.draws)
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
        if let limits = finding.exactLimits { (exactLower, exactUpper) = limits }
        (left, decidedEarly) = (finding.left, finding.decidedEarly)
        exactError = finding.exactError
        if finding.directed > 0 { directed = finding.directed }
        if finding.plain > 0 { plain = finding.plain }
        oneSided = finding.decision.map { JSONSides(lower: $0.lower, upper: $0.upper) }
        driftedAt = finding.driftedAt
        if finding.excludesEstimate { excludesEstimate = true }
        if finding.hidesLeak { hidesLeak = true }
        if case .copies(let words) = finding.void { copies = words }
        if case .model(let words) = finding.void { model = words }
        greedy = finding.greedy?.answer.text
        greedyScore = finding.greedyScore
        greedyStable = finding.greedy?.isStable
        failure = finding.failure
        stopped = finding.stopped
        answers = report.answers(of: finding).map(JSONAnswer.init)
        choices = report.choices(of: finding)?.rows.map(JSONChoice.init)
        sentence = report.sentence(of: finding)
    }

    private enum CodingKeys: String, CodingKey {
        case prompt, scorer, text, n, draws, lost, unscored, retried, truncated, distinct
        case leaks, sum, mean
        case interval, greedy, failure, stopped, answers, choices, sentence
        case upperLimit = "upper_limit"
        case oneSided = "one_sided"
        case copies, model
        case driftedAt = "drifted_at"
        case excludesEstimate = "mean_outside_limits"
        case hidesLeak = "hides_leak"
        case directed
        case plain = "plain_draws"
        case exactError = "exact_error"
        case exactLower = "exact_lower"
        case exactUpper = "exact_upper"
        case left
        case decidedEarly = "decided_early"
        case greedyScore = "greedy_score"
        case greedyStable = "greedy_stable"
    }
}
