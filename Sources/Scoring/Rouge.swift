/// ROUGE of an answer against reference texts, with the rules of the `rouge-score` package.
///
/// C.-Y. Lin, ROUGE: a package for automatic evaluation of summaries, 2004.
struct Rouge: Sendable {
    private let tokenizer: WordTokenizer
    /// The number of every word that occurs in a reference.
    private let vocabulary: [String: Int32]
    private let references: [Reference]

    /// Precision, recall and F1, each in [0, 1]; all 0 where either text has no words.
    struct Value: Sendable, Hashable {
        var precision: Double
        var recall: Double

        var f1: Double {
            precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
        }

        init(common: Int, answer: Int, reference: Int) {
            precision = answer > 0 ? Double(common) / Double(answer) : 0
            recall = reference > 0 ? Double(common) / Double(reference) : 0
        }
    }

    private struct Reference: Sendable {
        var words: [Int32]
        /// How often each word of the vocabulary occurs in it, by the word's number.
        var counts: [Int]
        var positions: WordPositions
    }

    init(references texts: [String], tokenizer: WordTokenizer) {
        self.tokenizer = tokenizer
        var vocabulary: [String: Int32] = [:]
        // Room for a usual answer: growing by steps would cost more than reading it.
        vocabulary.reserveCapacity(64)
        let numbered = texts.map { text in
            var numbers: [Int32] = []
            numbers.reserveCapacity(64)
            tokenizer.forEachWord(text) { word in
                let new = Int32(vocabulary.count)
                numbers.append(vocabulary[word, default: new])
                if numbers.last == new { vocabulary[word] = new }
            }
            return numbers
        }
        self.vocabulary = vocabulary
        references = numbered.filter { !$0.isEmpty }.map { words in
            Reference(
                words: words, counts: Self.counts(words, vocabulary: vocabulary.count),
                positions: WordPositions(words, vocabulary: vocabulary.count))
        }
    }

    /// Whether no reference has a word by the rules of the tokenizer.
    var isEmpty: Bool { references.isEmpty }

    /// ROUGE-L, from the longest common subsequence of words, for each reference.
    func longestCommonSubsequence(_ answer: String) -> [Value] {
        let words = numbers(answer)
        return references.map { reference in
            Value(
                common: reference.positions.longestCommonSubsequence(words), answer: words.count,
                reference: reference.words.count)
        }
    }

    /// ROUGE-1, from the words in common, each as often as it occurs in both.
    func unigrams(_ answer: String) -> [Value] {
        let words = numbers(answer)
        let counts = Self.counts(words, vocabulary: vocabulary.count)
        return references.map { reference in
            let common = zip(reference.counts, counts).reduce(0) { $0 + min($1.0, $1.1) }
            return Value(common: common, answer: words.count, reference: reference.words.count)
        }
    }

    /// The longest run of words that the answer shares with any one reference, and that
    /// reference's number of words.
    func longestRun(_ answer: String) -> [(run: Int, reference: Int)] {
        let words = numbers(answer)
        return references.map { (Self.longestRun(words, $0.words), $0.words.count) }
    }

    /// The words by their numbers, −1 for one that no reference has.
    private func numbers(_ text: String) -> [Int32] {
        var numbers: [Int32] = []
        numbers.reserveCapacity(64)
        tokenizer.forEachWord(text) { numbers.append(vocabulary[$0] ?? -1) }
        return numbers
    }

    private static func counts(_ words: [Int32], vocabulary: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: vocabulary)
        for word in words where word >= 0 { counts[Int(word)] += 1 }
        return counts
    }

    private static func longestRun(_ answer: [Int32], _ reference: [Int32]) -> Int {
        var best = 0
        // runs[j + 1] is the length of the common run that ends at the present word and word j.
        var runs = [Int](repeating: 0, count: reference.count + 1)
        for word in answer {
            for index in stride(from: reference.count, to: 0, by: -1) {
                runs[index] = word == reference[index - 1] ? runs[index - 1] + 1 : 0
                best = max(best, runs[index])
            }
        }
        return best
    }
}

/// For every word the set of its positions in one reference, as bits.
struct WordPositions: Sendable {
    private let length: Int
    private let width: Int
    private let masks: [UInt64]

    init(_ words: [Int32], vocabulary: Int) {
        length = words.count
        width = (words.count + 63) / 64
        var masks = [UInt64](repeating: 0, count: vocabulary * width)
        for (position, word) in words.enumerated() {
            masks[Int(word) * width + position / 64] |= 1 << UInt64(position % 64)
        }
        self.masks = masks
    }

    /// The length of the longest common subsequence, 64 positions at a time.
    ///
    /// Bit-parallel after H. Hyyrö, Bit-parallel LCS-length computation revisited, 2004: a cleared
    /// bit marks a position at which the length grows.
    func longestCommonSubsequence(_ words: [Int32]) -> Int {
        guard width != 1 else { return narrow(words) }
        var row = [UInt64](repeating: .max, count: width)
        for word in words where word >= 0 {
            let base = Int(word) * width
            var carry: UInt64 = 0
            for index in 0..<width {
                let matches = row[index] & masks[base + index]
                let (partial, overflow) = row[index].addingReportingOverflow(matches)
                let (sum, more) = partial.addingReportingOverflow(carry)
                carry = overflow || more ? 1 : 0
                row[index] = sum | row[index] & ~matches
            }
        }
        return row.enumerated().reduce(0) { $0 + cleared($1.element, block: $1.offset) }
    }

    private func narrow(_ words: [Int32]) -> Int {
        var row = UInt64.max
        for word in words where word >= 0 {
            let matches = row & masks[Int(word)]
            row = row &+ matches | row & ~matches
        }
        return cleared(row, block: 0)
    }

    private func cleared(_ row: UInt64, block: Int) -> Int {
        let used = min(64, length - 64 * block)
        let mask: UInt64 = used == 64 ? .max : (1 << UInt64(used)) - 1
        return (~row & mask).nonzeroBitCount
    }
}
