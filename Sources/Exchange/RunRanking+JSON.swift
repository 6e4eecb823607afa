import Evidence
import Files
import Findings
import Statistics

extension RunRanking {
    /// The ranking as one JSON object; its fields are an interface that may grow but not change.
    ///
    /// - Throws: ``EncodingFault`` rather than giving an empty ranking.
    package func json() throws(EncodingFault) -> String {
        try JSONRanking(self).jsonText(isPretty: true)
    }

    /// One row a run as CSV, with a header, from the lowest mean to the highest.
    package func csv() -> String {
        var text = CSVText(isForSpreadsheets: false)
        text.row([
            "run", "scorer", "n", "mean", "lower", "upper", "level", "validity", "rank_lower",
            "rank_upper", "credible_mean", "credible_lower", "credible_upper",
            "credible_rank_lower", "credible_rank_upper", "credible_first",
            "means_outside_limits",
        ])
        for position in ranks.order {
            let entry = ranks.entries[position]
            let bound = entry.isVoid ? nil : entry.mean.reading.bound
            text.cell(names[position])
            text.cell(scorer.name)
            text.cell(entry.mean.draws)
            text.cell(entry.isVoid || entry.mean.estimate.isNaN ? nil : entry.mean.estimate)
            text.cell(bound?.lower)
            text.cell(bound?.upper)
            text.cell(1 - ranks.alpha)
            text.cell(bound?.validity.kind.rawValue ?? "")
            text.cell(entry.proven.map { Double($0.lowerBound) })
            text.cell(entry.proven.map { Double($0.upperBound) })
            let place = ranks.believed == nil ? nil : entry.position
            let rate = place.flatMap { ranks.believed?.rates[$0] }
            let range = place.flatMap { ranks.believed?.rankInterval(of: $0) }
            for value in [rate?.mean, rate?.lower, rate?.upper] { text.cell(value) }
            text.cell(range.map { Double($0.lowerBound) })
            text.cell(range.map { Double($0.upperBound) })
            text.cell(place.flatMap { ranks.believed?.ranks[$0][0] })
            text.cell(entry.doubt.count)
            text.endRow()
        }
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

private struct JSONRanking: Encodable {
    var format = "probscope ranking"
    var version = 1
    var scorer: String
    var level: Double
    var prompts: Int
    var unmatched: Int
    var void: Bool
    /// From the lowest mean to the highest.
    var runs: [Run]
    var belief: Belief?
    var warnings: [String]

    init(_ ranking: RunRanking) {
        let ranks = ranking.ranks
        scorer = ranking.scorer.specification
        level = 1 - ranks.alpha
        warnings = ranking.warnings
        (prompts, unmatched, void) = (ranks.prompts, ranks.unmatched, ranking.isVoid)
        runs = ranks.order.map { Run(ranking, $0) }
        if let believed = ranks.believed, let counts = ranks.counts {
            belief = Belief(
                samples: believed.samples, samplingError: believed.samplingError,
                prompts: counts.prompts, leftOut: counts.leftOut, lost: counts.lost)
        }
    }

    struct Run: Encodable {
        var run: String
        var model: String
        var decoding: String
        var template: String
        var draws: Int
        /// Why no limit holds, in a word.
        var void: String?
        var mean: JSONBound?
        /// The ranks that are not excluded.
        var rank: [Int]?
        var credible: Credible?
        /// Prompts whose mean lies outside of its limits, where there are such.
        var outsideLimits: Int?

        private enum CodingKeys: String, CodingKey {
            case run, model, decoding, template, draws, void, mean, rank, credible
            case outsideLimits = "means_outside_limits"
        }

        init(_ ranking: RunRanking, _ position: Int) {
            let ranks = ranking.ranks
            let entry = ranks.entries[position]
            run = ranking.names[position]
            (model, decoding) = (entry.facts.model, entry.facts.decoding)
            template = entry.facts.template
            draws = entry.mean.draws
            void = entry.void?.reason.word ?? entry.mean.reading.void?.word
            mean = entry.isVoid ? nil : entry.mean.reading.bound.map(JSONBound.init)
            if entry.doubt.count > 0, !entry.isVoid { outsideLimits = entry.doubt.count }
            rank = entry.proven.map { [$0.lowerBound, $0.upperBound] }
            guard let place = entry.position, let believed = ranks.believed else { return }
            let range = believed.rankInterval(of: place)
            credible = Credible(
                rate: JSONCredible(believed.rates[place]),
                rank: [range.lowerBound, range.upperBound],
                ranks: believed.ranks[place])
        }
    }

    struct Credible: Encodable {
        var kind = "credible"
        var rate: JSONCredible
        var rank: [Int]
        /// The chance of each rank, the lowest rate first.
        var ranks: [Double]
    }

    /// What belief comes from.
    struct Belief: Encodable {
        var kind = "credible"
        var what = "mean over prompts of the rate of scores above 0.5"
        var prior = "\(CredibleInterval.Prior.jeffreys)"
        var samples: Int
        var samplingError: Double
        var prompts: Int
        var leftOut: Int
        var lost: Int

        private enum CodingKeys: String, CodingKey {
            case kind, what, prior, samples, prompts, lost
            case samplingError = "sampling_error"
            case leftOut = "left_out"
        }
    }
}
