import Evidence
import Findings
import Journal
import Prompts
import Statistics

/// What JSON reports say about all prompts together.
struct JSONSet: Encodable {
    var scorer: String
    var prompts: Int
    var drifted: Int
    /// The number of rounds whose draws over all prompts contradict those of fewer rounds: nothing holds
    /// for the set.
    var driftedAt: Int?
    /// Prompts without a scored draw, which count at their worst in averages.
    var undrawn: Int
    var greatest: JSONBound?
    var average: JSONBound?
    var averageInterval: JSONBound?
    var greedy: Greedy
    var hidden: [Hidden]
    /// The prompts above the target, as a list with few false names; nil without a target.
    var race: Race?
    /// What a hierarchical model believes of the mean over prompts like these; nil where it was not
    /// asked for.
    var believed: Credible?
    var moments: [String: Moment]
    var sentences: [String]

    init(_ report: RunReport, scorer position: Int, isHierarchical: Bool) {
        let finding = report.sets[position]
        scorer = finding.scorer.name
        prompts = finding.prompts
        drifted = finding.drifted
        driftedAt = finding.void?.driftedAt
        undrawn = finding.undrawn
        greatest = finding.greatest.map(JSONBound.init)
        average = finding.average.map(JSONBound.init)
        averageInterval = finding.averageInterval.map(JSONBound.init)
        greedy = Greedy(
            answers: finding.greedy.known,
            leaks: finding.scorer.isBinary ? finding.greedy.leaks : nil,
            mean: finding.greedy.mean)
        hidden = ([0] + [report.target].compactMap { $0 }.filter { $0 > 0 }).compactMap {
            report.hiddenLeaks(scorer: position, above: $0).map(Hidden.init)
        }
        race = report.target.map { Race(report.race(scorer: position, above: $0)) }
        believed = isHierarchical ? report.credible(scorer: position).map(Credible.init) : nil
        moments = Dictionary(
            report.setFigures(scorer: position).map { ($0.metric.key, Moment($0)) },
            uniquingKeysWith: { first, _ in first })
        sentences = finding.sentences(decoding: report.decoding)
    }

    private enum CodingKeys: String, CodingKey {
        case scorer, prompts, drifted, undrawn, greatest, average, greedy, hidden, race
        case believed, moments, sentences
        case averageInterval = "average_interval"
        case driftedAt = "drifted_at"
    }

    struct Greedy: Encodable {
        var answers: Int
        var leaks: Int?
        var mean: Double?
    }

    /// An interval of belief, labelled as such.
    struct Credible: Encodable {
        var kind = "credible"
        var prompts: Int
        /// Wordings of one question are one.
        var questions: Int
        /// Questions without a score or with void draws, and lost draws of the others: ignored.
        var leftOut: Int
        var lost: Int
        var mean: Double
        var lower: Double
        var upper: Double
        var mass: Double
        var prior: String

        private enum CodingKeys: String, CodingKey {
            case kind, prompts, questions, lost, mean, lower, upper, mass, prior
            case leftOut = "left_out"
        }

        init(_ believed: CredibleMean) {
            (prompts, questions) = (believed.wordings, believed.prompts)
            (leftOut, lost) = (believed.leftOut, believed.lost)
            (mean, mass) = (believed.interval.mean, believed.interval.mass)
            (lower, upper) = (believed.interval.lower, believed.interval.upper)
            prior = "\(believed.interval.prior)"
        }
    }

    struct Race: Encodable {
        var rate: Double
        var above: [String]
        var falseDiscoveryRate: Double

        init(_ race: SetRace) {
            rate = race.rate
            above = race.named.map(\.rawValue)
            falseDiscoveryRate = race.alpha
        }

        private enum CodingKeys: String, CodingKey {
            case rate, above
            case falseDiscoveryRate = "false_discovery_rate"
        }
    }

    struct Hidden: Encodable {
        var rate: Double
        var clean: Int
        var proven: Int
        var least: Int
        var most: Int

        init(_ hidden: HiddenLeaks) {
            rate = hidden.rate
            clean = hidden.clean
            proven = hidden.proven
            least = hidden.least
            most = hidden.most
        }
    }

    struct Moment: Encodable {
        /// Missing where some prompt has none.
        var estimate: Double?
        /// These are missing for a figure without limits.
        var upperMean: Double?
        var upperGreatest: Double?
        /// Of each prompt's own upper limit: the mean of such limits has no level.
        var level: Double?
        var method: String?
        var holds: String?
        var interval: JSONBound?

        init(_ finding: SetFigure) {
            estimate = finding.estimate.isFinite ? finding.estimate : nil
            upperMean = finding.limits?.upperMean
            upperGreatest = finding.limits?.upperGreatest
            level = finding.limits?.level
            method = finding.limits?.method.rawValue
            holds = finding.limits.map { _ in "each prompt alone" }
            interval = (finding.limits?.interval).map(JSONBound.init)
        }

        private enum CodingKeys: String, CodingKey {
            case estimate, level, method, holds, interval
            case upperMean = "upper_mean"
            case upperGreatest = "upper_greatest"
        }
    }
}

/// How varied the answers are, as JSON reports have it.
struct JSONDiversity: Encodable {
    var distinct: JSONBound?
    var effectiveNumber: Double?
    var unseenMass: Double

    init(_ finding: DiversityFinding) {
        distinct = finding.distinct.map(JSONBound.init)
        effectiveNumber = finding.effectiveNumber
        unseenMass = finding.unseenMass
    }

    private enum CodingKeys: String, CodingKey {
        case distinct
        case effectiveNumber = "effective_number"
        case unseenMass = "unseen_mass"
    }
}
