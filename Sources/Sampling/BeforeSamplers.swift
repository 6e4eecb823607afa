import Inference
import Platform

/// Probabilities that a server tells from before its samplers, put right.
///
/// They stay what they are whatever is forbidden or forced, so that a token that is rare is told to the
/// last digit. But llama.cpp divides them by a sum that it adds up in single precision, in which the
/// smallest terms are lost: over 49,152 tokens each is a ten-thousandth of itself too high, and by
/// another share after each beginning. Those after the samplers are divided by a sum in double
/// precision. A token whose probability after them is known says by how much the others are off.
enum BeforeSamplers {
    /// The logarithm of what such probabilities, to the power of 1/T, are to be multiplied with; nil
    /// where no token is known, or nothing follows from it.
    ///
    /// - Parameter known: a token's probability after the samplers at that temperature.
    static func scale(
        of told: [TokenRecord.Alternative], temperature: Double, to known: (Int) -> Double?
    ) -> Double? {
        var (before, after) = (0.0, 0.0)
        for token in told {
            guard let id = token.id, let right = known(id), right > 0 else { continue }
            before += exp(token.logProbability / temperature)
            after += right
        }
        let scale = log(after / before)
        return scale.isFinite ? scale : nil
    }
}

extension TokenRecord {
    /// A record of probabilities from before the samplers with those after them, of a decoding that
    /// changes nothing but the temperature.
    ///
    /// - Returns: nil where no token of its list is known.
    func afterSamplers(temperature: Double, known: (Int) -> Double?) -> TokenRecord? {
        guard
            let scale = BeforeSamplers.scale(
                of: alternatives, temperature: temperature, to: known)
        else { return nil }
        var record = self
        record.logProbability = min(0, logProbability / temperature + scale)
        for place in alternatives.indices {
            record.alternatives[place].logProbability = min(
                0, alternatives[place].logProbability / temperature + scale)
        }
        return record
    }
}
