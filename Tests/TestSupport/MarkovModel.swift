import Platform

/// A language model whose next-token distribution is known, since we chose it.
///
/// The logits depend on the last token only: the embedding is one-hot, attention and feed-forward
/// weights are zero, and the output matrix holds log P / √dim (normalising a one-hot vector of
/// length dim scales it by √dim). llama.cpp's probabilities equal the table to 10⁻⁶, and results
/// do not depend on what else is in a batch, so a seed reproduces its draw exactly.
package struct MarkovModel: Sendable {
    /// Token texts: the end of text, the 256 bytes, then the words with a space in front of each.
    package let words: [String]
    /// P(next | last) by token id; a token without a row ends the text.
    package let table: [Int: [Int: Double]]

    /// The id of the end of text, which also stands for an empty prompt.
    package static let endOfText = 0
    /// The id of `words[0]`.
    package static let firstWord = 257

    /// A model from a table of words, given without their spaces; `nil` as next word ends the text.
    ///
    /// A word such as `<F0>` is the token of that one byte, of which characters are made.
    ///
    ///     MarkovModel(rows: ["who": ["me": 0.1, "you": 0.9], "me": [nil: 1], "you": [nil: 1]])
    package init(rows: [String: [String?: Double]]) {
        var words: Set<String> = []
        for (word, row) in rows {
            words.formUnion(([word] + row.keys.compactMap { $0 }).filter { Self.byte($0) == nil })
            let total = row.values.reduce(0, +)
            precondition(abs(total - 1) < 1e-9, "row \"\(word)\" sums to \(total)")
        }
        let sorted = words.sorted()
        let places = Dictionary(
            uniqueKeysWithValues: sorted.enumerated().map { ($1, MarkovModel.firstWord + $0) })
        func id(_ word: String) -> Int? { Self.byte(word).map { 1 + Int($0) } ?? places[word] }
        self.words = sorted.map { " " + $0 }
        var table: [Int: [Int: Double]] = [:]
        for (word, row) in rows {
            guard let last = id(word) else { continue }
            var next: [Int: Double] = [:]
            for (word, probability) in row {
                next[word.flatMap { id($0) } ?? MarkovModel.endOfText] = probability
            }
            table[last] = next
        }
        self.table = table
    }

    /// The byte that `<F0>` names.
    private static func byte(_ word: String) -> UInt8? {
        guard word.utf8.count == 4, word.hasPrefix("<"), word.hasSuffix(">") else { return nil }
        return UInt8(word.dropFirst().dropLast(), radix: 16)
    }

    /// A model over a fixed vocabulary: after each word some of the others at random, and the end
    /// of text with probability `stop`.
    package init(seed: UInt64 = 1, support: Int = 12, stop: Double = 0.02) {
        let words = """
            the a of to and in cat dog sat ran on mat rug big red one two three yes no maybe sun \
            moon star
            """.split(separator: " ").map(String.init)
        var generator = SeededGenerator(seed: seed)
        var rows: [String: [String?: Double]] = [:]
        for word in words {
            let next = words.shuffled(using: &generator).prefix(support)
            // Exponential weights: some words likely, some rare.
            let weights = next.map { _ in -log(Double.random(in: 1e-3..<1, using: &generator)) }
            let total = weights.reduce(0, +)
            var row: [String?: Double] = [nil: stop]
            for (word, weight) in zip(next, weights) { row[word] = (1 - stop) * weight / total }
            rows[word] = row
        }
        self.init(rows: rows)
    }
}

// MARK: - Exact probabilities

extension MarkovModel {
    /// The id of a word, given with or without its space.
    package func id(of word: String) -> Int {
        let text = word.hasPrefix(" ") ? word : " " + word
        guard let index = words.firstIndex(of: text) else {
            preconditionFailure("\"\(word)\" is no word of the model")
        }
        return MarkovModel.firstWord + index
    }

    /// The text of a token; empty for the end of text.
    package func text(of id: Int) -> String {
        id == MarkovModel.endOfText ? "" : words[id - MarkovModel.firstWord]
    }

    /// The bytes of a token, of which one alone need not be a character.
    package func bytes(of id: Int) -> [UInt8] {
        id > MarkovModel.endOfText && id < MarkovModel.firstWord
            ? [UInt8(id - 1)] : Array(text(of: id).utf8)
    }

    /// P(next | last), at a temperature.
    package func row(after last: Int, temperature: Double = 1) -> [Int: Double] {
        guard let row = table[last] else { return [MarkovModel.endOfText: 1] }
        if temperature == 1 { return row }
        let powers = row.filter { $0.value > 0 }.mapValues { pow($0, 1 / temperature) }
        let total = powers.values.reduce(0, +)
        return powers.mapValues { $0 / total }
    }

    /// The probability of every completion of at most `maxTokens` tokens of a prompt that ends in
    /// the word `last`; the number of texts grows with the power of `maxTokens`.
    package func completions(
        after last: String, maxTokens: Int, temperature: Double = 1
    ) -> [String: Double] {
        var done: [String: Double] = [:]
        func extend(_ text: String, _ last: Int, _ probability: Double, _ left: Int) {
            guard left > 0 else {
                done[text, default: 0] += probability
                return
            }
            for (next, step) in row(after: last, temperature: temperature) where step > 0 {
                if next == MarkovModel.endOfText {
                    done[text, default: 0] += probability * step
                } else {
                    extend(text + self.text(of: next), next, probability * step, left - 1)
                }
            }
        }
        extend("", id(of: last), 1, maxTokens)
        return done
    }

    /// The probability of one path of token ids.
    package func probability(of path: [Int], after last: String, temperature: Double = 1) -> Double
    {
        var last = id(of: last)
        var probability = 1.0
        for next in path {
            probability *= row(after: last, temperature: temperature)[next] ?? 0
            last = next
        }
        return probability
    }

    /// The token ids of a completion's text; they are unique, since words do not overlap.
    package func tokens(of text: String) -> [Int] {
        text.split(separator: " ").map { id(of: String($0)) }
    }

    /// The most probable token at each step, the end of text left out.
    package func greedyPath(after last: String, maxTokens: Int) -> [Int] {
        var path: [Int] = []
        var last = id(of: last)
        while path.count < maxTokens {
            let best = row(after: last).max { ($0.value, $1.key) < ($1.value, $0.key) }
            guard let next = best?.key, next != MarkovModel.endOfText else { break }
            path.append(next)
            last = next
        }
        return path
    }
}
