import TestSupport
import Testing

@testable import Inference

/// What a broken or hostile stream does to the reader, without a network.
@Suite struct StreamFaultTests {
    private func run(
        _ events: [String], count: Int = 2, size: Int = .max, ending: InferenceError? = nil
    ) async -> Replay.Outcome {
        let body = events.map { "data: \($0)\n\n" }.joined()
        return await Replay(body: Array(body.utf8)).run(
            CompletionRequest(
                prompt: "x", decoding: .pure(maxTokens: 8), seed: 10, count: count), size: size,
            ending: ending)
    }

    private func token(_ index: Int, _ text: String) -> String {
        #"{"index":\#(index),"content":"\#(text)","tokens":[1],"stop":false,"tokens_predicted":1}"#
    }

    private func stop(_ index: Int, seed: UInt32? = nil) -> String {
        let settings = seed.map { #","generation_settings":{"seed":\#($0)}"# } ?? ""
        return #"{"index":\#(index),"content":"","stop":true,"stop_type":"eos","#
            + #""tokens_predicted":2\#(settings)}"#
    }

    @Test func readsFieldsInAnyOrder() async {
        let outcome = await run(
            [
                #"{"stop":false,"content":"a","index":1}"#, "null",
                #"{"stop_type":"limit","tokens_predicted":8,"stop":true,"index":1,"content":""}"#,
                stop(0),
            ])
        #expect(outcome.error == nil)
        #expect(outcome.completions.map(\.index) == [1, 0])
        #expect(outcome.completions.map(\.text) == ["a", ""])
        #expect(outcome.completions.map(\.stop) == [.limit, .endOfText])
        #expect(outcome.completions.allSatisfy { $0.settings == nil })
    }

    @Test func refusesIndexesThatWereNotAsked() async {
        for index in [-1, 2, 4_000_000_000] {
            let outcome = await run([token(index, "a")])
            #expect(outcome.error == .malformed("completion \(index) of 2"))
        }
    }

    @Test func refusesASecondEndOfOneCompletion() async {
        let outcome = await run([stop(0), stop(0)])
        #expect(outcome.error == .malformed("completion 0 goes on after its end"))
        #expect(outcome.completions.map(\.index) == [0])
    }

    @Test func tellsAMissingCompletionFromAServerThatIgnoresTheNumber() async {
        let cut = await run([token(0, "a"), token(1, "b"), stop(0)])
        #expect(cut.error == .streamEndedEarly(received: 1, of: 2))
        #expect(cut.completions.map(\.index) == [0])
        let ignored = await run([token(0, "a"), stop(0)])
        #expect(ignored.error == .blocksUnsupported(reason: "it sent one of 2"))
        #expect(ignored.completions.map(\.index) == [0])
        // Broken off rather than ended: nothing is known about the server.
        let broken = await run(
            [token(0, "a"), stop(0)], ending: .connectionLost(address: "x", reason: "reset"))
        #expect(broken.error == .streamEndedEarly(received: 1, of: 2))
    }

    @Test func noticesIdenticalCopiesByTheirSeeds() async {
        let outcome = await run([stop(0, seed: 10), stop(1, seed: 10)])
        #expect(
            outcome.error
                == .blocksUnsupported(reason: "its completions are copies, all of seed 10"))
        #expect(outcome.completions.map(\.index) == [0])
    }

    @Test func endsWithoutAnEventAsAnError() async {
        #expect(await run([]).error == .streamEndedEarly(received: 0, of: 2))
    }

    @Test func refusesEventsThatAreNoJSON() async {
        for event in ["{", "[]", "<html>", #"{"index":"x"}"#, #"{"index":0}}"#, "5"] {
            let outcome = await run([event])
            guard case .malformed = outcome.error else {
                Issue.record("\(event): \(String(describing: outcome.error))")
                continue
            }
        }
    }

    @Test func ignoresWhatComesAfterTheLastCompletion() async {
        let outcome = await run([stop(1), stop(0), "garbage", token(7, "x")])
        #expect(outcome == Replay.Outcome(completions: outcome.completions, error: nil))
        #expect(outcome.completions.map(\.index) == [1, 0])
    }

    @Test func readsAnEventOfTwoMegabytesInSmallPieces() async {
        let text = String(repeating: "long ", count: 400_000)
        let outcome = await run([token(0, text), stop(0)], count: 1, size: 1400)
        #expect(outcome.error == nil)
        #expect(outcome.completions.first?.text == text)
    }

    @Test func repairsInvalidCharactersInTheText() async {
        var body = Array(#"data: {"index":0,"stop":true,"stop_type":"eos","content":"a"#.utf8)
        body += [0xFF, 0xC3] + Array("b\"}\n\n".utf8)
        let outcome = await Replay(body: body).run(
            CompletionRequest(prompt: "x", decoding: .pure(maxTokens: 8), seed: 10))
        #expect(outcome.completions.map(\.text) == ["a\u{FFFD}\u{FFFD}b"])
    }

    @Test func survivesRandomDamageToAStream() async throws {
        let replay = try Replay(wire: "14-completion-n_cmpl-stream")
        var generator = SeededGenerator(seed: 4)
        let request = CompletionRequest(
            prompt: "x", decoding: .pure(maxTokens: 3), seed: 5, count: 2)
        for _ in 0..<500 {
            var body = replay.body
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let position = Int.random(in: 0..<body.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: body[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: body.removeSubrange(position..<min(body.count, position + 40))
                default: body.insert(contentsOf: body[position...].prefix(60), at: position)
                }
            }
            let outcome = await Replay(body: body).run(request, size: 97)
            #expect(outcome.completions.count <= 2)
            #expect(Set(outcome.completions.map(\.index)).count == outcome.completions.count)
        }
    }
}
