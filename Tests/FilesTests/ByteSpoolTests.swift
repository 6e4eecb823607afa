import Foundation
import TestSupport
import Testing

@testable import Files

/// What is too large for the memory waits in a file.
@Suite struct ByteSpoolTests {
    @Test(arguments: [0, 100, 1 << 20])
    func recordsAreReadAsTheyWereAdded(most: Int) {
        let spool = ByteSpool(most: most)
        var random = SeededGenerator(seed: 3)
        var records: [(place: Int, bytes: [UInt8])] = []
        for number in 0..<2000 {
            let count = number % 97 == 0 ? 70_000 : Int.random(in: 0...60, using: &random)
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
            records.append((spool.append(bytes), bytes))
            if number % 50 == 0, let any = records.randomElement(using: &random) {
                #expect(spool.record(at: any.place, count: any.bytes.count) == any.bytes)
            }
        }
        for (place, bytes) in records + records.shuffled(using: &random) {
            #expect(spool.record(at: place, count: bytes.count) == bytes)
        }
        #expect(spool.record(at: records[1999].place, count: 1 << 30) == nil)
    }

    /// A large file is mapped from a copy: what happens to the file meanwhile does no harm.
    @Test func aLargeFileMayBeCutWhileItIsRead() throws {
        let path = FileManager.default.temporaryDirectory.path + "/large-\(UUID()).txt"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let line = Array("0123456789 über\n".utf8)
        var bytes: [UInt8] = []
        while bytes.count < 40 << 20 { bytes += line }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let text = try SourceText.readBytes(path)
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        #expect(truncate(path, 0) == 0)
        #expect(text.count == bytes.count && text.firstInvalid() == nil)
        text.discard(before: 32 << 20)
        #expect(text.starts(with: line, at: text.count - line.count))
        #expect(
            text.starts(with: line)
                && text.lineFeeds(in: 0..<text.count) == bytes.count / line.count)
    }
}
