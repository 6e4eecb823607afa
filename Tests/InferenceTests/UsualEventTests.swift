import Files
import TestSupport
import Testing

@testable import Inference

/// What is read in a quicker way means the same as when it is read as any JSON.
@Suite struct UsualEventTests {
    @Test func readsTheUsualEventOfATokenLikeAnyOther() throws {
        let tokens = try events("14-completion-n_cmpl-stream").filter {
            String(decoding: $0, as: UTF8.self).contains("\"stop\":false")
        }
        #expect(tokens.count == 6)
        for token in tokens { #expect(try agrees(token)) }
        var recognised = 0
        for token in tokens {
            for position in token.indices {
                for byte in "09-.eE\"\\,:{}[] a\u{1}".utf8 {
                    var spoilt = token
                    spoilt[position] = byte
                    if try agrees(spoilt) { recognised += 1 }
                }
            }
        }
        // So many are still such events that the comparison means something.
        #expect(recognised > 100)
        var mutator = Mutator(seed: 3)
        for _ in 0..<5_000 { _ = try agrees(mutator.input(from: tokens)) }
        for other in try events("71-stream-split-utf8") { #expect(try !agrees(other)) }
    }

    /// Whether it is taken for the usual event of a token, which it must be as any JSON then too.
    private func agrees(_ bytes: [UInt8]) throws -> Bool {
        try bytes.withUnsafeBytes { bytes in
            guard let usual = LlamaTokenEvent(bytes) else { return false }
            var reader = JSONReader(bytes)
            let event = try LlamaEvent(&reader)
            try reader.end()
            #expect(event.index == usual.index)
            #expect(event.content?.bytes.elementsEqual(usual.content) == true)
            #expect(event.content?.hasEscapes == false)
            #expect(event.tokens.last == usual.token)
            #expect(event.tokensPredicted == usual.tokensPredicted)
            #expect(!event.isStop && !event.isProgress && event.failure == nil)
            #expect(event.probabilities.isEmpty)
            return true
        }
    }

    @Test func remembersSettingsThatDifferInTheirSeedAlone() throws {
        let echoes = try events("14-completion-n_cmpl-stream").compactMap { event in
            try event.withUnsafeBytes { bytes in
                var reader = JSONReader(bytes)
                return try LlamaEvent(&reader).settings.map(Array.init)
            }
        }
        #expect(echoes.count == 2)
        let memory = EchoMemory()
        let seeds = try echoes.map { try settings($0, memory).seed }
        #expect(seeds == [6, 5])
        var mutator = Mutator(seed: 5)
        for _ in 0..<5_000 {
            let spoilt = mutator.input(from: echoes)
            guard isObject(spoilt) else { continue }
            let fresh = Result { try settings(spoilt, EchoMemory()) }
            let known = Result { try settings(spoilt, memory) }
            #expect((try? known.get()) == (try? fresh.get()))
        }
        let other = Array(#"{"seed":5,"temperature":0.5,"more":{"seed":8},"seed":7}"#.utf8)
        #expect(try settings(other, memory).seed == 7)
        let next = Array(#"{"seed":5,"temperature":0.5,"more":{"seed":8},"seed":4294967296}"#.utf8)
        // A seed that is none must not pass for one that was not echoed.
        #expect(throws: JSONError.self) { try settings(next, memory) }
    }

    private func settings(_ bytes: [UInt8], _ memory: EchoMemory) throws -> EchoedSettings {
        try bytes.withUnsafeBytes { try memory.settings($0) }
    }

    private func isObject(_ bytes: [UInt8]) -> Bool {
        bytes.first == UInt8(ascii: "{")
            && (try? bytes.readJSON { reader throws(JSONError) in try reader.skip() }) != nil
    }

    /// The data of each event that a server once sent.
    private func events(_ name: String) throws -> [[UInt8]] {
        let body = try Replay(wire: name).body
        return body.split(separator: UInt8(ascii: "\n")).compactMap { line in
            line.starts(with: "data: ".utf8) ? Array(line.dropFirst(6)) : nil
        }
    }
}
