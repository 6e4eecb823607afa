import Platform
import Prompts

/// What the model itself says of its answers: the probability of each draw of a run.
package struct OwnProbabilities: Sendable, Hashable {
    /// Per prompt, by launch number; nil for a lost draw and for one without probabilities.
    package var draws: [[Said?]]
    /// Per prompt what it says of its greedy answer; empty where that is not known.
    package var greedy: [Said?]
    /// What a model said of the answers when they were put back to it; nil where nobody was asked.
    package var asked: AskedBack?
    /// What a model said of how far the questions entail the explanations before the answers.
    package var entailed: AskedBack?

    package init(draws: [[Said?]], greedy: [Said?] = []) {
        (self.draws, self.greedy) = (draws, greedy)
    }

    /// What the model says of one answer, as natural logarithms, before temperature and truncation.
    package struct Said: Sendable, Hashable {
        /// The whole completion with its end: the sum over its tokens.
        package var whole: Double
        /// The part that counts as the answer, given what came before it; nil where it is not known
        /// where in the completion that stands.
        package var part: Double?
        /// How many tokens the completion has.
        package var tokens: Int

        package init(whole: Double, part: Double?, tokens: Int) {
            (self.whole, self.part, self.tokens) = (whole, part, tokens)
        }

        /// - Parameter part: finds the part that counts.
        /// - Returns: nil without probabilities, and where those of some tokens are missing, such as of one
        ///   that ends inside a character: without its factor the answer would seem more probable.
        package init?(_ answer: Answer, _ part: AnswerFinder) {
            guard !answer.tokens.isEmpty, answer.tokens.count >= answer.tokenCount,
                !answer.tokens.contains(where: { $0.logProbability.isNaN })
            else { return nil }
            whole = min(0, answer.tokens.reduce(0) { $0 + $1.logProbability })
            tokens = answer.tokens.count
            self.part = part.find(in: answer.text).text.flatMap {
                Self.sum(of: $0, part, in: answer)
            }
        }

        /// The sum over the tokens that a text has a byte of; nil where it is not known where it stands.
        private static func sum(
            of part: String, _ finder: AnswerFinder, in answer: Answer
        ) -> Double? {
            let wanted = Array(part.utf8)
            guard !wanted.isEmpty else { return nil }
            let pieces = answer.tokens.map { $0.bytes ?? Array($0.text.utf8) }
            let all = Array(pieces.joined())
            let start =
                onlyPlace(of: wanted, in: all)
                ?? (all.starts(with: answer.text.utf8)
                    ? finder.place(in: answer.text)?.lowerBound : nil)
            guard let start else { return nil }
            let range = start..<(start + wanted.count)
            var (sum, place) = (0.0, 0)
            for (token, bytes) in zip(answer.tokens, pieces) {
                let own = place..<(place + bytes.count)
                if own.overlaps(range) { sum += token.logProbability }
                place = own.upperBound
            }
            return min(0, sum)
        }

        private static func onlyPlace(of wanted: [UInt8], in all: [UInt8]) -> Int? {
            guard wanted.count <= all.count else { return nil }
            var found: Int?
            for start in 0...(all.count - wanted.count)
            where all[start] == wanted[0] && all[start...].starts(with: wanted) {
                if found != nil { return nil }
                found = start
            }
            return found
        }
    }

    /// Whether there is a probability at all.
    package var isEmpty: Bool { draws.allSatisfy { $0.allSatisfy { $0 == nil } } }
}

/// Which of the model's own probabilities counts as its confidence.
package enum Confidence: String, Sendable, Hashable, CaseIterable {
    /// That of the whole answer, the product over its tokens.
    case answer
    /// That of the part that scorers look at, given what came before it.
    case part
    /// The geometric mean over the tokens: length-normalised, and no probability of anything.
    case token
    /// That of "True" when the answer is put back to a model.
    case asked

    /// What people read.
    package var words: String {
        switch self {
        case .answer: "probability of the whole answer"
        case .part: "probability of the part that counts"
        case .token: "geometric mean over the tokens"
        case .asked: "probability of True, asked back"
        }
    }

    /// The confidence in [0, 1]; nil where it is not known.
    ///
    /// - Parameters:
    ///   - said: what the model said while it answered.
    ///   - asked: what was said when the answer was put back.
    package func value(
        _ said: OwnProbabilities.Said?, _ asked: AskedBack.Word? = nil
    ) -> Double? {
        self == .asked ? asked?.share : logarithm(said).map { min(1, exp($0)) }
    }

    /// Its natural logarithm, which tells apart what is too small for a number.
    package func logarithm(
        _ said: OwnProbabilities.Said?, _ asked: AskedBack.Word? = nil
    ) -> Double? {
        switch self {
        case .answer: said?.whole
        case .part: said?.part
        case .token: said.map { $0.whole / Double(max(1, $0.tokens)) }
        case .asked: asked?.share.map { log(max(.leastNormalMagnitude, $0)) }
        }
    }
}

extension OwnProbabilities {
    /// The kinds of confidence that this run can have.
    package var kinds: [Confidence] {
        Confidence.allCases.filter { $0 == .asked ? asked != nil : !isEmpty }
    }
}
