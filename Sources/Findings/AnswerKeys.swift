import Prompts
import Text

/// Numbers of groups of answers, counted by first appearance: texts of which an ``AnswerGrouping``
/// makes the same key have the same number.
///
/// Keys of ASCII are found by the hash of their bytes, others as strings, whose equality is that of
/// characters. A hash never decides alone: the bytes are compared. They are made again for that, as keeping
/// them would cost more than the few comparisons of texts that differ.
package struct AnswerKeys: Sendable {
    /// For each number what its key is made of: the first text of the group, or the key itself.
    private var sources: [Source] = []
    private var hashes: [Int] = []
    /// Numbers by hash, open addressing; -1 for a free place.
    ///
    /// Its count is a power of two.
    private var places: [Int32] = Array(repeating: -1, count: 64)
    private var others: [String: Int32] = [:]
    /// Room for the key that is looked at, and for one that it is compared with.
    private var scratch: [UInt8] = []
    private var other: [UInt8] = []

    private struct Source: Sendable {
        var text: String
        /// Whether the key is what folding makes of the text.
        var isFolded: Bool
    }

    package init() {}

    /// The number of a text's key, a new one where it was not seen before.
    package mutating func add(
        _ text: String, by grouping: AnswerGrouping, finder: AnswerFinder
    ) -> Int32 {
        if let length = fold(text, by: grouping) {
            return find(length, of: Source(text: text, isFolded: true), adds: true) ?? 0
        }
        return add(key: grouping.key(of: text, finder: finder))
    }

    /// The number of a text's key; nil for one that was not seen.
    package func number(
        of text: String, by grouping: AnswerGrouping, finder: AnswerFinder
    ) -> Int32? {
        // A copy: only its scratch is written to, and this is asked once for a picture.
        var keys = self
        if let length = keys.fold(text, by: grouping) {
            return keys.find(length, of: Source(text: text, isFolded: true), adds: false)
        }
        return number(ofKey: grouping.key(of: text, finder: finder))
    }

    /// The number of a key as it stands.
    package mutating func add(key: String) -> Int32 {
        let source = Source(text: key, isFolded: false)
        if let length = take(key) { return find(length, of: source, adds: true) ?? 0 }
        if let known = others[key] { return known }
        let number = Int32(sources.count)
        others[key] = number
        sources.append(source)
        hashes.append(0)
        return number
    }

    /// The number of a key as it stands; nil for one that was not seen.
    package func number(ofKey key: String) -> Int32? {
        var keys = self
        let source = Source(text: key, isFolded: false)
        return keys.take(key).map { keys.find($0, of: source, adds: false) } ?? others[key]
    }

    // MARK: - Keys as bytes

    /// Folds a text into `scratch` where the rule is just that, and the text ASCII without any thoughts.
    private mutating func fold(_ text: String, by grouping: AnswerGrouping) -> Int? {
        guard grouping.ofText == .folded else { return nil }
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.isASCII else { return nil }
            reserve(bytes.count)
            let folded = scratch.withUnsafeMutableBufferPointer {
                AnswerFolding.fold(bytes, into: $0.baseAddress)
            }
            return folded.mayThink ? nil : folded.count
        }
    }

    /// Copies a key of ASCII into `scratch`; nil for any other.
    private mutating func take(_ key: String) -> Int? {
        var key = key
        return key.withUTF8 { bytes in
            guard bytes.isASCII else { return nil }
            reserve(bytes.count)
            scratch.withUnsafeMutableBufferPointer {
                for index in bytes.indices { $0[index] = bytes[index] }
            }
            return bytes.count
        }
    }

    private mutating func reserve(_ count: Int) {
        if scratch.count < count + 1 {
            scratch = Array(repeating: 0, count: max(256, 2 * count))
        }
    }

    /// Finds the key of so many bytes that is in `scratch`.
    private mutating func find(_ length: Int, of source: Source, adds: Bool) -> Int32? {
        // Of another seed in each process: no answer can be made to collide with others.
        var hasher = Hasher()
        scratch.withUnsafeBytes {
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[..<length]))
        }
        let hash = hasher.finalize()
        var place = hash & (places.count - 1)
        while places[place] >= 0 {
            let number = places[place]
            if hashes[Int(number)] == hash, isKey(Int(number), length) { return number }
            place = (place + 1) & (places.count - 1)
        }
        guard adds else { return nil }
        let number = Int32(sources.count)
        places[place] = number
        sources.append(source)
        hashes.append(hash)
        if 2 * sources.count > places.count { grow() }
        return number
    }

    /// Whether the key of a number is the one of so many bytes in `scratch`.
    private mutating func isKey(_ number: Int, _ length: Int) -> Bool {
        var source = sources[number]
        if source.text.utf8.count < length { return false }
        if other.count < source.text.utf8.count + 1 {
            other = Array(repeating: 0, count: max(256, 2 * source.text.utf8.count))
        }
        let new = scratch
        return source.text.withUTF8 { bytes in
            other.withUnsafeMutableBufferPointer { other in
                var count = bytes.count
                if source.isFolded {
                    count = AnswerFolding.fold(bytes, into: other.baseAddress).count
                } else {
                    for index in bytes.indices { other[index] = bytes[index] }
                }
                return count == length && (0..<length).allSatisfy { other[$0] == new[$0] }
            }
        }
    }

    private mutating func grow() {
        var larger = [Int32](repeating: -1, count: 4 * places.count)
        for number in places where number >= 0 {
            var place = hashes[Int(number)] & (larger.count - 1)
            while larger[place] >= 0 { place = (place + 1) & (larger.count - 1) }
            larger[place] = number
        }
        places = larger
    }
}
