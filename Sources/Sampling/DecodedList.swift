import Inference
import Platform

/// What the probabilities that a server lists for one token become under a decoding, as far as the list
/// tells.
///
/// A temperature alone raises all probabilities to one power, so that those of any of the tokens stand to
/// each other as these powers: draws of listed tokens are compared, and others say nothing. Behind a
/// cut-off all that is left must be listed. Where programs differ in what they do first, as with a
/// temperature and a cut by probability, and where a token stands so near to the cut that rounding
/// decides, nothing is told.
struct DecodedList {
    /// The logarithm of the probability of each token by its text.
    let logProbabilities: [String: Double]
    /// Whether these are probabilities among the listed tokens, and say nothing of others.
    let isAmongListed: Bool

    /// Probabilities nearer to each other, as logarithms, may change places from call to call.
    private static let gap = 0.05

    init?(_ listed: [TokenRecord.Alternative], _ decoding: Decoding) {
        guard decoding.canBeTold else { return nil }
        let sorted = listed.filter { $0.logProbability > -100 && $0.logProbability <= 0.01 }
            .sorted { $0.logProbability > $1.logProbability }
        guard let first = sorted.first else { return nil }
        var kept = sorted[...]
        func cut(to count: Int) -> Bool {
            guard count > 0, count < sorted.count,
                sorted[count - 1].logProbability - sorted[count].logProbability > Self.gap
            else { return false }
            kept = kept.prefix(count)
            return true
        }
        if decoding.topK > 0 {
            guard cut(to: decoding.topK) else { return nil }
        }
        if decoding.minP > 0 {
            let least = first.logProbability + log(decoding.minP)
            guard cut(to: sorted.count { $0.logProbability > least }) else { return nil }
        }
        if decoding.topP < 1 {
            let whole = decoding.topK > 0 ? kept.reduce(0) { $0 + exp($1.logProbability) } : 1
            var (sum, count) = (0.0, 0)
            for token in kept where sum < decoding.topP * whole {
                sum += exp(token.logProbability)
                count += 1
            }
            let before = sum - exp(kept[count - 1].logProbability)
            guard sum - decoding.topP * whole > 0.01, decoding.topP * whole - before > 0.01 else {
                return nil
            }
            // Whether something stands behind the last that is listed is not known.
            if count < kept.count || decoding.topK <= 0 { guard cut(to: count) else { return nil } }
        }
        isAmongListed = kept.count == sorted.count
        // Tokens of one text, of none or of part of a character cannot be told apart by it.
        let texts = Dictionary(grouping: listed, by: \.text)
        let power = 1 / decoding.temperature
        let isNamed = { (token: TokenRecord.Alternative) in
            !token.text.isEmpty && !token.text.contains("\u{FFFD}") && texts[token.text]?.count == 1
        }
        let weighed = isAmongListed ? kept.filter(isNamed) : Array(kept)
        let sum = weighed.reduce(0) { $0 + exp($1.logProbability * power) }
        guard sum > 0 else { return nil }
        logProbabilities = Dictionary(
            weighed.filter(isNamed).map { ($0.text, $0.logProbability * power - log(sum)) },
            uniquingKeysWith: max)
    }
}

extension Decoding {
    /// Whether draws under it are not those at temperature 1 with nothing cut off.
    var isOtherThanPlain: Bool {
        kind != .pure || temperature != 1 || !logitBias.isEmpty || presencePenalty != 0
            || frequencyPenalty != 0 || repeatPenalty != 1
    }

    /// Whether the probabilities of a first token under it follow from those at temperature 1.
    fileprivate var canBeTold: Bool {
        let isOneOfTwo = temperature == 1 || topP >= 1 && minP <= 0
        return (kind == .pure || kind == .custom) && temperature > 0 && isOneOfTwo
            && typicalP >= 1 && logitBias.isEmpty && forbiddenTokens.isEmpty && grammar == nil
            && presencePenalty == 0 && frequencyPenalty == 0 && repeatPenalty == 1 && extras.isEmpty
            && samplerOrder == nil && !ignoresEndOfText
    }
}
