import Platform
import Statistics

/// Evidence that one-token draws do not follow the probabilities that the server tells for them.
///
/// Tokens are put into cells by their probability alone: the likeliest ones, those that are less
/// likely, and all that the server does not list. So the end of text, tokens whose texts are equal and
/// broken characters need no names, and what a sampler cuts off or favours shows, since samplers go by
/// probability too. Rare cells are pooled.
///
/// The evidence is an e-value: the mean likelihood ratio, against the probabilities told, of other
/// distributions over the cells that were chosen before any draw. Where the draws follow the
/// probabilities its expectation is 1, so that it exceeds 1/α with a probability of α at most, at any
/// number of draws (Ville's inequality; Vovk & Wang 2021, "E-values", Annals of Statistics 49).
struct SamplerEvidence: Sendable {
    /// The probability of each cell, the likeliest tokens first.
    let cells: [Double]
    /// How many draws fell into each.
    private(set) var counts: [Int]
    /// The logarithm of the probability above which a token belongs to each cell but the last.
    private let limits: [Double]
    private let suspects: [Suspect]

    /// Another distribution that the draws might follow.
    private struct Suspect {
        /// What it would mean, in words behind "as if".
        var words: String?
        /// The logarithm of its probability of each cell over the one told; nil for a Dirichlet mixture.
        var logRatios: [Double]?
        /// The weight of the probabilities told in a Dirichlet mixture.
        var concentration = 0.0
    }

    /// The error probability of the finding that a sampler does not do what it is asked for.
    static let alpha = 1e-5
    /// Cells that are expected less often are pooled.
    private static let leastExpected = 5.0
    /// Probabilities closer than this, as a logarithm, may change places from call to call.
    private static let gap = 0.03

    /// - Parameters:
    ///   - logProbabilities: what the server lists at the first token, in any order.
    ///   - draws: how many draws are going to be made.
    ///   - isPlain: whether they are to be draws at temperature 1 with nothing cut off; what explains
    ///     others has no name.
    /// - Returns: nil where these probabilities allow no check: one token has nearly all.
    init?(logProbabilities: [Double], draws: Int, isPlain: Bool = true) {
        let sorted = logProbabilities.filter { $0 > -.infinity && $0 <= 0.01 }.sorted(by: >)
        guard !sorted.isEmpty else { return nil }
        let least = Self.leastExpected / Double(draws)
        var cells: [Double] = []
        var members: [[Double]] = []
        var limits: [Double] = []
        var sum = 0.0
        var mass = 0.0
        var members0: [Double] = []
        for (position, value) in sorted.enumerated() {
            mass += exp(value)
            members0.append(value)
            guard position + 1 < sorted.count else { break }
            guard mass >= least, value - sorted[position + 1] >= Self.gap else { continue }
            // What is left must be enough for a cell of its own.
            guard 1 - sum - mass >= least else { break }
            limits.append((value + sorted[position + 1]) / 2)
            cells.append(mass)
            members.append(members0)
            sum += mass
            (mass, members0) = (0, [])
        }
        // The listed ones that are left may be a cell apart from what is not listed.
        let last = sorted[sorted.count - 1]
        let listed = sorted.reduce(0) { $0 + exp($1) }
        guard listed < 1.01 else { return nil }
        if mass >= least, 1 - listed >= least, limits.last ?? 0 > last {
            limits.append(last - Self.gap / 2)
            cells.append(mass)
            members.append(members0)
            sum += mass
            members0 = []
        }
        let rest = max(0, 1 - sum)
        guard rest >= least, !cells.isEmpty else { return nil }
        cells.append(rest)
        members.append(members0)
        self.cells = cells
        self.limits = limits
        counts = cells.map { _ in 0 }
        suspects = Self.suspects(cells, members, rarest: last).map { suspect in
            var suspect = suspect
            if !isPlain { suspect.words = nil }
            return suspect
        }
    }

    /// Takes in a draw by what the server tells of its probability.
    mutating func add(logProbability: Double) {
        let cell = limits.firstIndex { logProbability > $0 } ?? limits.count
        counts[cell] += 1
    }

    /// How many draws there are.
    var draws: Int { counts.reduce(0, +) }

    /// The natural logarithm of the e-value.
    var logEvidence: Double {
        SpecialFunctions.logSumExp(suspects.map { logRatio($0) }) - log(Double(suspects.count))
    }

    /// Whether the draws are no work of chance.
    var isAlarm: Bool { logEvidence >= -log(Self.alpha) }

    /// What the sampler seems to do, in words behind "as if"; nil where nothing with a name explains
    /// the draws much better than the probabilities told.
    var likeliest: String? {
        let named = suspects.filter { $0.words != nil && logRatio($0) > -log(Self.alpha) / 2 }
        return named.max { logRatio($0) < logRatio($1) }?.words
    }

    private func logRatio(_ suspect: Suspect) -> Double {
        if let ratios = suspect.logRatios {
            return zip(counts, ratios).reduce(0) { $0 + Double($1.0) * $1.1 }
        }
        let weight = suspect.concentration
        var sum =
            SpecialFunctions.logGamma(weight)
            - SpecialFunctions.logGamma(weight + Double(draws))
        for (count, cell) in zip(counts, cells) where count > 0 {
            sum +=
                SpecialFunctions.logGamma(weight * cell + Double(count))
                - SpecialFunctions.logGamma(weight * cell) - Double(count) * log(cell)
        }
        return sum
    }

    /// Everything that is tried: any distribution whatever, by Dirichlet mixtures around the one told;
    /// other temperatures; a cut behind each cell.
    private static func suspects(
        _ cells: [Double], _ members: [[Double]], rarest: Double
    ) -> [Suspect] {
        var suspects: [Suspect] = [4, 40, 400].map { Suspect(concentration: $0) }
        for temperature in [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1.15, 1.3, 1.6, 2] {
            let power = 1 / temperature
            var weights: [Double] = []
            for (cell, listed) in zip(cells, members) {
                let known = listed.reduce(0) { $0 + exp($1) }
                // What is not listed is at most as probable as the last that is.
                weights.append(
                    listed.reduce(0) { $0 + exp($1 * power) }
                        + max(0, cell - known) * exp(rarest * (power - 1)))
            }
            let sum = weights.reduce(0, +)
            suspects.append(
                Suspect(
                    words: "the temperature were \(temperature), not 1",
                    logRatios: zip(weights, cells).map { log(max($0 / sum, 1e-300) / $1) }))
        }
        for kept in 1..<cells.count {
            let mass = cells.prefix(kept).reduce(0, +)
            let count = members.prefix(kept).reduce(0) { $0 + $1.count }
            suspects.append(
                Suspect(
                    words:
                        "all but the likeliest \(count == 1 ? "token" : "\(count) tokens") were cut off",
                    logRatios: cells.indices.map { index in
                        log(0.02 + (index < kept ? 0.98 / mass : 0))
                    }))
        }
        return suspects
    }
}
