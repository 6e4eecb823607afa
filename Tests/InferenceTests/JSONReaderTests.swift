import Files
import Foundation
import TestSupport
import Testing

@testable import Inference

@Suite struct JSONReaderTests {
    /// Random JSON text with everything the grammar allows.
    private func randomText(
        _ generator: inout SeededGenerator, depth: Int = 0, extremes: Bool = true
    ) -> String {
        let space = [" ", "\n", "\t", "", "", ""].randomElement(using: &generator) ?? ""
        func pick(_ words: [String]) -> String { words.randomElement(using: &generator) ?? "" }
        func string() -> String {
            let pieces = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                pick([
                    "a", " the", "é", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9",
                    "\\ud83d\\ude00",
                    "\\u0000", "\u{7f}", "\\b\\f\\r\\t", "漢字", "\\u2028",
                ])
            }
            return "\"" + pieces.joined() + "\""
        }
        let body: String
        switch Int.random(in: 0..<(depth > 3 ? 6 : 8), using: &generator) {
        case 0: body = pick(["null", "true", "false"])
        case 1: body = "\(Double.random(in: -100...100, using: &generator))"
        case 2: body = "\(Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator))"
        case 3:
            body = pick(
                [
                    "0", "-0", "0.1", "1e5", "1E-7", "2.5e+3", "-1.8285868167877197", "5.0",
                    "0.949999988079071", "9007199254740993", "123456789012345678901234",
                    "4294967295", "0.30000000000000004",
                ] + (extremes ? ["1e308", "4.9e-324", "1e-40"] : []))
        case 4, 5: body = string()
        case 6:
            let count = Int.random(in: 0...4, using: &generator)
            let elements = (0..<count).map { _ in
                randomText(&generator, depth: depth + 1, extremes: extremes)
            }
            body = "[" + elements.joined(separator: ",") + "]"
        default:
            let count = Int.random(in: 0...4, using: &generator)
            let members = (0..<count).map {
                "\"k\($0)\"" + space + ":"
                    + randomText(&generator, depth: depth + 1, extremes: extremes)
            }
            body = "{" + space + members.joined(separator: ",") + "}"
        }
        return space + body + space
    }

    @Test func readsWhatFoundationReads() throws {
        var generator = SeededGenerator(seed: 1)
        let decoder = JSONDecoder()
        for _ in 0..<3000 {
            let bytes = Array(randomText(&generator).utf8)
            let expected = try decoder.decode(JSONTree.self, from: Data(bytes))
            #expect(try JSONTree(bytes) == expected, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test func refusesWhatFoundationRefusesAndSkipsAsStrictlyAsItReads() throws {
        var generator = SeededGenerator(seed: 2)
        let decoder = JSONDecoder()
        var refused = 0
        for _ in 0..<3000 {
            // Foundation refuses numbers that round to 0; that is no question of grammar, so there
            // are none close to the edge.
            var bytes = Array(randomText(&generator, extremes: false).utf8)
            // One byte is replaced, dropped or doubled.
            guard let position = bytes.indices.randomElement(using: &generator) else { continue }
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                bytes[position] =
                    Array("{}[],:\"\\e-.x".utf8).randomElement(using: &generator) ?? 0
            case 1: bytes.remove(at: position)
            default: bytes.insert(bytes[position], at: position)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let expected = try? decoder.decode(JSONTree.self, from: Data(bytes))
            let read = Result { try JSONTree(bytes) }
            let skipped = Result {
                try bytes.readJSON { reader throws(JSONError) in try reader.skip() }
            }
            // Only the size of a number is no matter to one who skips it.
            if case .failure(let error as JSONError) = read,
                error.reason == "a finite number is expected"
            {
                continue
            }
            #expect((try? read.get()) == nil || (try? skipped.get()) != nil, "\(text)")
            #expect((try? read.get()) != nil || (try? skipped.get()) == nil, "\(text)")
            // A lone half of a surrogate pair and broken UTF-8 are replaced by us, refused there.
            let isRepaired =
                String(validating: bytes, as: UTF8.self) == nil || text.contains("\\u")
                || text.contains("\\ud")
            if expected == nil { refused += 1 }
            if !isRepaired { #expect((try? read.get()) == expected, "\(text)") }
        }
        #expect(refused > 500)
    }

    @Test func readsEveryDoubleExactly() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3000 {
            let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
            guard value.isFinite else { continue }
            #expect(try JSONTree(Array("\(value)".utf8)) == .number(value))
        }
    }

    @Test func refusesNumbersBeyondAllDoubles() {
        for text in ["1e999", "-1e999", "[1e400]"] {
            #expect(throws: JSONError.self, "\(text)") { try JSONTree(Array(text.utf8)) }
        }
    }

    @Test func replacesBrokenCharactersInsteadOfFailing() throws {
        let broken: [UInt8] = [0x22, 0x61, 0xFF, 0xE3, 0x40, 0x22]
        #expect(try JSONTree(broken) == .string("a\u{FFFD}\u{FFFD}@"))
        let lone = Array(#""\ud83d!""#.utf8)
        #expect(try JSONTree(lone) == .string("\u{FFFD}!"))
        let swapped = Array(#""\ude00\ud83d""#.utf8)
        #expect(try JSONTree(swapped) == .string("\u{FFFD}\u{FFFD}"))
    }

    @Test func refusesEndlessNesting() {
        let deep = Array(repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError.self) { try JSONTree(deep) }
    }

    @Test func neverReadsBeyondTheEnd() throws {
        let whole = Array(#"{"a":[1.5e3,"\u00e9",null,true],"b":{"c":-0}}"#.utf8)
        for count in 0..<whole.count {
            // A copy of its own, so that a read beyond it would leave the allocation.
            let cut = Array(whole[..<count])
            #expect(throws: JSONError.self) { try JSONTree(cut) }
        }
    }

    @Test func writesWhatFoundationReads() throws {
        var writer = JSONWriter()
        writer.member("text", "\u{1}\"\\\n\t/é😀\u{7f}")
        writer.member("numbers", 0.1)
        writer.member("whole", -0.0)
        writer.member("list", ["a", "\u{0}"])
        writer.member("bias", [(token: 3, bias: -.infinity), (token: 4, bias: 1.5)])
        let tree = try JSONDecoder().decode(JSONTree.self, from: Data(writer.finished()))
        #expect(
            tree
                == .object([
                    "text": .string("\u{1}\"\\\n\t/é😀\u{7f}"), "numbers": .number(0.1),
                    "whole": .number(0), "list": .array([.string("a"), .string("\u{0}")]),
                    "bias": .array([
                        .array([.number(3), .boolean(false)]), .array([.number(4), .number(1.5)]),
                    ]),
                ]))
    }
}
