import Evidence
import Prompts

/// How the answers to a question of multiple choice are spread over its letters.
///
/// The choices were there before any draw, so that each share has the plain limits of a proportion,
/// each at the whole level on its own.
package struct ChoiceShares: Sendable, Hashable {
    /// A choice, or what makes none.
    package struct Row: Sendable, Hashable {
        /// From 0; nil for the answers that make no choice.
        package var place: Int?
        /// The choice's text; empty without one.
        package var text: String
        /// Whether a reference says that it is right.
        package var isRight: Bool
        /// The completed draws that make it.
        package var count: Int
        /// Their part of the completed draws, or without replacement the probability of the answers
        /// seen that make it.
        package var share: Double
        /// The limits of the share; none without replacement.
        package var limits: Reading
        /// What is known without any α, for draws without replacement.
        package var exact: ClosedRange<Double>?

        /// The choice's letter, A for the first; nil for none.
        package var letter: Character? {
            place.flatMap { Unicode.Scalar(0x41 + $0) }.map { Character($0) }
        }
    }

    /// One a choice in the order of the letters, and last the answers that make none.
    package let rows: [Row]
    /// The draws that have an answer, of which shares are.
    package let completed: Int
    package let lost: Int

    /// - Parameters:
    ///   - reader: which choice each answer makes, so far as it was read before.
    ///   - statement: what is stated of each share.
    ///   - void: why no limit holds for the draws.
    /// - Returns: nil for a prompt without choices.
    package init?(
        _ evidence: PromptEvidence, reader: inout ChoiceReader, _ statement: Statement,
        void: VoidReason?
    ) {
        reader.read(evidence)
        let choices = reader.choices
        guard choices.count > 1 else { return nil }
        completed = evidence.drawCount - evidence.lost
        lost = evidence.lost
        var counts = Array(repeating: 0, count: choices.count + 1)
        var masses = Array(repeating: 0.0, count: choices.count + 1)
        for (output, place) in zip(evidence.outputs, reader.places) {
            counts[place ?? choices.count] += output.count
            masses[place ?? choices.count] += output.probability ?? 0
        }
        let limits = ShareLimits(evidence)
        let known = KnownShares(evidence)
        let right = evidence.prompt.rightChoices
        let whole = Double(max(1, completed))
        rows = counts.indices.map { place in
            var row = Row(
                place: place < choices.count ? place : nil,
                text: place < choices.count ? choices[place] : "", isRight: right.contains(place),
                count: counts[place], share: Double(counts[place]) / whole, limits: .none)
            if let known {
                row.share = masses[place]
                if void == nil { row.exact = known.share(masses[place]) }
            } else {
                row.limits = limits.reading(
                    of: ShareLimits.Target(count: counts[place], discovery: nil),
                    question: statement, planned: statement.planned, void: void)
            }
            return row
        }
    }
}

/// Which choice each distinct answer to a prompt makes; answers are read once, as they come.
package struct ChoiceReader: Sendable {
    /// The choices of the prompt; empty for one without.
    package private(set) var choices: [String] = []
    /// By distinct answer the place of its choice; nil for none.
    package private(set) var places: [Int?] = []
    private let finder: AnswerFinder
    private var prompt: PromptID?
    private var reading = ChoiceReading([])
    /// The first answer, by which another run's prompt of the same name is told apart.
    private var first: String?

    /// - Parameter part: the part of an answer that makes the choice.
    package init(_ part: AnswerPart) {
        finder = AnswerFinder(part)
    }

    /// The part of an answer that makes the choice.
    package var part: AnswerPart { finder.part }

    /// Reads the answers that came since.
    mutating func read(_ evidence: PromptEvidence) {
        let outputs = evidence.outputs
        if prompt != evidence.prompt.id || outputs.count < places.count
            || outputs.first?.text != first || choices != evidence.prompt.choices
        {
            prompt = evidence.prompt.id
            choices = evidence.prompt.choices
            reading = ChoiceReading(choices)
            places = []
        }
        first = outputs.first?.text
        guard choices.count > 1 else { return }
        for output in outputs[places.count...] {
            places.append(finder.find(in: output.text).text.flatMap(reading.choice))
        }
    }
}
