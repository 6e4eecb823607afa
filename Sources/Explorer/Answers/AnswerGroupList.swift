import Evidence
import Findings

extension OutputDetail {
    /// Texts that count as one answer.
    struct Group: Sendable {
        /// Counted by first appearance, so that it stays the same while draws come in.
        let number: Int
        /// How it was found, whatever is filtered out; nil for texts that nobody was asked about yet,
        /// which are a group by themselves for the time being.
        let discovery: ShareLimits.Discovery?
        /// Its draws after that; nil for all but one.
        let later: Int?
        /// The most frequent wording first.
        let wordings: Wordings
        let count: Int
        let scores: OutputScores
        /// Whether the greedy answer is of it.
        let isGreedy: Bool
        /// Whether it was named before the draws: the greedy answer's, by a rule that asks nobody.
        let isNamed: Bool
        let probability: Double?
        /// Whether a filter leaves all of its texts.
        let isWhole: Bool
    }

    /// The groups of a list without those that are filtered out, sorted.
    ///
    /// A list of a hundred thousand answers is made anew between a key and the picture, which shows
    /// some dozens: figures alone are kept of each group, and texts stay where the evidence has them.
    struct Groups: RandomAccessCollection, Sendable {
        /// The figures of a group.
        private struct Entry: Sendable {
            let number: Int32
            /// The first of its wordings among `members`, and how many there are.
            var start: Int32 = 0
            var size: Int32 = 0
            /// Where its scores are kept, if not with its only wording.
            var scores: Int32 = -1
            var count = 0
            let firstIndex: Int
            var probability: Double?
            var isGreedy: Bool
            var hasRange = false
        }

        private let source: Source
        private var entries: [Entry] = []
        /// The positions of all wordings, those of a group beside each other.
        private var members: [Int32] = []
        /// The scores of the groups of several wordings.
        private var scores: [OutputScores] = []
        /// The position by number; -1 where it is filtered out.
        private var places: [Int32]
        /// The position of the text that brought each group up, by number.
        private let first: [Int32]
        private let partition: AnswerPartition?
        /// The draws of each group after the freeze, by number.
        private let later: [Int]?
        /// The draws of each group whatever the filter, by number.
        private let drawn: [Int]
        private let asksServer: Bool
        /// Whether limits may be said: not where the rule was made after a look at the answers.
        private let hasLimits: Bool
        private let drawCount: Int
        /// The draws that the filter holds for.
        private(set) var listedDraws = 0

        /// The distinct texts that are listed.
        var listedTexts: Int { members.count }

        init(
            _ evidence: PromptEvidence, scorer: Int, list: AnswerList, drawn: [Int],
            greedyPosition: Int?, greedyGroup: Int32?
        ) {
            self.drawn = drawn
            hasLimits = !list.isRuleMadeUp
            source = Source(
                outputs: evidence.outputs, scorer: scorer, greedyPosition: greedyPosition)
            asksServer = list.grouping.asksServer
            partition = asksServer ? list.partition : nil
            drawCount = evidence.drawCount
            first = Self.firstPositions(list.index)
            later = partition.map { Self.laterCounts(evidence, list.index, from: $0.frozenAt) }
            places = [Int32](repeating: -1, count: first.count)
            collect(list, greedyGroup: greedyGroup)
            gather(list.index)
            sort(by: list)
        }

        // MARK: - As a collection

        var startIndex: Int { 0 }
        var endIndex: Int { entries.count }

        subscript(position: Int) -> Group {
            let entry = entries[position]
            let wordings = wordings(at: position)
            let isWhole = entry.count == drawn[Int(entry.number)]
            return Group(
                number: Int(entry.number), discovery: isWhole ? discovery(of: entry) : nil,
                later: isWhole ? laterDraws(of: entry) : nil, wordings: wordings,
                count: entry.count,
                scores: entry.scores < 0 ? wordings[0].scores : scores[Int(entry.scores)],
                isGreedy: entry.isGreedy,
                isNamed: entry.isGreedy && !asksServer && isWhole && hasLimits,
                probability: entry.probability, isWhole: isWhole)
        }

