import Evidence
import Inference
import Prompts

/// Puts the distinct answers of a run, or the explanations before them, back to a model.
package struct AnswerAsker: Sendable {
    private let model: any WordModel
    private let question: AskedQuestion
    private let patience: (attempts: Int, wait: Duration)

    package init(
        _ model: any WordModel, _ question: AskedQuestion, attempts: Int = 3,
        wait: Duration = .seconds(1)
    ) {
        (self.model, self.question) = (model, question)
        patience = (attempts, wait)
    }

    /// Asks about all that is not known yet, one prompt after the other.
    ///
    /// A text that is too long for the model's context stays without a reply.
    ///
    /// - Parameters:
    ///   - file: has what is known, and is given what becomes known after each prompt.
    ///   - progress: told of how many texts how many are done.
    /// - Returns: what is known now of this model and question.
    @discardableResult
    package func ask(
        about run: Snapshot, keepingIn file: AskedFile,
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws(GroupingError) -> AskedMemory {
        var others = try file.read()
        let wanted = AskedMemory(question.subject, model: model.name, mark: question.mark)
        let before = others.firstIndex { $0.isSame(as: wanted) }
        var memory = before.map { others.remove(at: $0) } ?? wanted
        let texts = texts(of: run)
        let all = texts.reduce(0) { $0 + $1.count }
        var done = 0
        for (evidence, texts) in zip(run.prompts, texts) {
            let id = evidence.prompt.id
            for text in texts {
                let hash = GroupMemory.hash(text)
                if memory.words[id]?[hash] == nil,
                    let word = try await one(evidence.prompt, text)
                {
                    memory.words[id, default: [:]][hash] = word
                }
                done += 1
                progress(done, all)
            }
            try file.write(others + [memory])
        }
        return memory
    }

    /// Per prompt the distinct texts to be asked about.
    private func texts(of run: Snapshot) -> [[String]] {
        let finder = AnswerFinder(run.facts.answer)
        return run.prompts.map { evidence in
            let completions =
                evidence.outputs.map(\.text) + [evidence.greedy?.answer.text].compactMap { $0 }
            var seen: Set<ExactText> = []
            return completions.compactMap {
                AskedQuestion.subject(question.subject, of: $0, finder)
            }.filter { seen.insert(ExactText($0)).inserted }
        }
    }

    private func one(
        _ prompt: Prompt, _ text: String
    ) async throws(GroupingError) -> AskedBack.Word? {
        let asked = question.text(prompt, text)
        do throws(InferenceError) {
            return try await Patience.repeating(patience.attempts, wait: patience.wait) {
                () async throws(InferenceError) in
                try await model.word(asked, question.subject.words)
            }
        } catch .promptTooLong {
            return nil
        } catch {
            throw GroupingError("no reply: \(error)", isCancelled: error == .cancelled)
        }
    }
}
