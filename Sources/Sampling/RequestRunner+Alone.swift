import Evidence
import Findings
import Inference
import Journal
import Prompts

/// Draws that are made with nothing else under way.
extension RequestRunner {
    /// Makes further draws, one after the other, until these tell whether the draws before are copies.
    ///
    /// - Parameters:
    ///   - name: the prompt's, for the reason.
    ///   - ready: the servers that work: one that was left out is no part of the run.
    func drawAlone(_ question: LoneDraws, name: String, at ready: [Int]) async {
        var question = question
        var failures = 0
        for number in 0..<2 * LoneDraws.most {
            if Task.isCancelled || ready.isEmpty { return }
            let server = ready[number % ready.count]
            guard let text = await loneAnswer(question.prompt, number, at: server) else {
                failures += 1
                if failures > ready.count { return }
                continue
            }
            // It would be a lost draw, and these are not among the others either.
            if text.isEmpty { continue }
            switch question.take(ExactText(text[0])) {
            case .goOn: continue
            case .cleared: return
            case .copies:
                inbox.post(
                    .copies(
                        "\(question.repeated) of \(question.draws) draws of prompt \(name) repeat each "
                            + "other, and \(question.count) further ones, made one at a time, are all "
                            + "new, which has a chance of less than 1 in 1000000: under load a server, "
                            + "or a cache before it, repeats its answers"))
                return
            }
        }
    }

    /// The text of one more draw, in a list that is empty where it would be lost; nil where none comes.
    private func loneAnswer(_ prompt: Int, _ number: Int, at server: Int) async -> [String]? {
        // Under seeds that neither draws have nor other further ones.
        let index = (1 << 30) + (1 << 20) + number
        let block = Block(
            id: -1, prompt: prompt, work: .draws(index..<index + 1),
            server: server, attempt: 1, delays: 0)
        guard let request = try? await request(for: block),
            let completion = try? await servers[block.server].firstCompletion(of: request)
        else { return nil }
        guard Self.reasonOfLoss(completion.stop) == nil,
            let answer = try? answer(of: completion, to: request),
            !isCutInThought(answer)
        else { return [] }
        return [answer.text]
    }
}
