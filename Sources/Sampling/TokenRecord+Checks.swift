import Inference
import OutputTree
import Platform

extension TokenRecord {
    /// - Throws: ``InferenceError`` where its list cannot be one of probabilities: a token stands in
    ///   it twice, or they add up to more than 1.
    func checkList() throws(InferenceError) { try Self.check(alternatives) }

    /// The same of a list alone.
    static func check(_ alternatives: [Alternative]) throws(InferenceError) {
        var ids: Set<Int> = []
        var sum = 0.0
        for other in alternatives {
            if let id = other.id, !ids.insert(id).inserted {
                throw .malformed("a list of probabilities has token \(id) twice")
            }
            sum += exp(other.logProbability)
        }
        // What is off by less is measured, and limits are widened by it.
        guard sum <= 1 + max(5e-4, 100 * OutputTree.rounding(of: alternatives.count)) else {
            throw .malformed("the probabilities of a list add up to \(sum)")
        }
    }

    /// Whether a token may be one that ends an answer, by its text: most servers give it none, and
    /// some write it as a mark between brackets.
    ///
    /// Which it is, the server has to be asked.
    static func mayEnd(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return true }
        let brackets: [(UInt8, UInt8)] = [
            (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "["), UInt8(ascii: "]")),
        ]
        return bytes.count > 2 && brackets.contains { $0 == first && $1 == last }
    }
}
