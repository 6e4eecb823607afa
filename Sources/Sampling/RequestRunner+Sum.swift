import Inference
import Platform
import Synchronization

/// What all probabilities that a server tells add up to.
extension RequestRunner {
    /// How often a server is asked that does not tell.
    private static let mostQuestionsForSums = 3

    /// Adds up, once for each server, the probabilities of all tokens that can come first.
    ///
    /// Asked the same again a server tells the same, whatever it divided by: that all of them add up
    /// to 1 is what no question about a few of them shows. A question that fails is no draw.
    func checkSum(beside asked: CompletionRequest, _ block: Block) async {
        let isAsked = shared.questionsForSums.withLock { questions in
            let isAsked = questions[block.server, default: 0] < Self.mostQuestionsForSums
            if isAsked { questions[block.server, default: 0] += 1 }
            return isAsked
        }
        guard isAsked, let rest = plan.rest,
            let list = try? await survivors(asked, rest, block),
            rest.cutsOff || list.count >= rest.vocabularySize
        else { return }
        shared.questionsForSums.withLock { $0[block.server] = Self.mostQuestionsForSums }
        inbox.post(.sum(list.reduce(0) { $0 + exp($1.logProbability) }))
    }
}
