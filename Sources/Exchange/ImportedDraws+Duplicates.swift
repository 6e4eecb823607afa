import Files
import Journal

/// What a file had more than once.
struct DuplicateTally {
    var dropped = 0
    /// Of these, with another text than the first one.
    var contradicting = 0
    /// Of which it cannot be told whether they are copies.
    var doubtful = 0
    /// Which a cache gave again.
    var cached = 0
    /// Which a cache gave, of which it cannot be told whether they are copies.
    var doubtfulCached = 0
}

/// Repetitions among the draws of one prompt.
///
/// Draws are told apart by hashes of their names, of which a million fit into memory; what two draws
/// with one hash have in common is then looked at in the draws themselves.
extension ImportedDraws {
    private struct Trait {
        var hash: Int64
        /// Of the text, where it matters.
        var text: Int64 = 0
        var index: Int
    }

    /// Counts once what is there twice; see ``DrawImport/countOnce()``.
    mutating func countOnce(_ tally: inout DuplicateTally) {
        var isDropped = Array(repeating: false, count: count)
        var keys: [Trait] = []
        var seeds: [Trait] = []
        var marks: Set<String>?
        for index in indices {
            let entry = self[index]
            for key in entry.keys { keys.append(Trait(hash: ContentHash.of(key), index: index)) }
            if let seed = entry.seedName, let text = entry.said {
                let said = ContentHash.of(text.inPlainSpace)
                seeds.append(Trait(hash: ContentHash.of(seed), text: said, index: index))
            }
            marks = marks?.intersection(entry.marks.keys) ?? Set(entry.marks.keys)
        }
        dropKeys(&keys, &isDropped, &tally)
        for name in DrawImport.marks where marks?.contains(name) == true {
            dropMarks(name, &isDropped, &tally)
        }
        seeds.removeAll { isDropped[$0.index] }
        dropSeeds(&seeds, &isDropped, &tally)
        dropCached(&isDropped, &tally)
        remove(isDropped)
    }

    /// What a cache gave is the answer that it was given first, and no other draw.
    ///
    /// A prompt of which all answers are one text has one draw then. Where it has several texts, it was
    /// asked several times, and which of the cached answers are draws of their own cannot be told: to
    /// keep one of each text would choose by the answer, so that those of one text are lost but for the
    /// first.
    private mutating func dropCached(_ isDropped: inout [Bool], _ tally: inout DuplicateTally) {
        var traits: [Trait] = []
        var cached: Set<Int> = []
        for index in indices where !isDropped[index] {
            let entry = self[index]
            if entry.isCached { cached.insert(index) }
            guard let said = entry.said else { continue }
            traits.append(Trait(hash: ContentHash.of(said.inPlainSpace), index: index))
        }
        guard !cached.isEmpty else { return }
        // The one that no cache gave comes first.
        traits.sort {
            ($0.hash, cached.contains($0.index) ? 1 : 0, $0.index)
                < ($1.hash, cached.contains($1.index) ? 1 : 0, $1.index)
        }
        let groups = Self.groups(traits)
        for group in groups {
            for trait in traits[group].dropFirst() where cached.contains(trait.index) {
                if groups.count == 1 {
                    isDropped[trait.index] = true
                    tally.cached += 1
                } else {
                    lose(trait.index, "a cache's answer, equal to another draw's")
                    tally.doubtfulCached += 1
                }
            }
        }
    }

    /// Makes a draw of which it cannot be told whether it is another one's copy a lost one.
    private mutating func lose(_ index: Int, _ reason: String) {
        var entry = self[index]
        entry.text = nil
        entry.error = reason
        self[index] = entry
    }

    /// Numbers, epochs and identifiers, of which no two draws can have one.
    private mutating func dropKeys(
        _ keys: inout [Trait], _ isDropped: inout [Bool], _ tally: inout DuplicateTally
    ) {
        keys.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
        var repeated: [Trait] = []
        for group in Self.groups(keys) where group.count > 1 { repeated += keys[group] }
        repeated.sort { $0.index < $1.index }
        var kept: [Int64: Int] = [:]
        for group in repeated.chunked(by: { $0.index == $1.index }) {
            let index = repeated[group.lowerBound].index
            let own = self[index]
            let place = repeated[group].lazy.compactMap { kept[$0.hash] }.first
            if let place, !Set(self[place].keys).isDisjoint(with: own.keys) {
                isDropped[index] = true
                tally.dropped += 1
                if self[place].saysTheSame(as: own) {
                    keepScores(of: own, at: place)
                } else {
                    tally.contradicting += 1
                }
            } else {
                for trait in repeated[group] { kept[trait.hash] = index }
            }
        }
    }

