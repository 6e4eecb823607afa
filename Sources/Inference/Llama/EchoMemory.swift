import Files
import Platform
import Synchronization

/// The settings that a server has echoed, by the bytes in which it did.
///
/// Every completion ends with all fifty of them, and those of a run differ in their seed alone.
/// Bytes that are known but for the digits of the seed are not read again; the settings are then
/// one value, so that comparing them costs nothing either.
final class EchoMemory: Sendable {
    /// Settings as text before and after the seed's digits.
    private struct Entry {
        let head: [UInt8]
        let tail: [UInt8]
        let settings: EchoedSettings

        /// The settings with the seed in `bytes`, where nothing but its digits is different.
        func matching(_ bytes: UnsafeRawBufferPointer) -> EchoedSettings? {
            let end = bytes.count - tail.count
            guard let base = bytes.baseAddress, head.count < end,
                memcmp(base, head, head.count) == 0, memcmp(base + end, tail, tail.count) == 0
            else { return nil }
            var seed: UInt64 = 0
            for byte in bytes[head.count..<end] {
                guard byte &- 0x30 < 10, seed < 1 << 40 else { return nil }
                seed = seed * 10 + UInt64(byte &- 0x30)
            }
            guard let seed = UInt32(exactly: seed) else { return nil }
            var settings = settings
            settings.seed = seed
            return settings
        }
    }

    /// Two suffice a run: its draws' and its greedy answers'.
    private static let capacity = 4

    private let entries = Mutex<[Entry]>([])

    /// The settings that a JSON object of them means; the bytes are valid JSON.
    func settings(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> EchoedSettings {
        if let known = entries.withLock({ $0.lazy.compactMap { $0.matching(bytes) }.first }) {
            return known
        }
        var reader = JSONReader(bytes)
        let settings = try EchoedSettings(&reader)
        if let seed = try Self.seed(in: bytes) {
            // A seed that is none, such as -1, must not pass for one that was not echoed.
            guard settings.seed != nil else {
                throw JSONError(offset: seed.lowerBound, reason: "a seed has 32 bits")
            }
            // Only digits are read as another seed when these bytes come again.
            guard bytes[seed].allSatisfy({ $0 &- 0x30 < 10 }) else { return settings }
            let entry = Entry(
                head: Array(bytes[..<seed.lowerBound]), tail: Array(bytes[seed.upperBound...]),
                settings: settings)
            entries.withLock { entries in
                if entries.count == Self.capacity { entries.removeFirst() }
                entries.append(entry)
            }
        }
        return settings
    }

    /// Where the seed that counts, the last one, is; nil where there is none, or null.
    private static func seed(in bytes: UnsafeRawBufferPointer) throws(JSONError) -> Range<Int>? {
        var reader = JSONReader(bytes)
        var range: Range<Int>?
        try reader.members { reader, key throws(JSONError) in
            guard case "seed" = key else { return try reader.skip() }
            _ = reader.peek()
            let start = reader.position
            try reader.skip()
            range = start..<reader.position
        }
        return range.flatMap { bytes[$0].first == UInt8(ascii: "n") ? nil : $0 }
    }
}
