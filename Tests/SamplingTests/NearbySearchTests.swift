import Inference
import Testing

@testable import Sampling

@Suite("Near answers")
struct NearbySearchTests {
    private static let tokens = 4

    /// The edit distance by its definition.
    private static func distance(_ one: ArraySlice<String>, _ other: ArraySlice<String>) -> Int {
        guard let first = one.first else { return other.count }
        guard let second = other.first else { return one.count }
        let rest = distance(one.dropFirst(), other.dropFirst())
        if first == second { return rest }
        return 1
            + min(
                rest, distance(one.dropFirst(), other), distance(one, other.dropFirst()))
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map { String($0) }
    }

    private func search(
        _ prompt: String, near text: String, _ edits: Int, unit: EditUnit = .words, list: Int,
        requests: Int, refines: Bool = false
    ) async throws -> NearbyAnswers {
        let server = TableServer()
        let probabilities = try AnswerProbabilities(
            server: server, facts: TableServer.facts, decoding: .pure(maxTokens: Self.tokens))
        return try await NearbySearch(
            probabilities, near: Neighbourhood(of: text, distance: edits, unit: unit), list: list,
            refines: refines
        ).search(after: try await probabilities.start(prompt), requests: requests)
    }

    @Test(
        "A search to the end finds every near answer with its probability",
        arguments: ["one secret", "two two five", "six"], [0, 1, 2])
    func whole(reference: String, edits: Int) async throws {
        let table = TableServer.table("text 1", maxTokens: Self.tokens)
        let near = table.filter {
            Self.distance(Self.words($0.key)[...], Self.words(reference)[...]) <= edits
        }
        let truth = near.values.reduce(0, +)
        let found = try await search(
            "text 1", near: reference, edits, list: TableServer.vocabulary, requests: 5_000)
        #expect(found.lower <= truth && truth <= found.upper)
        #expect(found.upper - found.lower < 1e-4)
        #expect(Set(found.answers.map(\.text)).isSubset(of: near.keys))
        for answer in found.answers {
            let expected = try #require(near[answer.text])
            #expect(abs(answer.probability - expected) < 1e-6)
        }
        #expect(found.answers.map(\.probability) == found.answers.map(\.probability).sorted(by: >))
    }

    @Test(
        "Limits hold whatever is not listed and wherever the search ends", arguments: [2, 4, 7],
        [1, 5, 40])
    func partial(list: Int, requests: Int) async throws {
        for prompt in 0..<6 {
            let table = TableServer.table("text \(prompt)", maxTokens: Self.tokens)
            let truth = table.reduce(0) {
                $0
                    + (Self.distance(Self.words($1.key)[...], ["one", "secret"]) <= 1
                        ? $1.value : 0)
            }
            let found = try await search(
                "text \(prompt)", near: "one secret", 1, list: list, requests: requests)
            #expect(found.lower <= truth && truth <= found.upper)
            #expect(found.requests <= requests)
        }
    }

    @Test("What is left to ask goes to longer lists, until nothing is open", arguments: [1, 2, 4])
    func refined(list: Int) async throws {
        let table = TableServer.table("text 1", maxTokens: Self.tokens)
        let truth = table[" one secret"] ?? 0
        let rough = try await search("text 1", near: "one secret", 0, list: list, requests: 5_000)
        let found = try await search(
            "text 1", near: "one secret", 0, list: list, requests: 5_000, refines: true)
        #expect(found.lower <= truth && truth <= found.upper)
        #expect(found.upper - found.lower < 1e-4)
        #expect(found.upper < rough.upper && found.requests > rough.requests)
        let cut = try await search(
            "text 1", near: "one secret", 0, list: list, requests: 4, refines: true)
        #expect(cut.lower <= truth && truth <= cut.upper && cut.requests <= 4)
    }

    @Test("Characters count one by one, white space at the ends not at all")
    func characters() {
        let near = Neighbourhood(of: " Waffles. ", distance: 2, unit: .characters)
        for text in ["Waffles.", "  Wafles", "waffle.", "Waffles.\n", "Waffless.."] {
            #expect(near.contains(text), "\(text)")
        }
        for text in ["", "Pudding.", "Wafl", "Waffles. The cat"] {
            #expect(!near.contains(text), "\(text)")
        }
        for text in ["", "W", "Waf", "Xaf", " Waffles. "] {
            #expect(near.canBegin(with: text), "\(text)")
        }
        #expect(!near.canBegin(with: "Puddi"))
        #expect(!near.canBegin(with: "Waffles. The c"))
        // A letter that an accent may still follow is not taken for whole.
        #expect(Neighbourhood(of: "é", distance: 0, unit: .characters).canBegin(with: "e"))
    }

    @Test("An accent may follow the last letter of a word, whatever the reference writes it with")
    func accents() {
        for reference in ["caf\u{e9} old", "cafe\u{301} old"] {
            let near = Neighbourhood(of: reference, distance: 0, unit: .words)
            #expect(near.contains("cafe\u{301} old"))
            for beginning in ["c", "caf", "cafe", "cafe\u{301}", "caf\u{e9}", "cafe\u{301} ol"] {
                #expect(near.canBegin(with: beginning), "\(beginning)")
            }
            #expect(!near.canBegin(with: "cofe"))
            #expect(!near.canBegin(with: "cafe old"))
        }
    }

    @Test("A beginning that is given up leads to no near answer", arguments: [0, 1, 2])
    func beginnings(edits: Int) {
        let near = Neighbourhood(of: "one two", distance: edits, unit: .words)
        let words = ["one", "two", "six"]
        func go(_ text: [String]) {
            let whole = text.joined(separator: " ")
            if near.contains(whole) {
                for place in whole.indices {
                    #expect(near.canBegin(with: String(whole[..<place])), "\(whole)")
                }
            }
            if text.count < 4 { for word in words { go(text + [word]) } }
        }
        go([])
    }

    @Test("What is not known is refused")
    func refusals() async throws {
        func fails(_ decoding: Decoding) async -> Bool {
            do {
                let probabilities = try AnswerProbabilities(
                    server: TableServer(), facts: TableServer.facts, decoding: decoding)
                _ = try await NearbySearch(
                    probabilities, near: Neighbourhood(of: "a", distance: 1, unit: .words)
                ).search(after: try await probabilities.start("x"), requests: 3)
                return false
            } catch {
                return true
            }
        }
        #expect(await fails(.pure(maxTokens: -1)))
        #expect(await fails(.pure(maxTokens: 4, stop: ["x"])))
        #expect(!(await fails(.pure(maxTokens: 4))))
    }
}