    /// Takes fields such as `id` and `sample_id` for what draws are called where they can be that:
    /// they differ within the prompt, and wherever one repeats, its text does too.
    ///
    /// A field that is the same in all of a prompt's draws names the prompt and not the draw.
    private func dropMarks(
        _ name: String, _ isDropped: inout [Bool], _ tally: inout DuplicateTally
    ) {
        var traits: [Trait] = []
        for index in indices where !isDropped[index] {
            let entry = self[index]
            guard let mark = entry.marks[name] else { return }
            traits.append(
                Trait(
                    hash: ContentHash.of(mark),
                    text: ContentHash.of((entry.text ?? "").inPlainSpace),
                    index: index))
        }
        guard traits.count > 2 else { return }
        traits.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
        let groups = Self.groups(traits)
        guard groups.count > 1, groups.count < traits.count,
            groups.allSatisfy({ group in
                traits[group].allSatisfy { $0.text == traits[group.lowerBound].text }
            })
        else { return }
        for group in groups {
            for trait in traits[group].dropFirst() {
                isDropped[trait.index] = true
                tally.dropped += 1
            }
        }
    }

    /// Equal texts under one seed are one draw, unless the seed gave other texts too.
    private mutating func dropSeeds(
        _ seeds: inout [Trait], _ isDropped: inout [Bool], _ tally: inout DuplicateTally
    ) {
        seeds.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
        for group in Self.groups(seeds) where group.count > 1 {
            var first: [Int64: Int] = [:]
            let isHeeded = Set(seeds[group].map(\.text)).count == 1
            for trait in seeds[group] {
                guard let place = first[trait.text] else {
                    first[trait.text] = trait.index
                    continue
                }
                let own = self[trait.index]
                guard self[place].saysTheSame(as: own), self[place].seedName == own.seedName else {
                    continue
                }
                if isHeeded {
                    isDropped[trait.index] = true
                    tally.dropped += 1
                    keepScores(of: own, at: place)
                } else {
                    tally.doubtful += 1
                    lose(trait.index, "a repeat of another draw's text under the same seed")
                }
            }
        }
    }

    /// Gives a draw the scores that a repetition of it has and it has not.
    private mutating func keepScores(of repetition: Entry, at place: Int) {
        var entry = self[place]
        let count = entry.raw.count
        entry.raw.merge(repetition.raw) { own, _ in own }
        if entry.raw.count > count { self[place] = entry }
    }

    /// The ranges of traits of one hash, in a list that is sorted by it.
    private static func groups(_ traits: [Trait]) -> [Range<Int>] {
        traits.chunked { $0.hash == $1.hash }
    }
}

extension DrawImport.Entry {
    /// What no other draw of the prompt can have as well.
    var keys: [String] {
        (number.map { ["draw \($0)"] } ?? []) + identifiers
    }

    /// The text, also that of a draw that is lost.
    var said: String? { text ?? lostText }

    /// Whether two texts differ in white space at most.
    func saysTheSame(as other: Self) -> Bool { said?.inPlainSpace == other.said?.inPlainSpace }
}

extension String {
    /// The text with one space for each stretch of spaces, tabs and line ends, and none at its ends: programs
    /// that a text goes through add and take away such.
    var inPlainSpace: String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        var before = UInt8(0x20)
        var isPlain = true
        for byte in utf8 {
            if isSpace(byte), byte != 0x20 || before == 0x20 { isPlain = false }
            before = byte
        }
        // A file may have a million texts, most of them plain.
        if isPlain, utf8.last != 0x20 { return self }
        let words = utf8.split(whereSeparator: isSpace)
        return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }
}

extension Array {
    /// The ranges of neighbours that belong together.
    fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for index in indices.dropFirst() where !belongs(self[index - 1], self[index]) {
            ranges.append(start..<index)
            start = index
        }
        if start < count { ranges.append(start..<count) }
        return ranges
    }
}