        /// The wordings of a group, the most frequent first.
        func wordings(at position: Int) -> Wordings {
            let entry = entries[position]
            let start = Int(entry.start)
            return Wordings(source, members[start..<start + Int(entry.size)])
        }

        /// How many wordings a group has.
        func size(at position: Int) -> Int { Int(entries[position].size) }

        /// How many draws gave one of a group's wordings.
        func count(at position: Int) -> Int { entries[position].count }

        /// The text that stands for a group.
        func text(at position: Int) -> String {
            source.text(at: Int(members[Int(entries[position].start)]))
        }

        func number(at position: Int) -> Int { Int(entries[position].number) }

        /// Whether draws of a group have unlike scores.
        func hasRange(at position: Int) -> Bool { entries[position].hasRange }

        /// The position of the group of a number; nil where it is filtered out.
        func position(ofNumber number: Int) -> Int? {
            guard places.indices.contains(number), places[number] >= 0 else { return nil }
            return Int(places[number])
        }

        // MARK: - How it was found

        private func discovery(of entry: Entry) -> ShareLimits.Discovery? {
            let number = Int(entry.number)
            let position = Int(first[number])
            let draw = source.outputs[position].firstIndex
            guard hasLimits else { return nil }
            guard asksServer else { return ShareLimits.Discovery(rank: number + 1, draw: draw) }
            guard let partition, let group = partition.group(of: source.text(at: position)) else {
                return nil
            }
            // Without a draw after the freeze there is nothing to be said.
            let isFrozen = group < partition.frozenGroups
            return isFrozen && drawCount <= partition.frozenAt
                ? nil : partition.discovery(of: group, firstDraw: draw)
        }

        private func laterDraws(of entry: Entry) -> Int? {
            guard let partition, let later,
                let group = partition.group(of: source.text(at: Int(first[Int(entry.number)]))),
                group < partition.frozenGroups
            else { return nil }
            return later[Int(entry.number)]
        }

        /// The draws of each group from some draw on.
        private static func laterCounts(
            _ evidence: PromptEvidence, _ index: AnswerIndex, from draw: Int
        ) -> [Int] {
            var counts = [Int](repeating: 0, count: (index.groups.max().map(Int.init) ?? -1) + 1)
            for position in evidence.sequence.dropFirst(draw) where position >= 0 {
                counts[Int(index.groups[Int(position)])] += 1
            }
            return counts
        }

        private static func firstPositions(_ index: AnswerIndex) -> [Int32] {
            var first: [Int32] = []
            first.reserveCapacity(index.groups.count)
            for position in index.groups.indices where Int(index.groups[position]) == first.count {
                first.append(Int32(position))
            }
            return first
        }

        // MARK: - Making it

        /// Lists the texts that the filter holds for, and counts those of each group.
        private mutating func collect(_ list: AnswerList, greedyGroup: Int32?) {
            let index = list.index
            let filter = list.filter
            members.reserveCapacity(index.matches.count { $0 })
            for position in source.outputs.indices where index.matches[position] {
                let number = index.groups[position]
                let isGreedy = number == greedyGroup
                let draws = source.outputs[position].count
                let listed =
                    filter.hasTerms
                    ? filter.draws(
                        of: source.outputs[position], source.scores(at: position),
                        isGreedy: isGreedy, labels: list.labels[position]?.words ?? [])
                    : draws
                guard listed > 0 else { continue }
                if places[Int(number)] < 0 {
                    places[Int(number)] = Int32(entries.count)
                    entries.append(
                        Entry(
                            number: number, firstIndex: source.outputs[position].firstIndex,
                            isGreedy: isGreedy))
                }
                let place = Int(places[Int(number)])
                entries[place].size += 1
                entries[place].count += draws
                if let more = source.outputs[position].probability {
                    entries[place].probability = (entries[place].probability ?? 0) + more
                }
                listedDraws += listed
                members.append(Int32(position))
            }
        }

