import Evidence
import Files
import Prompts
import Scoring
import Text

/// What is asked about a text of a run: a template with `{answer}`, and which of two words affirms it.
package struct AskedQuestion: Sendable {
    /// What of a completion is put back.
    package enum Subject: String, Sendable, Hashable, CaseIterable {
        /// The part that counts as its answer: is it true?
        case answer
        /// The thoughts before it: does the question entail them?
        case explanation

        /// The bundled template that asks it.
        package var template: String {
            switch self {
            case .answer: "true"
            case .explanation: "entails"
            }
        }

        /// The words of the reply, in lower case.
        package var words: (yes: String, no: String) {
            switch self {
            case .answer: ("true", "false")
            case .explanation: ("yes", "no")
            }
        }
    }

    package let subject: Subject
    /// A mark of the template's text, so that answers to another question are not taken for its.
    package let mark: String
    private let template: JudgeTemplate

    /// - Throws: ``ScoringError`` for a template without `{answer}`.
    package init(_ subject: Subject, template text: String) throws(ScoringError) {
        self.subject = subject
        template = try JudgeTemplate(text)
        var hash = SHA256()
        hash.update(text.utf8)
        mark = String(hash.finish().prefix(16))
    }

    /// What is sent about a text; control tokens in it are broken.
    func text(_ prompt: Prompt, _ text: String) -> String {
        template.question(prompt: prompt, answer: text)
    }

    /// What of a completion is asked about; nil where there is nothing of it.
    static func subject(
        _ subject: Subject, of completion: String, _ finder: AnswerFinder
    ) -> String? {
        switch subject {
        case .answer:
            guard case .text(let part) = GroupSubject(completion, finder) else { return nil }
            return part
        case .explanation: return Thoughts.text(of: completion)
        }
    }
}

/// What is kept of the replies to one question, so that nothing is asked twice.
package struct AskedMemory: Sendable, Hashable {
    package let subject: AskedQuestion.Subject
    /// The name of the model that was asked.
    package let model: String
    /// The question's ``AskedQuestion/mark``.
    package let mark: String
    /// By prompt and by the hash of what was asked about.
    package var words: [PromptID: [String: AskedBack.Word]] = [:]

    package init(_ subject: AskedQuestion.Subject, model: String, mark: String) {
        (self.subject, self.model, self.mark) = (subject, model, mark)
    }

    /// What is known of a run's draws.
    package func back(_ run: Snapshot) -> AskedBack {
        let finder = AnswerFinder(run.facts.answer)
        func word(_ text: String, _ prompt: PromptID) -> AskedBack.Word? {
            AskedQuestion.subject(subject, of: text, finder)
                .flatMap { words[prompt]?[GroupMemory.hash($0)] }
        }
        var back = AskedBack(model: model, question: subject.template + " " + mark, draws: [])
        for evidence in run.prompts {
            let id = evidence.prompt.id
            let ofOutputs = evidence.outputs.map { word($0.text, id) }
            back.draws.append(evidence.sequence.map { $0 < 0 ? nil : ofOutputs[Int($0)] })
            back.greedy.append(evidence.greedy.flatMap { word($0.answer.text, id) })
        }
        return back
    }
}
