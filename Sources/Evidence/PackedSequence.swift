/// Whole numbers from −1 up in the order in which they came, each in a few bits.
///
/// A run holds millions of small ones, such as which answer each draw gave. They are kept in chunks
/// of 512, each with as few bits a number as its largest one needs (1, 2, 4, 8, 16 or 32), and a
/// copy shares every chunk but the last with the sequence that goes on growing.
package struct PackedSequence: RandomAccessCollection, Sendable, Hashable {
    private var chunks: [Chunk] = []
    package private(set) var endIndex = 0

    package init() {}

    package var startIndex: Int { 0 }

    package subscript(index: Int) -> Int32 {
        precondition(index >= 0 && index < endIndex, "index out of range")
        return Int32(chunks[index / Chunk.size][index % Chunk.size]) - 1
    }

    /// Adds a number of at least −1.
    mutating func append(_ number: Int32) {
        if endIndex % Chunk.size == 0 { chunks.append(Chunk()) }
        chunks[endIndex / Chunk.size].set(UInt32(number + 1), at: endIndex % Chunk.size)
        endIndex += 1
    }
}

/// So many numbers, of which those not yet set are 0.
private struct Chunk: Sendable, Hashable {
    static let size = 512

    /// The binary logarithm of the number of bits per number.
    private var shift = 0
    private var words = Chunk.zeros(shift: 0)

    private static func zeros(shift: Int) -> [UInt64] {
        Array(repeating: 0, count: size >> (6 - shift))
    }

    subscript(index: Int) -> UInt32 {
        let position = index << shift
        let mask: UInt64 = 1 << (1 << shift) - 1
        return UInt32(truncatingIfNeeded: words[position / 64] >> (position % 64) & mask)
    }

    /// Sets a number that is 0 so far.
    mutating func set(_ number: UInt32, at index: Int) {
        while number >> (1 << shift) != 0 { widen(before: index) }
        let position = index << shift
        words[position / 64] |= UInt64(number) << (position % 64)
    }

    /// Gives each number twice the bits.
    private mutating func widen(before end: Int) {
        let narrow = self
        shift += 1
        words = Chunk.zeros(shift: shift)
        for index in 0..<end {
            let position = index << shift
            words[position / 64] |= UInt64(narrow[index]) << (position % 64)
        }
    }
}
