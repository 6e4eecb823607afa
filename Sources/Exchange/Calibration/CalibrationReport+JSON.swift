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
            "level", "validity",
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
    var prompts: [Prompt]
    var remarks: [String]

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
        prompts = finding.rows.map(Prompt.init)
        remarks = finding.remarks
    }

    private enum CodingKeys: String, CodingKey {
        case format, version, name, model, decoding, scorer, confidence, level, draws, missing
        case figures, bins
        case binLimits = "bin_limits"
        case prompts, remarks
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
            if let bound = entry.reading.bound {
                try JSONBound(bound).encode(to: encoder)
            } else {
                var fields = encoder.container(keyedBy: JSONKey.self)
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

        init(_ row: CalibrationRow) {
            prompt = row.prompt.id.rawValue
            (n, missing) = (row.known, row.missing)
            confidence = row.confidence.isFinite ? row.confidence : nil
            right = row.accuracy.isFinite ? row.accuracy : nil
            overconfidence = row.excess.bound.map(JSONBound.init)
            together = row.simultaneous.bound.map(JSONBound.init)
            verdict = row.verdict.rawValue
        }
    }
}
