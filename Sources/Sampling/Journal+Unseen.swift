import Evidence
import Journal
import OutputTree
import Platform
import Prompts

extension Journal {
    /// So many draws are read for it at most.
    private static var mostDraws: Int { 20_000 }

    /// Where all that no draw has said lies, of a prompt whose draws are without replacement.
    ///
    /// Answers that were named or settled beforehand, and such as have no known probability, are among
    /// what was not seen. Beginnings of one text are one.
    ///
    /// - Parameter draws: how many of its draws have been seen; later ones may be there already.
    /// - Returns: nil where it is not known, and where there are too many draws.
    package func unseenBeginnings(
        of prompt: PromptID, after draws: Int
    ) throws(JournalError) -> [UnseenBeginning]? {
        let numbers = try drawsWithoutReplacement(of: prompt).filter { $0 < draws }
        guard !numbers.isEmpty, numbers.count <= Self.mostDraws else { return nil }
        var tree = OutputTree(scorers: 0)
        var pieces: [Int32: [UInt8]] = [:]
        var ends: Set<Int32> = []
        func learn(_ id: Int32, _ text: String, _ bytes: [UInt8]?) {
            if pieces[id] == nil { pieces[id] = bytes ?? Array(text.utf8) }
        }
        // Draws go on from what was listed beside answers that were named.
        for named in try named(of: prompt) {
            tree.absorb(OutputTree.steps(of: named.answer, learn: learn), scores: nil)
        }
        for number in numbers {
            guard let entry = try draw(prompt: prompt, index: number),
                let answer = entry.draw.answer
            else { continue }
            let steps = OutputTree.steps(of: answer, learn: learn)
            // What the evidence has as seen leaves the rest, and nothing else does.
            let isKnown =
                steps.count == answer.tokenCount && entry.scores.allSatisfy { $0 != nil }
            let mass = tree.absorb(steps, scores: isKnown ? [] : nil)
            // What was seen would stand among what was not.
            if isKnown, mass == 0, entry.draw.absorbed ?? 0 > 0 { return nil }
            if isKnown, answer.stop == .endOfText, let last = steps.last {
                ends.insert(last.token.id)
            }
        }
        return Self.merged(tree.open, pieces, ends)
    }

    private static func merged(
        _ open: [OutputTree.Open], _ pieces: [Int32: [UInt8]], _ ends: Set<Int32>
    ) -> [UnseenBeginning] {
        struct Key: Hashable {
            var bytes: [UInt8]
            var isOpen: Bool
        }
        var masses: [Key: Double] = [:]
        for place in open {
            let isOpen = !(place.path.last.map(ends.contains) ?? false)
            let said = isOpen ? place.path[...] : place.path.dropLast()
            let bytes = said.flatMap { pieces[$0] ?? [] }
            masses[Key(bytes: Array(bytes.wholeCharacters), isOpen: isOpen), default: 0] +=
                place.left
        }
        return masses.sorted { $0.value > $1.value }.map {
            UnseenBeginning(
                text: String(decoding: $0.key.bytes, as: UTF8.self), isOpen: $0.key.isOpen,
                mass: $0.value)
        }
    }
}

extension OutputTree {
    /// An answer's tokens with what was listed beside them, as far as they have numbers.
    static func steps(
        of answer: Answer, learn: (Int32, String, [UInt8]?) -> Void
    ) -> [OutputTree.Step] {
        var steps: [OutputTree.Step] = []
        for token in answer.tokens {
            guard let id = token.id.flatMap({ Int32(exactly: $0) }) else { break }
            learn(id, token.text, token.bytes)
            var alternatives: [OutputTree.Listed] = []
            for other in token.alternatives {
                guard let id = other.id.flatMap({ Int32(exactly: $0) }) else { continue }
                learn(id, other.text, other.bytes)
                alternatives.append(.init(id: id, probability: exp(other.logProbability)))
            }
            steps.append(
                .init(
                    .init(id: id, probability: exp(token.logProbability)),
                    alternatives: alternatives, isShort: token.isListShort == true))
        }
        return steps
    }
}
