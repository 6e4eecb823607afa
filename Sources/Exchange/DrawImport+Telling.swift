import Files
import Prompts
import Text

/// What a reader must know of a file that was read, a sentence each without its full stop.
extension DrawImport {
    /// Of fields that were not taken for what they may be.
    var noticesOfFields: [String] {
        var notices: [String] = []
        for name in countsBeside.subtracting(wanted).sorted().prefix(10) {
            notices.append(
                "\(PromptError.printable(name)) beside an answer is more than 1: where it says how often "
                    + "the answer came, each counts once and no limit holds; write a line for each draw"
            )
        }
        let beside = numbersBeside.subtracting(wanted).subtracting(countsBeside).sorted()
        if !beside.isEmpty {
            notices.append(
                "numbers beside the answers that are not taken for scores: "
                    + beside.prefix(10).map { PromptError.printable($0) }.joined(separator: ", ")
                    + "; one that is a score is taken by --scale NAME=0..1")
        }
        let total = draws.reduce(0) { $0 + $1.count }
        for (name, seen) in wordsBeside.sorted(by: { $0.key < $1.key }).prefix(10)
        where seen.areGrades(of: total) {
            let words = seen.words.sorted().map { PromptError.printable($0) }
            let name = PromptError.printable(name)
            // Which of the words is 1 is not for us to say.
            notices.append(
                "words beside the answers that are not taken for scores: \(name) ("
                    + "\(words.joined(separator: ", "))); where they are grades, say what each is worth: "
                    + "--grades \(name)=WORD:1,WORD:0")
        }
        return notices
    }

    /// So many ways in which answers ended are named each.
    private static let mostEndings = 10

    /// Of answers that count as lost, and of those that may have to.
    var noticesOfLosses: [String] {
        var notices: [String] = []
        let kinds = endings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        if kinds.count > Self.mostEndings {
            let others = kinds.dropFirst(Self.mostEndings)
            notices.append(
                "\(others.reduce(0) { $0 + $1.value }) answers ended in \(others.count) further ways that "
                    + "are no ends of whole answers, and count as lost")
        }
        for (reason, count) in kinds.prefix(Self.mostEndings).sorted(by: { $0.key < $1.key }) {
            notices.append(
                "\(Figure.count(count, "answer is", "answers are")) no whole answer of the model's "
                    + "(\(reason)) and count\(count == 1 ? "s" : "") as lost"
                    + wayOut(of: reason))
        }
        if !emptyWords.isEmpty {
            let words = emptyWords.sorted { $0.key < $1.key }.map { "\($0.value) \"\($0.key)\"" }
            notices.append(
                "answers that programs write where a call gave nothing and a model may have said: "
                    + "\(words.joined(separator: ", ")); they count as answers; where calls failed, "
                    + "write null for them, which counts as lost")
        }
        if errorLosses > 0, errorTexts == nil {
            notices.append(
                "answers that read as what programs write where a request fails are lost where the "
                    + "prompt is about something else: \(Figure.count(errorLosses)); --error-texts "
                    + "answers takes them for the model's own")
        }
        if let example = errorAnswers.example {
            notices.append(
                Figure.count(errorAnswers.count, "answer reads", "answers read")
                    + " as what programs write where a request fails, such as \(example), and "
                    + "\(errorAnswers.count == 1 ? "counts" : "count") as the model's own, as a prompt "
                    + "about such things asks for; where requests failed, say --error-texts lost")
        }
        return notices
    }
}

extension DrawImport {
    /// Whether a draw's loss is told in another sentence, or needs none.
    static func isOwnReason(_ reason: String) -> Bool {
        ["the file has no ", "the record could ", "the response could ", "the log has no "]
            .contains(where: reason.hasPrefix)
    }

    /// What the file says was wrong with requests, beside what has a sentence of its own.
    func notice(ofFaults faults: [String: Int]) -> [String] {
        let others = faults.filter { endings[$0.key] == nil }
        guard !others.isEmpty else { return [] }
        let worst = others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
        return [
            "\(Figure.count(others.values.reduce(0, +), "answer counts", "answers count")) as lost by "
                + "what the file says went wrong: "
                + worst.map { "\(PromptError.printable($0.key)) (\(Figure.count($0.value)))" }
                .joined(separator: ", ") + (others.count > 5 ? ", …" : "")
        ]
    }

    /// How a field is read otherwise by which answers are lost, where it may be a grader's.
    private func wayOut(of reason: String) -> String {
        guard let field = lossFields[reason] else { return "" }
        let name = PromptError.printable(field)
        return
            "; where \(name) grades the answers, take it for a score: --scale \(name)=0..1, or of words "
            + "--grades \(name)=WORD:1,WORD:0"
    }
}

/// Answers that are lost by what their records say.
extension DrawImport {
    /// Makes a draw a lost one whose request has failed.
    mutating func lose(_ entry: inout Entry, by failure: CallFailure) {
        if let field = failure.field, entry.text?.isEmpty == false {
            lossFields[failure.reason] = field
            entry.lossField = field
        }
        entry.lose(failure.reason)
        endings[failure.reason, default: 0] += 1
    }

    /// Gives answers back that were lost by the word of a field whose other words, further down in the
    /// file, are grades.
    mutating func restoreGraded() {
        guard lossFields.values.contains(where: failures.graded.contains) else { return }
        for position in draws.indices {
            for index in draws[position].indices {
                var entry = draws[position][index]
                guard let field = entry.lossField, failures.graded.contains(field),
                    let reason = entry.error
                else { continue }
                (entry.text, entry.lostText) = (entry.lostText, nil)
                (entry.error, entry.lossField) = (nil, nil)
                draws[position][index] = entry
                endings[reason, default: 1] -= 1
            }
        }
        endings = endings.filter { $0.value > 0 }
    }
}
