import Foundation
import Testing

@testable import Files

@Suite struct UnpackingTests {
    /// What `gzip -n` and `zstd` write for "River?\n" twice, as two members or frames.
    private static func packed(_ program: [String], _ text: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = program
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(text.utf8))
        try input.fileHandleForWriting.close()
        return Array(output.fileHandleForReading.readDataToEndOfFile())
    }

    @Test func `gzip is unpacked, several members too`() throws {
        let text = String(repeating: "River? Hügel!\n", count: 40_000)
        let one = try Self.packed(["gzip", "-c"], text)
        let source = try SourceText(TextBytes(one + one), name: "x.gz")
        #expect(source.text == text + text)
        #expect(source.packing == "gzip")
    }

    @Test func `what is damaged, cut off or too large is told`() throws {
        let good = try Self.packed(["gzip", "-c"], String(repeating: "River?\n", count: 1000))
        for bytes in [Array(good.dropLast(9)), Array(good.prefix(12)), [0x1F, 0x8B, 8, 9, 9]] {
            let error = #expect(throws: PromptError.self) {
                _ = try SourceText(TextBytes(bytes), name: "x.gz")
            }
            #expect(error?.reason.contains("damaged or cut off") == true)
            #expect(error?.reason.contains("gzip -dc x.gz") == true)
        }
        #expect(throws: UnpackingFault.tooLarge) {
            try good.withUnsafeBufferPointer { (bytes) throws(UnpackingFault) in
                _ = try Zlib.inflated(bytes, .gzip, limit: 1000)
            }
        }
    }

    /// A file of a few hundred kilobytes would fill a gigabyte.
    @Test func `what is more than a hundred times its size is told before it fills the memory`()
        throws
    {
        let step = 1 << 26
        for (made, packed, isRefused) in [
            (step, 1, false), (step + 1, 1, true), (step + 100, (step + 100) / 100, false),
            (1 << 30, 1 << 24, false), (1 << 30, 1 << 22, true), (1 << 30 + 1, 1 << 30, true),
        ] {
            let fault = Result { () throws(UnpackingFault) in
                try UnpackingFault.check(made, of: packed, limit: Packing.limit)
            }
            #expect((try? fault.get()) == nil ? isRefused : !isRefused, "\(made) of \(packed)")
        }
        // Of 85 MB of line ends 83 kB are left.
        let part = try Self.packed(["gzip", "-c"], String(repeating: "\n", count: 17 << 20))
        let error = #expect(throws: PromptError.self) {
            _ = try SourceText(TextBytes(part + part + part + part + part), name: "x.gz")
        }
        #expect(error?.reason.contains("more than 100 times its size") == true)
    }

    @Test func `bytes that only begin like a packed file are refused, whatever follows`() {
        var random = SystemRandomNumberGenerator()
        for mark: [UInt8] in [[0x1F, 0x8B, 8, 0], [0x28, 0xB5, 0x2F, 0xFD]] {
            for _ in 0..<300 {
                let bytes = mark + (0..<60).map { _ in UInt8.random(in: 0...255, using: &random) }
                _ = try? SourceText(TextBytes(bytes), name: "x")
            }
        }
    }

    @Test func `other packings and Parquet name the way out`() {
        for (bytes, part) in [
            (Array("BZh91AY".utf8), "bzip2 -dc"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz -dc"),
            (Array("PAR1....PAR1".utf8), "this is a Parquet file"),
        ] {
            let error = #expect(throws: PromptError.self) {
                _ = try SourceText(TextBytes(bytes), name: "x")
            }
            #expect(error?.reason.contains(part) == true)
        }
    }
}
