import Evidence
import Files
import Inference
import Journal
import Prompts

/// Finds the answers near a prompt's references before the first draw.
///
/// What is known at a launch may depend on anything that was found out before, so that answers which
/// were searched for may leave the rest as well as those that were drawn: their exact probability is
/// known, and their scores. A leak far too rare for any number of draws is proven so, and the draws
/// look elsewhere.
struct NamedAnswers: Sendable {
    let plan: SamplingPlan
    let server: any CompletionServer
    let scores: ScoreBook
    /// How many edits away from a reference, in words.
    let edits: Int

    /// Tokens asked for at most, for each reference.
    static let budget = 300
    private static let mostReferences = 8
    /// So many answers of a prompt are kept, the references and the likeliest others.
    private static let mostAnswers = 200

    /// Looks for the answers of the prompts of a run that has no draws of them yet, and records them.
    ///
    /// - Returns: what has to be said of references whose probability is not known; nil of none.
    /// - Throws: ``InferenceError`` where a server fails; what was found before is recorded.
    func search(
        _ run: RestoredRun, record: any RunRecord
    ) async throws -> String? {
        let facts = try await server.facts()
        let probabilities = try AnswerProbabilities(
            server: server, facts: facts, decoding: plan.decoding.forDraws)
        var (missed, sought) = (0, 0)
        for (position, prompt) in plan.prompts.enumerated() {
            let isNew =
                run.evidence[position].drawCount == 0 && run.waiting[position].isEmpty
                && run.openLaunches[position].isEmpty && run.named[position].isEmpty
            guard isNew, !scores.cannotScore(prompt: position) else { continue }
            let references = prompt.references.filter { !$0.isEmpty }.prefix(Self.mostReferences)
            guard !references.isEmpty else { continue }
            try Task.checkCancellation()
            let text: String
            if let sent = run.sent[position] {
                text = sent
            } else {
                text = try await plan.template.text(of: prompt, on: server)
                if plan.template == .chat { try record.record(sent: [prompt.id: text]) }
            }
            let start = try await probabilities.start(text)
            // One text may be written in several ways; each is an answer of its own.
            var found: [[Int]: NearbyAnswers.Found] = [:]
            var wanted: Set<[Int]> = []
            for reference in references {
                let neighbourhood = Neighbourhood(
                    of: reference, distance: edits, unit: .words)
                let near = try await NearbySearch(
                    probabilities, near: neighbourhood,
                    list: edits == 0 ? 256 : 64, width: max(1, facts.totalSlots),
                    for: plan.rest
                ).search(after: start, requests: Self.budget)
                // What else the search met is nothing that anybody asked for, and is left to draws.
                for answer in near.whole
                where answer.probability >= RestBook.nothing * 1e-6
                    && neighbourhood.contains(answer.text)
                {
                    found[answer.tokens.compactMap(\.id)] = answer
                }
                let itself = Neighbourhood(of: reference, distance: 0, unit: .words)
                let ways = near.whole.filter {
                    itself.contains($0.text) && found[$0.tokens.compactMap(\.id)] != nil
                }
                if ways.isEmpty { missed += 1 }
                sought += 1
                wanted.formUnion(ways.map { $0.tokens.compactMap(\.id) })
            }
            // The references themselves first, however unlikely they are.
            let kept = found.sorted {
                if wanted.contains($0.key) != wanted.contains($1.key) {
                    return wanted.contains($0.key)
                }
                return $0.value.probability != $1.value.probability
                    ? $0.value.probability > $1.value.probability
                    : $0.key.lexicographicallyPrecedes($1.key)
            }.map(\.value).prefix(Self.mostAnswers)
            let mark = Thoughts.areOpen(atEndOf: text)
            var answers: [JournalNamed] = []
            for answer in kept {
                let whole = Answer(
                    text: mark ? "<think>\n" + answer.text : answer.text,
                    stop: answer.isCut ? .limit : .endOfText, tokenCount: answer.tokens.count,
                    tokens: answer.tokens)
                answers.append(
                    JournalNamed(
                        prompt: prompt.id, number: answers.count, answer: whole,
                        scores: await scores.scores(of: whole.text, prompt: position)))
            }
            try record.record(named: answers)
        }
        guard missed > 0 else { return nil }
        return
            "\(missed) of \(sought) references stay in what is drawn from: they are less likely than "
            + "1e-12, longer than --max-tokens, or cannot be said under this decoding"
    }
}
