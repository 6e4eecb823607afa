import Evidence
import Files
import Findings
import Prompts
import Statistics

extension CalibrationReport {
    /// The report as one JSON object; its fields are an interface that may grow but not change.
    ///
    /// - Throws: ``EncodingFault`` rather than giving an empty report.
    package func json() throws(EncodingFault) -> String {
        try JSONCalibration(self).jsonText(isPretty: true)
    }

    /// One row a prompt as CSV, with a header.
    package func csv(isForSpreadsheets: Bool = false) -> String {
        var text = CSVText(isForSpreadsheets: isForSpreadsheets)
        text.row([
            "prompt_id", "scorer", "confidence_kind", "n", "missing", "confidence", "right",
            "overconfidence", "lower", "upper", "lower_together", "upper_together", "verdict",
            "level", "validity", "rank_accuracy", "entropy", "entropy_per_token",
            "semantic_entropy_discrete", "semantic_entropy",
        ])
        for row in finding.rows {
            text.cell(row.prompt.id.rawValue)
            text.cell(scorer.name)
            text.cell(finding.confidence.rawValue)
            text.cell(row.known)
            text.cell(row.missing)
            for value in [row.confidence, row.accuracy, row.estimate] {
                text.cell(value.isFinite ? value : nil)
            }
            text.cell(row.excess.bound?.lower)
            text.cell(row.excess.bound?.upper)
            text.cell(row.simultaneous.bound?.lower)
            text.cell(row.simultaneous.bound?.upper)
            text.cell(row.verdict.rawValue)
            text.cell(finding.question.level)
            text.cell(finding.question.validity.rawValue)
            text.cell(row.ranked.isFinite ? row.ranked : nil)
            text.cell(row.entropy?.naive)
            text.cell(row.entropy?.perToken)
            text.cell(row.entropy?.discrete)
            text.cell(row.entropy?.weighted)
            text.endRow()
        }
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

/// A run's calibration, alone or within a report.
struct JSONCalibration: Encodable {
    var format = "probscope calibration"
    var version = 1
    var name: String
    var model: String
    var decoding: String
    var scorer: String
    var confidence: String
    var level: Double
    var draws: Int
    var missing: Int
    var figures: Figures
    var bins: [Bin]
    var binLimits: String
    var confidences: [JSONConfidence]
    /// Of which model, and how much of its replies was an answer, where answers were put back.
    var asked: Asked?
    var prompts: [Prompt]
    var remarks: [String]
    var void: Bool
    var warnings: [String]

    init(_ report: CalibrationReport) {
        let finding = report.finding
        name = report.facts.name
        model = report.facts.model
        decoding = report.facts.decoding
        scorer = report.scorer.specification
        confidence = finding.confidence.rawValue
        level = finding.question.level
        (draws, missing) = (finding.known, finding.missing)
        figures = Figures(entries: finding.entries)
        bins = (finding.diagram?.bins ?? []).enumerated().map { position, bin in
            Bin(bin, finding.bands.limits?[position])
        }
        binLimits = report.bandSentence
        confidences = finding.confidences.map { JSONConfidence(row: $0) }
        asked = finding.asked.map(Asked.init)
        prompts = finding.rows.map(Prompt.init)
        remarks = (report.voidLine.map { [$0] } ?? []) + finding.remarks
        (void, warnings) = (report.isVoid, report.facts.warnings)
    }

    private enum CodingKeys: String, CodingKey {
        case format, version, name, model, decoding, scorer, confidence, level, draws, missing
        case figures, bins
        case binLimits = "bin_limits"
        case confidences, asked, prompts, remarks, void, warnings
    }

    struct Asked: Encodable {
        var model: String
        var question: String
        var draws: Int
        var refused: Int
        var meanMass: Double
        var leastMass: Double

        private enum CodingKeys: String, CodingKey {
            case model, question, draws, refused
            case meanMass = "mean_mass"
            case leastMass = "least_mass"
        }

        init(_ asked: AskedBack) {
            (model, question) = (asked.model, asked.question)
            let masses = asked.masses
            (draws, refused) = (masses.asked, masses.refused)
            (meanMass, leastMass) = (masses.mean, masses.least)
        }
    }

    struct Figures: Encodable {
        var entries: [CalibrationEntry]

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: JSONKey.self)
            for entry in entries where entry.estimate.isFinite || entry.reading.bound != nil {
                try fields.encode(JSONEntry(entry), forKey: JSONKey(entry.key))
            }
        }
    }

