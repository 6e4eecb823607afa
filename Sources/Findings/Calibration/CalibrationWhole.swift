import Evidence
import Statistics

/// What only all prompts together show: bins, tests, and whether probability ranks quality.
struct CalibrationWhole {
    private(set) var diagram: ReliabilityDiagram?
    private(set) var bands = CalibrationBands.none("no draw has a probability")
    private(set) var entries: [CalibrationEntry] = []
    /// What is not told, and why.
    private(set) var remarks: [String] = []

    /// - Parameters:
    ///   - questions: which prompts ask the same.
    ///   - statement: what is asked; nil where no limit holds.
    ///   - isImported: whether draws may be missing of which the file says nothing.
    ///   - isJudged: whether outcomes are a judge's verdicts, here or where they were imported from.
    init(
        _ prompts: [PromptForecasts], questions: [[Int]], isVoid: Bool, _ statement: Statement?,
        bins: Int, confidence: Confidence, isImported: Bool, isJudged: Bool
    ) {
        let groups = prompts.compactMap(\.group)
        guard let diagram = try? ReliabilityDiagram(groups, bins: bins) else { return }
        self.diagram = diagram
        bands = Self.bands(prompts, diagram, isVoid: isVoid, statement)
        entries = errors(groups, diagram, missing: prompts.contains { $0.missing > 0 }, statement)
        // Of answers that are put back several may be right: none is drawn by what was said of them.
        if confidence == .answer || confidence == .part { addChance(groups, bins: bins) }
        // The geometric mean over tokens says no probability that could be tested.
        if confidence != .token, !isVoid {
            let tests = CalibrationPValues(
                prompts, questions: questions, isComplete: bands.limits != nil,
                isStated: !isJudged, isImported: isImported)
            entries += tests.entries
            remarks += tests.remarks
        }
        entries += Self.ranks(prompts, confidence, isVoid: isVoid, statement)
    }

    private mutating func addChance(_ groups: [ForecastGroup], bins: Int) {
        if let chance = try? ReliabilityDiagram.calibratedError(groups, bins: bins) {
            entries.insert(
                CalibrationEntry(
                    "ece_if_calibrated", "the same by chance",
                    "what a calibrated model would show with these draws", chance), at: 1)
        } else {
            remarks.append(
                "What a calibrated model would show by chance cannot be told: what was said of the "
                    + "distinct answers to a prompt adds up to more than 1, as after unlike "
                    + "thoughts.")
        }
    }

    private static func bands(
        _ prompts: [PromptForecasts], _ diagram: ReliabilityDiagram, isVoid: Bool,
        _ statement: Statement?
    ) -> CalibrationBands {
        guard !isVoid else { return .none("the draws of some prompt are void") }
        guard let statement else { return .none("a judge's verdict is not the truth") }
        let counts = prompts.map(\.forecasts.count)
        switch statement.valid(.fixed).unstated(of: counts.min() ?? 0) {
        case .unplanned(let change): return .none("\(change.words)")
        case .pending(let drawn, let planned):
            return .pending(drawn: drawn, planned: planned)
        default: break
        }
        guard counts.min() == counts.max() else {
            return .none("prompts have more draws than were planned")
        }
        let missing = prompts.reduce(0) { $0 + $1.missing }
        guard
            let limits = try? diagram.limits(
                alpha: statement.alpha, missing: missing, each: statement.planned)
        else { return .none("no limits") }
        return .limits(limits)
    }

    private func errors(
        _ groups: [ForecastGroup], _ diagram: ReliabilityDiagram, missing: Bool,
        _ statement: Statement?
    ) -> [CalibrationEntry] {
        var reading = Reading.none
        if let limits = bands.limits, let statement, !missing {
            reading = .bound(diagram.errorBound(limits, alpha: statement.alpha))
        }
        let parts = BrierParts(groups, bins: diagram.bins.count)
        return [
            CalibrationEntry(
                "ece", "expected calibration error",
                "over \(diagram.bins.count) bins; biased upwards", diagram.expectedError, .limits,
                reading: reading),
            CalibrationEntry(
                "reliability", "Brier: reliability", "0 where calibrated", parts.reliability),
            CalibrationEntry(
                "resolution", "Brier: resolution", "how much confidence tells: taken away",
                parts.resolution),
            CalibrationEntry(
                "uncertainty", "Brier: uncertainty", "that of the outcome itself",
                parts.uncertainty),
            CalibrationEntry(
                "within", "Brier: within bins", "what differs inside bins", parts.within),
        ]
    }

    private static func ranks(
        _ prompts: [PromptForecasts], _ confidence: Confidence, isVoid: Bool,
        _ statement: Statement?
    ) -> [CalibrationEntry] {
        let planned = statement?.planned ?? 0
        func entry(
            _ key: String, _ name: String,
            _ confidence: ((chosen: Double, perToken: Double, score: Double)) -> Double
        ) -> CalibrationEntry {
            let ranks = prompts.compactMap { prompt in
                try? RankQuality(
                    prompt.ranked.map { .init(confidence: confidence($0), score: $0.score) })
            }
            let agreeing = ranks.reduce(0) { $0 + $1.agreeing }
            let differing = ranks.reduce(0) { $0 + $1.differing }
            // The planned number of draws, of all prompts.
            let isComplete =
                !isVoid && planned > 1 && statement != nil && statement?.planChange == nil
                && ranks.count == prompts.count && ranks.allSatisfy { $0.draws == planned }
            let bound =
                isComplete
                ? statement.flatMap { try? RankQuality.bound(ranks, alpha: $0.alpha) } : nil
            return CalibrationEntry(
                key, name, "pairs of draws in which the more probable has the better score",
                agreeing / differing, .limits, reading: bound.map(Reading.bound) ?? .none)
        }
        return [entry("rank_accuracy", "probability ranks quality") { $0.chosen }]
            + (confidence == .answer
                ? [entry("rank_accuracy_per_token", "the same per token") { $0.perToken }] : [])
    }
}
