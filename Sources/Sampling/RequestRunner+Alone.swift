import Evidence
import Findings
import Inference
import Journal
import Prompts

/// Draws that are made with nothing else under way.
extension RequestRunner {
    /// Makes further draws, one after the other, until these tell whether the draws before are copies.
    func drawAlone(_ question: LoneQuestion) async {
        let start = ContinuousClock.now
        var draws = question.draws
        var failures = 0
        for number in 0..<question.most {
            let left = question.time - start.duration(to: .now)
            guard !Task.isCancelled, !question.servers.isEmpty, left > .zero,
                failures <= question.servers.count
            else { break }
            let server = question.servers[number % question.servers.count]
            guard let text = await loneAnswer(draws.prompt, number, at: server, within: left) else {
                failures += 1
                continue
            }
            // It would be a lost draw, and these are not among the others either.
            if text.isEmpty { continue }
            switch draws.take(ExactText(text[0])) {
            case .goOn: continue
            case .cleared: return inbox.post(.alone(isSettled: true))
            case .copies:
                inbox.post(
                    .copies(
                        "\(draws.repeated) of \(draws.draws) draws of prompt \(question.name) repeat each "
                            + "other, and \(draws.count) further ones, made one at a time, are all "
                            + "new, which has a chance of less than 1 in 1000000: under load a server, "
                            + "or a cache before it, repeats its answers"))
                return inbox.post(.alone(isSettled: true))
            }
        }
        if !Task.isCancelled { inbox.post(.alone(isSettled: false)) }
    }

    /// The text of one more draw, in a list that is empty where it would be lost; nil where none comes.
    private func loneAnswer(
        _ prompt: Int, _ number: Int, at server: Int, within time: Duration
    ) async -> [String]? {
        // Under seeds that neither draws have nor other further ones.
        let index = (1 << 30) + (1 << 20) + number
        let block = Block(
            id: -1, prompt: prompt, work: .draws(index..<index + 1),
            server: server, attempt: 1, delays: 0)
        guard var request = try? await request(for: block) else { return nil }
        request.limits.total = time
        guard let completion = try? await servers[server].firstCompletion(of: request) else {
            return nil
        }
        guard Self.reasonOfLoss(completion.stop) == nil,
            let answer = try? answer(of: completion, to: request),
            !isCutInThought(answer)
        else { return [] }
        return [answer.text]
    }
}
