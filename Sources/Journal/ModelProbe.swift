import Platform
import Text

/// What the model of a run answers to a fixed question, kept so that another model is noticed.
///
/// Names, sizes and formats are equal for all checkpoints of one training; the probabilities of a few
/// tokens tell them apart. They are not compared exactly: the same weights give slightly different
/// numbers on another machine or amid other requests.
package struct ModelProbe: Codable, Sendable, Hashable {
    /// How it was asked; only answers of one kind can be compared.
    package var kind: String
    /// The greedy text.
    package var text: String
    /// The greedy tokens; empty where the server tells no probabilities.
    package var steps: [Step]
    /// Whether it was computed without what the server had computed amid other requests; nil in runs
    /// from before this was kept, and where a server cannot be asked so.
    package var isFresh: Bool?
    /// How far other answers of the same address were from this one, in thousandths; nil in runs from
    /// before this was measured, and where a server says which settings it used.
    package var noise: Int?

    /// The model in the words of its answers, where the server does not say which settings it used.
    package var model: String?

    /// One token and the most probable ones in its place.
    package struct Step: Codable, Sendable, Hashable {
        /// The token's text.
        package var token: String
        /// Natural logarithms of probabilities by the tokens' texts, in thousandths.
        package var values: [String: Int]

        package init(token: String, values: [String: Int]) {
            self.token = token
            self.values = values
        }
    }

    package init(kind: String, text: String, steps: [Step]) {
        self.kind = kind
        self.text = text
        self.steps = steps
    }

    /// How much the logarithm of a probability may differ for the same model, in thousandths.
    ///
    /// Arithmetic on other processors moves it by a few, a cache of four bits by some tens.
    static let tolerance = 60
    /// The same where nothing is known of how one model's answers differ at an address: where parts of
    /// the prompt had been computed amid other requests, 186 was seen of a small model.
    static let looseTolerance = 250
    /// How many times what was measured among several answers a further one may differ.
    ///
    /// Each is the largest of some thirty differences, which varies little from answer to answer: of
    /// normal noise the largest of thirty is beyond four times that of three other answers less than
    /// once in 10⁹ times.
    static let margin = 4

    /// Whether answers so far apart change nothing in what further ones may differ.
    package static func isRounding(_ noise: Int) -> Bool { margin * noise <= tolerance }

    /// Tokens rarer than e^−5 are too much at the mercy of rounding to be compared.
    static let rarest = -5000

    /// Why two answers cannot be one model's, or nil where they can.
    ///
    /// Where neither tells probabilities, the texts are compared.
    package func difference(to other: ModelProbe) -> String? {
        if let model, let others = other.model, model != others {
            return "it answers as \(model), not \(others)"
        }
        guard kind == other.kind else { return nil }
        guard !steps.isEmpty, !other.steps.isEmpty else {
            return text == other.text ? nil : "to a fixed question it answers otherwise"
        }
        return difference(to: other, beyond: tolerance(beside: other))
    }

    /// The first place where probabilities differ by more than a number of thousandths, in words.
    func difference(to other: ModelProbe, beyond limit: Int) -> String? {
        let found = differences(to: other).enumerated().first { $0.element > limit }
        return found.map {
            "to a fixed question it gives other probabilities from token \($0.offset + 1) on "
                + "(by a factor of \(Self.factor($0.element)))"
        }
    }

    /// The largest difference of each token, in thousandths, as far as the same ones were chosen.
    func differences(to other: ModelProbe) -> [Int] {
        var found: [Int] = []
        for (own, others) in zip(steps, other.steps) {
            found.append(Self.largestDifference(own.values, others.values) ?? 0)
            // Of two tokens as good as equally probable either may be chosen; what follows differs.
            if own.token != others.token { break }
        }
        return found
    }

    /// How far the other answer may be from this one if both are one model's.
    private func tolerance(beside other: ModelProbe) -> Int {
        let isMeasured = noise != nil && other.noise != nil
        guard isMeasured || isFresh == true && other.isFresh == true else {
            return Self.looseTolerance
        }
        let measured = max(noise ?? 0, other.noise ?? 0)
        return min(Self.looseTolerance, max(Self.tolerance, Self.margin * measured))
    }

    /// The largest difference of a token that either names; nil where they name none in common.
    private static func largestDifference(_ one: [String: Int], _ two: [String: Int]) -> Int? {
        guard !one.isEmpty, !two.isEmpty else { return nil }
        var largest = 0
        for (own, others) in [(one, two), (two, one)] {
            // What is not among the most probable is at most as probable as the last of them.
            let floor = others.values.min() ?? 0
            for (token, value) in own where value >= rarest {
                if let known = others[token] {
                    largest = max(largest, abs(value - known))
                } else {
                    largest = max(largest, value - floor)
                }
            }
        }
        return largest
    }

    private static func factor(_ thousandths: Int) -> String {
        Figure.fixed(exp(min(Double(thousandths) / 1000, 10)), places: 2).string
    }
}
