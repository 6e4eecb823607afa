import Prompts

/// A scorer that is shown the part of each completion that counts as its answer.
///
/// A completion in which the answer never came has no score, so that its draw counts as lost.
package struct PartScorer: Scorer {
    private let base: any Scorer
    private let finder: AnswerFinder

    package init(_ base: any Scorer, finder: AnswerFinder) {
        self.base = base
        self.finder = finder
    }

    package var descriptor: ScorerDescriptor { base.descriptor }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        var prompt = prompt
        if finder.part.rule == .lastNumber {
            // "1,234" and "1234" are one number, and answers come in plain notation.
            prompt.references = prompt.references.map { LastNumber.whole($0) ?? $0 }
        }
        return Prepared(base: try base.prepared(for: prompt), finder: finder)
    }

    private struct Prepared: PromptScorer {
        let base: any PromptScorer
        let finder: AnswerFinder

        func score(_ text: String) async throws(ScoringError) -> Double {
            switch finder.find(in: text) {
            case .text(let answer): return try await base.score(answer)
            case .cutInThought:
                throw ScoringError("an answer that ends inside its thoughts never came")
            case .missing:
                throw ScoringError("there is no answer by --answer \(finder.part)")
            }
        }

        /// Any other part than the whole can become another one by what follows: thoughts may begin, a
        /// further line or number may come.
        func decided(_ prefix: String) -> Double? {
            finder.part.rule == .whole ? base.decided(prefix) : nil
        }
    }
}
