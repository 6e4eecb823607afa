import Evidence
import Inference
import Platform

/// How far apart two texts are: the least number of units to insert, delete or replace.
package enum EditUnit: String, Sendable, Hashable, CaseIterable {
    case words, characters

    /// The units of a text; white space at its ends is none of it.
    func units(_ text: String) -> [Substring] {
        switch self {
        case .words: return text.split(whereSeparator: \.isWhitespace)
        case .characters:
            let start = text.drop(while: \.isWhitespace)
            guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return [] }
            return start[...last].indices.map { start[$0...$0] }
        }
    }
}

/// A text and how far an answer may be from it.
///
/// Edit distances are Levenshtein's (1966), over words or characters, of the whole answers.
package struct Neighbourhood: Sendable {
    let text: String
    private let reference: [Substring]
    private let unit: EditUnit
    /// The greatest distance.
    private let distance: Int

    package init(of text: String, distance: Int, unit: EditUnit) {
        self.text = text
        reference = unit.units(text)
        self.distance = distance
        self.unit = unit
    }

    /// Whether a whole answer is near.
    func contains(_ answer: String) -> Bool { row(unit.units(answer)).last ?? 0 <= distance }

    /// Whether an answer that begins so can still be near.
    ///
    /// The last unit may go on: it counts as each word that begins as it does but for its last
    /// character, on which an accent may still be set (e and a combining acute are one with é). The distance of no answer that begins so is below the least of the last
    /// row.
    func canBegin(with prefix: String) -> Bool {
        let units = unit.units(prefix)
        switch unit {
        case .words: return row(units, lastGoesOn: true).min() ?? 0 <= distance
        case .characters: return row(Array(units.dropLast())).min() ?? 0 <= distance
        }
    }

    /// The distances of a sequence of units to all beginnings of the reference.
    private func row(_ units: [Substring], lastGoesOn: Bool = false) -> [Int] {
        var row = Array(0...reference.count)
        for (place, unit) in units.enumerated() {
            var before = row[0]
            row[0] = place + 1
            for other in reference.indices {
                let isSame =
                    unit == reference[other]
                    || lastGoesOn && place == units.count - 1
                        && reference[other].starts(with: unit.dropLast())
                let replaced = before + (isSame ? 0 : 1)
                before = row[other + 1]
                row[other + 1] = min(replaced, row[other + 1] + 1, row[other] + 1)
            }
        }
        return row
    }
}

/// What is proven about the probability of answers near a text.
package struct NearbyAnswers: Sendable, Hashable {
    /// An answer that is near, with its probability.
    package struct Found: Sendable, Hashable {
        package var text: String
        package var probability: Double
        /// Its tokens, each with what else could have stood there.
        var tokens: [Answer.Token] = []
        /// Whether it ends at the limit of tokens.
        var isCut = false
    }

    /// The probability is no less, without any α: that of all near answers found.
    package var lower: Double { near * (1 - error) }
    /// It is no more: one less the probability of all that is proven to be elsewhere.
    package var upper: Double { max(lower, 1 - elsewhere * (1 - error)) }
    /// The likeliest near answers, best first.
    package var answers: [Found] = []
    /// Every whole answer that was met, near or not.
    var whole: [Found] = []
    /// Requests made; each costs the server one token.
    package var requests = 0

    /// Nothing is known yet.
    package init() {}

    /// How far off the probabilities of answers may be, relative to themselves.
    var error = RestBook.leastError
    var near = 0.0
    var elsewhere = 0.0
}

