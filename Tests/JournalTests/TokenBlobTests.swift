import Evidence
import TestSupport
import Testing

@testable import Journal

@Suite struct TokenBlobTests {
    @Test func `tokens come back exactly, in single and in double precision`() {
        let values: [Double] = [
            0, -0.0, -1.0 / 3, Double(Float(-0.1)), -.infinity, -745.13, -1e-300,
        ]
        let tokens = values.map { value in
            Answer.Token(
                text: "t\(value)\u{0}é", logProbability: value,
                alternatives: values.map { .init(text: "", logProbability: $0) })
        }
        #expect(TokenBlob.decode(TokenBlob.encode(tokens)) == tokens)
        #expect(TokenBlob.decode(TokenBlob.encode([])) == [])
    }

    @Test func `a list that is short says so`() {
        for count in [0, 1, 9, 200] {
            var token = Answer.Token(
                text: "a", id: 7, logProbability: -1,
                alternatives: (0..<count).map { .init(text: "b", id: $0, logProbability: -2) })
            let whole = TokenBlob.encode([token])
            #expect(whole.first == 2)
            token.isListShort = true
            let blob = TokenBlob.encode([token, Answer.Token(text: "c", logProbability: -1)])
            #expect(blob.first == 3)
            #expect(TokenBlob.decode(blob)?.map(\.isListShort) == [true, nil])
            #expect(TokenBlob.decode(blob)?.first == token)
            for length in 0..<blob.count {
                #expect(TokenBlob.decode(Array(blob.prefix(length))) == nil)
            }
        }
    }

    @Test func `a token of single precision costs its text and six bytes`() {
        let token = Answer.Token(text: " the", logProbability: Double(Float(-0.7)))
        #expect(TokenBlob.encode([token]).count == 2 + 4 + 6)
    }

    @Test func `bytes that were cut short, lengthened or changed never trap`() {
        let tokens = (0..<20).map {
            Answer.Token(
                text: "token \($0)", logProbability: -Double($0) / 3,
                alternatives: [.init(text: "x", logProbability: -1)])
        }
        let blob = TokenBlob.encode(tokens)
        for length in 0..<blob.count {
            #expect(TokenBlob.decode(Array(blob.prefix(length))) == nil)
        }
        #expect(TokenBlob.decode(blob + [0]) == nil)
        var generator = SeededGenerator(seed: 1)
        var survived = 0
        for _ in 0..<20_000 {
            var changed = blob
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                changed[Int.random(in: 0..<blob.count, using: &generator)] =
                    UInt8.random(in: 0...255, using: &generator)
            }
            if TokenBlob.decode(changed) != nil { survived += 1 }
        }
        #expect(survived < 20_000)
    }
}