    struct JSONEntry: Encodable {
        var entry: CalibrationEntry

        init(_ entry: CalibrationEntry) { self.entry = entry }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: JSONKey.self)
            let isBare = entry.kind == .limits && entry.reading.bound == nil
            let kind = isBare ? CalibrationEntry.Kind.estimate : entry.kind
            try fields.encode(kind.rawValue, forKey: JSONKey("kind"))
            // Of how many questions, where these are a sample.
            try fields.encodeIfPresent(entry.units, forKey: JSONKey("units"))
            if let bound = entry.reading.bound {
                try JSONBound(bound).encode(to: encoder)
            } else {
                let key = entry.kind == .pValue ? "p" : "estimate"
                try fields.encode(entry.estimate, forKey: JSONKey(key))
            }
        }
    }

    struct Bin: Encodable {
        var from: Double
        var to: Double
        var n: Int
        var right: Int
        var confidence: Double?
        var accuracy: Double?
        var lower: Double?
        var upper: Double?

        init(_ bin: ReliabilityDiagram.Bin, _ bound: Bound?) {
            (from, to, n, right) = (bin.from, bin.to, bin.count, bin.right)
            if bin.count > 0 { (confidence, accuracy) = (bin.confidence, bin.accuracy) }
            (lower, upper) = (bound?.lower, bound?.upper)
        }
    }

    struct Prompt: Encodable {
        var prompt: String
        var n: Int
        var missing: Int
        var confidence: Double?
        var right: Double?
        var overconfidence: JSONBound?
        /// The same for all prompts at once.
        var together: JSONBound?
        var verdict: String
        /// The share of pairs of draws in which the more probable one has the better score: an estimate.
        var rankAccuracy: Double?
        var entropy: Entropy?
        /// The answers by both shares, where explanations were asked about.
        var posterior: [JSONPosteriorAnswer]?

        private enum CodingKeys: String, CodingKey {
            case prompt, n, missing, confidence, right, overconfidence, together, verdict, entropy
            case posterior
            case rankAccuracy = "rank_accuracy"
        }

        init(_ row: CalibrationRow) {
            rankAccuracy = row.ranked.isFinite ? row.ranked : nil
            entropy = row.entropy.map(Entropy.init)
            if let found = row.posterior, found.favoured != nil {
                posterior = found.rows.map(JSONPosteriorAnswer.init)
            }
            prompt = row.prompt.id.rawValue
            (n, missing) = (row.known, row.missing)
            confidence = row.confidence.isFinite ? row.confidence : nil
            right = row.accuracy.isFinite ? row.accuracy : nil
            overconfidence = row.excess.bound.map(JSONBound.init)
            together = row.simultaneous.bound.map(JSONBound.init)
            verdict = row.verdict.rawValue
        }
    }

    /// In nats; estimates.
    struct Entropy: Encodable {
        var texts: Double
        var perToken: Double
        var meaningsByDraws: Double?
        var meaningsByProbability: Double?

        private enum CodingKeys: String, CodingKey {
            case texts
            case perToken = "per_token"
            case meaningsByDraws = "meanings_by_draws"
            case meaningsByProbability = "meanings_by_probability"
        }

        init(_ entropy: AnswerEntropy) {
            (texts, perToken) = (entropy.naive, entropy.perToken)
            (meaningsByDraws, meaningsByProbability) = (entropy.discrete, entropy.weighted)
        }
    }
}