/// Looks for the answers near a text, the likeliest beginnings first.
///
/// Only beginnings that can still lead to a near answer are followed, and what leads elsewhere is
/// proven to, so that the two limits close in on the probability from both sides. Tokens that the
/// server did not list stay between them, until longer lists are asked for with what is left to ask;
/// but the text itself, as the tokenizer writes it, is followed to its end
/// first and whatever is listed. Lower limits of this kind are those of decoding-constrained
/// beam search (Cooper et al., arXiv 2603.24917), which has no upper ones.
package struct NearbySearch: Sendable {
    private let probabilities: AnswerProbabilities
    private let neighbourhood: Neighbourhood
    /// Tokens asked for at each node.
    private let list: Int
    /// How many nodes are asked about at once.
    private let width: Int
    /// So many alternatives of each token are kept with an answer, where a part of them is enough.
    private static let keptAlternatives = 8
    /// Whose lists have to name all tokens that can come next; nil where a part of them is enough.
    private let whole: RestPlan?
    /// Whether longer lists are asked for once nothing else is left to follow.
    private let refines: Bool
    /// What the probabilities of all tokens add up to, as the server tells them.
    private let sum: Double
    /// How many times as long they are.
    private static let growth = 8
    /// What is less likely than this is not followed.
    private static let least = 1e-12

    package init(
        _ probabilities: AnswerProbabilities, near neighbourhood: Neighbourhood, list: Int = 64,
        width: Int = 4, for rest: RestPlan? = nil, refines: Bool = false,
        sum: Double = 1
    ) {
        self.refines = refines
        self.sum = sum
        self.probabilities = probabilities
        self.neighbourhood = neighbourhood
        whole = rest?.cutsOff == true ? rest : nil
        self.list = min(
            probabilities.vocabularySize, max(list, whole.map { $0.asked($0.alternatives) } ?? 0))
        self.width = max(1, width)
    }

    /// Searches until nothing is left to follow or so many requests were made.
    ///
    /// - Throws: ``InferenceError``; unsupported for decodings with stop strings or without a limit
    ///   of tokens.
    package func search(
        after start: AnswerProbabilities.PromptStart, requests: Int
    ) async throws(InferenceError) -> NearbyAnswers {
        let rule = probabilities.decoding
        guard rule.maxTokens > 0 else {
            throw .unsupported("whole answers need a limit of tokens (--max-tokens)")
        }
        guard !rule.stop.contains(where: { !$0.isEmpty }) else {
            throw .unsupported("near answers are not offered with stop strings")
        }
        var found = NearbyAnswers()
        // Each token of an answer may be off by as much as their sum is.
        let difference = expm1(abs(log(sum)) * Double(rule.maxTokens))
        found.error = min(1, max(found.error, 2 * difference))
        var ends: [Int: Bool] = [:]
        let ways = try await probabilities.ways(of: neighbourhood.text, after: start)
        var open = Open(ways: ways)
        open.add(Node())
        while !open.isEmpty, found.requests < requests {
            let asked = open.next(min(width, requests - found.requests))
            found.requests += asked.count
            let lists = try await lists(after: asked, start)
            for (node, list) in zip(asked, lists) {
                let kept = kept(list ?? [], of: node)
                let forced = try await forced(
                    after: node, ways, beside: list ?? [], atMost: requests - found.requests, start)
                found.requests += forced.count
                var again = node
                again.others = node.mass
                var isEnded = false
                for token in (list ?? []) + forced {
                    guard let id = token.id else { continue }
                    again.others -= node.mass * exp(token.logProbability)
                    guard again.told.insert(id).inserted else { continue }
                    let bytes = token.bytes ?? Array(token.text.utf8)
                    if TokenRecord.mayEnd(bytes), ends[id] == nil {
                        ends[id] = try await probabilities.ends(
                            id, after: start.tokens + node.path)
                    }
                    isEnded = isEnded || ends[id] == true
                    var own = Answer.Token(
                        text: token.text, id: id, bytes: token.bytes,
                        logProbability: token.logProbability, alternatives: kept.tokens)
                    own.isListShort = kept.isShort
                    let child = Node(
                        tokens: node.tokens + [own], bytes: node.bytes + bytes,
                        mass: node.mass * min(1, exp(token.logProbability)))
                    settle(child, ends: ends[id] == true, rule.maxTokens, &open, &found)
                }
                let count = node.list ?? self.list
                guard let list, list.count >= count, count < probabilities.vocabularySize else {
                    continue
                }
                if !isEnded, ways.contains(node.path) {
                    // The end of the text itself is looked for among all tokens.
                    again.list = probabilities.vocabularySize
                    open.addFirst(again)
                } else if refines, again.others > Self.least {
                    again.list = min(probabilities.vocabularySize, count * Self.growth)
                    open.addShort(again)
                }
            }
        }
        found.answers.sort { ($0.probability, $1.text) > ($1.probability, $0.text) }
        return found
    }

    /// What else could have stood there, to be kept with an answer, and whether that is less than would
    /// be whole.
    private func kept(
        _ list: [TokenRecord.Alternative], of node: Node
    ) -> (tokens: [Answer.Alternative], isShort: Bool?) {
        let isWhole = whole.map {
            $0.isWhole(list, asked: node.list ?? self.list) && list.count <= $0.alternatives
        }
        let count = isWhole == true ? list.count : Self.keptAlternatives
        let tokens = list.prefix(count).map {
            Answer.Alternative(
                text: $0.text, id: $0.id, bytes: $0.bytes, logProbability: $0.logProbability)
        }
        return (tokens, isWhole == false ? true : nil)
    }

    /// The tokens by which the text goes on, of those that are not listed.
    private func forced(
        after node: Node, _ ways: [[Int]], beside list: [TokenRecord.Alternative],
        atMost count: Int, _ start: AnswerProbabilities.PromptStart
    ) async throws(InferenceError) -> [TokenRecord.Alternative] {
        let path = node.path
        let next = Set(
            ways.filter { $0.count > path.count && $0.starts(with: path) }.map { $0[path.count] })
        var found: [TokenRecord.Alternative] = []
        for id in next.subtracting(list.compactMap(\.id)).sorted().prefix(max(0, count)) {
            guard
                let token = try await probabilities.told(
                    id, after: start.tokens + path, beside: list)
            else { continue }
            found.append(token)
        }
        return found
    }

    /// Counts a beginning, or keeps it to be followed.
    private func settle(
        _ node: Node, ends: Bool, _ limit: Int, _ open: inout Open,
        _ found: inout NearbyAnswers
    ) {
        let text = String(decoding: node.bytes, as: UTF8.self)
        if ends || node.tokens.count >= limit {
            found.whole.append(
                .init(text: text, probability: node.mass, tokens: node.tokens, isCut: !ends))
            if neighbourhood.contains(text) {
                found.near += node.mass
                found.answers.append(.init(text: text, probability: node.mass))
            } else {
                found.elsewhere += node.mass
            }
        } else if !neighbourhood.canBegin(
            with: String(decoding: node.bytes.wholeCharacters, as: UTF8.self))
        {
            found.elsewhere += node.mass
        } else if node.mass > Self.least {
            open.add(node)
        }
    }

    private func lists(
        after nodes: [Node], _ start: AnswerProbabilities.PromptStart
    ) async throws(InferenceError) -> [[TokenRecord.Alternative]?] {
        do {
            return try await withThrowingTaskGroup(
                of: (Int, [TokenRecord.Alternative]?).self
            ) { group in
                for (place, node) in nodes.enumerated() {
                    group.addTask {
                        (
                            place,
                            try await probabilities.next(
                                after: start.tokens + node.path, list: node.list ?? list)
                        )
                    }
                }
                var found: [Int: [TokenRecord.Alternative]] = [:]
                for try await (place, list) in group { found[place] = list }
                return nodes.indices.map { found[$0] }
            }
        } catch {
            throw error as? InferenceError ?? .malformed("\(error)")
        }
    }
}
