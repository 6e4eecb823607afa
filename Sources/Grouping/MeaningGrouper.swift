import Findings
import Inference
import Prompts
import Scoring

/// Groups answers by meaning: two mean the same if a judge says that each entails the other
/// (bidirectional entailment; Farquhar and others, Nature 2024).
///
/// Each text is compared with the first one of every group in their order and joins the first group
/// that it fits into, as there. So a group is fixed by the draw that founded it, and the draws after
/// that one tell its share. The judge is checked first on pairs that come with the program.
package struct MeaningGrouper: Sendable {
    private let model: any EntailmentModel
    private let patience: (attempts: Int, wait: Duration)

    package init(
        _ model: any EntailmentModel, attempts: Int = 3, wait: Duration = .seconds(1)
    ) {
        self.model = model
        patience = (attempts, wait)
    }

    /// What is said of texts on which the judge answered neither yes nor no.
    static let unanswered = "left alone where the judge said neither yes nor no"
    /// From so many questions without yes or no a judge is given up, if they are most of all.
    static let mostSilent = 8

    /// Whether both answers say yes.
    static func isSame(_ there: YesNo, _ back: YesNo) -> Bool {
        there.saysYes && back.saysYes
    }

    /// The most questions that texts can take, so many groups being known.
    ///
    /// - Parameter groups: how many there are before the first of them.
    package static func mostQuestions(_ texts: Int, groups: Int) -> Int {
        let (product, isLarge) = texts.multipliedReportingOverflow(by: texts - 1 + 2 * groups)
        return isLarge ? .max : max(0, product)
    }

    /// Asks about the pairs of which the answer is known.
    package func check(
        progress: @Sendable (GroupProgress) -> Void = { _ in }
    ) async throws(GroupingError) -> JudgeCheck {
        var readings: [(isSame: Bool, there: YesNo, back: YesNo)] = []
        for pair in EntailmentPairs.all {
            let (there, back) = try await both(pair.question, pair.first, pair.second)
            readings.append((pair.isSame, there, back))
            progress(
                GroupProgress(
                    what: "questions that check the judge", done: 2 * readings.count,
                    all: 2 * EntailmentPairs.all.count))
        }
        return JudgeCheck(readings)
    }

    /// Puts texts into groups.
    ///
    /// - Parameters:
    ///   - texts: all distinct answers to a prompt, in order of appearance.
    ///   - prompt: what they answer.
    ///   - known: the groups that were found before; nil finds groups anew and freezes them.
    ///   - check: what was found of the judge.
    ///   - kept: told of what is known after each text, which is whole by itself.
    ///   - progress: told of each question.
    package func group(
        _ texts: [String], of prompt: Prompt, part: AnswerPart, known: GroupMemory?,
        check: JudgeCheck?, kept: @Sendable (GroupMemory) -> Void = { _ in },
        progress: @Sendable (GroupProgress) -> Void = { _ in }
    ) async throws(GroupingError) -> GroupMemory {
        var memory =
            known
            ?? GroupMemory(
                .meaning, prompt: prompt.id, model: model.name, part: part, threshold: nil,
                frozenAt: 0)
        guard memory.model == model.name else {
            throw GroupingError(
                "the groups that are kept were judged by \(memory.model), not by \(model.name); "
                    + ":group meaning! groups anew")
        }
        if let check { memory.judgement = check.words }
        let finder = AnswerFinder(memory.part)
        var founders: [String: String] = [:]
        var numbers: [String: Int] = [:]
        for text in texts {
            let hash = GroupMemory.hash(text)
            if memory.founders.contains(hash) { founders[hash] = text }
            if let number = memory.members[hash], case .text(let part) = GroupSubject(text, finder)
            {
                numbers[Self.key(part)] = number
            }
        }
        let missing = memory.missing(from: texts)
        var (asked, silent) = (0, 0)
        let most = Self.mostQuestions(missing.count, groups: memory.founders.count)
        for text in missing {
            let hash = GroupMemory.hash(text)
            switch GroupSubject(text, finder) {
            case .special(let name):
                memory.members[hash] = memory.special(name)
            case .text(let part) where JudgedAnswer.addressesJudge(part):
                // What it says of itself is no judgement; each stands alone.
                memory.members[hash] = memory.found(by: "")
                memory.remark(1, "addressed to the judge and left alone")
            case .text(let part):
                var unanswered = 0
                if let number = numbers[Self.key(part)] {
                    memory.members[hash] = number
                    continue
                }
                var group: Int?
                for (number, founder) in memory.founders.enumerated() {
                    guard let other = founders[founder],
                        case .text(let first) = GroupSubject(other, finder)
                    else { continue }
                    // Both have to be yes, so that after a no nothing is left to ask.
                    var isSame = true
                    for (a, b) in [(first, part), (part, first)] where isSame {
                        let answer = try await one(prompt.text, a, b)
                        isSame = answer.saysYes
                        unanswered += answer.isAnswer ? 0 : 1
                        asked += 1
                        progress(
                            GroupProgress(
                                what: "questions to the judge", done: asked,
                                all: max(asked, most)))
                    }
                    if isSame {
                        group = number
                        break
                    }
                }
                // Texts that it says nothing of are not known to mean the same.
                memory.remark(group == nil && unanswered > 0 ? 1 : 0, Self.unanswered)
                silent += unanswered
                guard silent < Self.mostSilent || 2 * silent <= asked else {
                    throw GroupingError(
                        "the judge says neither yes nor no to \(silent) of \(asked) questions "
                            + "about these answers, though it does on the pairs that check it: "
                            + "its groups would say nothing")
                }
                if group == nil { founders[hash] = text }
                let number = group ?? memory.found(by: hash)
                memory.members[hash] = number
                numbers[Self.key(part)] = number
                kept(memory)
            }
        }
        return memory
    }

    /// Spellings of one text are not asked about.
    private static func key(_ part: String) -> String { AnswerGrouping.folded(part) }

    /// Asks both ways.
    private func both(
        _ question: String, _ a: String, _ b: String
    ) async throws(GroupingError) -> (there: YesNo, back: YesNo) {
        (try await one(question, a, b), try await one(question, b, a))
    }

    /// Asks whether the first entails the second.
    private func one(
        _ question: String, _ a: String, _ b: String
    ) async throws(GroupingError) -> YesNo {
        let text = EntailmentQuestion.text(question: question, a, b)
        do throws(InferenceError) {
            return try await Patience.repeating(patience.attempts, wait: patience.wait) {
                () async throws(InferenceError) in try await model.answer(to: text)
            }
        } catch {
            throw GroupingError("no judgement: \(error)", isCancelled: error == .cancelled)
        }
    }
}

extension GroupMemory {
    /// The group of what cannot be asked about.
    fileprivate mutating func special(_ name: String) -> Int {
        if let number = specials[name] { return number }
        specials[name] = found(by: "")
        return specials[name] ?? 0
    }

    /// A new group; the text of that hash stands for it, or none that could be compared.
    fileprivate mutating func found(by hash: String) -> Int {
        founders.append(hash)
        likeness.append(nil)
        return founders.count - 1
    }
}
