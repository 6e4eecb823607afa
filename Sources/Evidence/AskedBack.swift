import Platform

/// What a model said when texts of a run were put back to it, one by one, with a question that is
/// answered by one of two words, such as whether an answer is true (P(True): Kadavath and others 2022,
/// arXiv 2207.05221).
package struct AskedBack: Sendable, Hashable {
    /// The name of the model that was asked.
    package var model: String
    /// What it was asked: the name of the question and a mark of its text.
    package var question: String
    /// Per prompt, by launch number; nil for a lost draw and one that nobody was asked about.
    package var draws: [[Word?]]
    /// Per prompt what was said of its greedy answer.
    package var greedy: [Word?]

    package init(model: String, question: String, draws: [[Word?]], greedy: [Word?] = []) {
        (self.model, self.question) = (model, question)
        (self.draws, self.greedy) = (draws, greedy)
    }

    /// The probabilities of the two words as the first one of the reply.
    package struct Word: Sendable, Hashable {
        /// Of the word that affirms, "True" or "yes", in all its spellings.
        package let yes: Double
        /// Of the word that denies.
        package let no: Double
        /// The most that a spelling which the server did not list may have.
        package let unseen: Double

        /// - Returns: nil where these are no probabilities of two words that exclude each other.
        package init?(yes: Double, no: Double, unseen: Double) {
            let all = [yes, no, unseen]
            guard all.allSatisfy({ $0 >= 0 && $0 <= 1 }), yes + no <= 1 + 1e-6 else { return nil }
            (self.yes, self.no, self.unseen) = (yes, no, unseen)
        }

        /// How much of the probability lies on the two words.
        package var mass: Double { min(1, yes + no) }

        /// The probability of the affirming word among the two; nil where so little lies on them that it is
        /// no answer, or where what is not told could change it.
        package var share: Double? {
            guard mass >= AskedBack.leastMass, unseen <= AskedBack.mostUnseen else { return nil }
            return yes / (yes + no)
        }
    }

    /// With less on the two words the reply is about something else.
    package static let leastMass = 0.5
    /// With more than this a spelling that the server did not list could change the share.
    package static let mostUnseen = 0.001

    /// What is known of the draws that were asked about.
    package struct Masses: Sendable, Hashable {
        package var asked = 0
        package var mean = 0.0
        package var least = 1.0
        /// Draws of which the words had too little to count.
        package var refused = 0
    }

    /// How much lay on the two words, over the draws.
    package var masses: Masses {
        var masses = Masses()
        for case let word? in draws.joined() {
            masses.asked += 1
            masses.mean += word.mass
            masses.least = min(masses.least, word.mass)
            masses.refused += word.share == nil ? 1 : 0
        }
        masses.mean /= Double(max(1, masses.asked))
        return masses
    }

    /// What is said of one draw; nil where nobody was asked about it.
    package func word(prompt: Int, draw: Int) -> Word? {
        guard draws.indices.contains(prompt), draws[prompt].indices.contains(draw) else {
            return nil
        }
        return draws[prompt][draw]
    }
}
