import Evidence
import FoundationEssentials
import Prompts

/// What a model said of a run's answers, kept in a file of lines beside it: `x.run.asked.jsonl`.
///
/// One line holds the replies about one prompt to one question. It has no texts, only their hashes;
/// deleted, it costs asking again. What was asked last stands last.
package struct AskedFile: Sendable {
    package let path: String
    private var lines: LineFile { LineFile(path: path, what: "replies") }

    package init(_ path: String) {
        self.path = path
    }

    /// All that is kept, in the order in which it was asked; none where there is no file.
    package func read() throws(GroupingError) -> [AskedMemory] {
        var memories: [AskedMemory] = []
        for (number, line) in try lines.read() {
            guard let kept = try? JSONDecoder().decode(KeptWords.self, from: line),
                let (head, words) = kept.parts
            else { throw lines.spoilt(number) }
            if memories.last.map({ $0.isSame(as: head) }) != true { memories.append(head) }
            memories[memories.count - 1].words[PromptID(kept.prompt_id)] = words
        }
        return memories
    }

    /// Writes all that is known, in place of what is in the file.
    package func write(_ memories: [AskedMemory]) throws(GroupingError) {
        try lines.write(memories.flatMap(KeptWords.lines))
    }
}

extension AskedMemory {
    /// Whether the same model was asked the same.
    package func isSame(as other: AskedMemory) -> Bool {
        subject == other.subject && model == other.model && mark == other.mark
    }
}

/// A line of the file.
private struct KeptWords: Codable {
    var subject: String
    var prompt_id: String
    var model: String
    var question: String
    /// By the hash of what was asked about: both words' probabilities, and the most of what was not told.
    var words: [String: [Double]]

    static func lines(_ memory: AskedMemory) -> [KeptWords] {
        memory.words.sorted { $0.key.rawValue < $1.key.rawValue }.map { prompt, words in
            KeptWords(
                subject: memory.subject.rawValue, prompt_id: prompt.rawValue, model: memory.model,
                question: memory.mark, words: words.mapValues { [$0.yes, $0.no, $0.unseen] })
        }
    }

    /// Nil where it is no such thing: what is wrong in it must not become a probability.
    var parts: (AskedMemory, [String: AskedBack.Word])? {
        guard let subject = AskedQuestion.Subject(rawValue: subject) else { return nil }
        var words: [String: AskedBack.Word] = [:]
        for (hash, numbers) in self.words {
            guard numbers.count == 3,
                let word = AskedBack.Word(yes: numbers[0], no: numbers[1], unseen: numbers[2])
            else { return nil }
            words[hash] = word
        }
        return (AskedMemory(subject, model: model, mark: question), words)
    }
}