        /// Puts the wordings of each group beside each other.
        private mutating func gather(_ index: AnswerIndex) {
            var start: Int32 = 0
            for place in entries.indices {
                entries[place].start = start
                start += entries[place].size
            }
            guard entries.count < members.count else {
                for place in entries.indices {
                    entries[place].hasRange = source.areUnequal(at: Int(members[place]))
                }
                return
            }
            var next = entries.map(\.start)
            var gathered = [Int32](repeating: 0, count: members.count)
            for position in members {
                let place = Int(places[Int(index.groups[Int(position)])])
                gathered[Int(next[place])] = position
                next[place] += 1
            }
            members = gathered
            for place in entries.indices { join(place) }
        }

        /// Sorts the wordings of a group and joins their scores.
        private mutating func join(_ place: Int) {
            let start = Int(entries[place].start)
            let range = start..<start + Int(entries[place].size)
            guard range.count > 1 else {
                entries[place].hasRange = source.areUnequal(at: Int(members[start]))
                return
            }
            let outputs = source.outputs
            members[range].sort { a, b in
                let (a, b) = (Int(a), Int(b))
                return (outputs[b].count, outputs[a].firstIndex)
                    < (outputs[a].count, outputs[b].firstIndex)
            }
            var joined = OutputScores()
            for position in members[range] { joined.merge(source.scores(at: Int(position))) }
            entries[place].scores = Int32(scores.count)
            entries[place].hasRange = joined.areUnequal
            scores.append(joined)
        }

        private mutating func sort(by list: AnswerList) {
            switch list.order {
            case .count:
                entries.sort { a, b in
                    a.probability != b.probability
                        ? (a.probability ?? 0) > (b.probability ?? 0)
                        : a.count != b.count ? a.count > b.count : a.firstIndex < b.firstIndex
                }
            case .score: sortByScore()
            case .first: entries.sort { $0.firstIndex < $1.firstIndex }
            }
            if list.isReversed { entries.reverse() }
            for place in entries.indices { places[Int(entries[place].number)] = Int32(place) }
        }

        private mutating func sortByScore() {
            let (source, members, scores) = (source, members, scores)
            // Asked once of each group, not at each comparison.
            let keyed = entries.map { entry in
                let joined = entry.scores < 0 ? nil : scores[Int(entry.scores)].greatest
                let text = Int(members[Int(entry.start)])
                return (entry, joined ?? source.scores(at: text).greatest ?? -1, text)
            }
            entries = keyed.sorted { a, b in
                if a.1 != b.1 { return a.1 > b.1 }
                if a.0.count != b.0.count { return a.0.count > b.0.count }
                return source.text(at: a.2) < source.text(at: b.2)
            }.map(\.0)
        }
    }

    /// Where the texts are.
    struct Source: Sendable {
        let outputs: [PromptEvidence.Output]
        let scorer: Int
        let greedyPosition: Int?

        func text(at position: Int) -> String { outputs[position].text }

        func scores(at position: Int) -> OutputScores {
            outputs[position].scores.indices.contains(scorer)
                ? outputs[position].scores[scorer] : OutputScores()
        }

        func areUnequal(at position: Int) -> Bool {
            outputs[position].scores.indices.contains(scorer)
                && outputs[position].scores[scorer].areUnequal
        }

        func answer(at position: Int) -> Answer {
            let output = outputs[position]
            return Answer(
                text: output.text, count: output.count, firstIndex: output.firstIndex,
                rank: position + 1, scores: scores(at: position),
                isGreedy: position == greedyPosition, truncated: output.truncated,
                probability: output.probability)
        }
    }
}
