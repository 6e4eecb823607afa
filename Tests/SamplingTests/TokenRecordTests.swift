import Inference
import Platform
import Testing

@testable import Sampling

@Suite("Lists that a server tells")
struct TokenRecordTests {
    private func record(_ list: [(Int?, Double)]) -> TokenRecord {
        TokenRecord(
            id: 0, text: "a", logProbability: -1,
            alternatives: list.map { .init(id: $0, text: "x", logProbability: log($1)) })
    }

    @Test("Lists that cannot be are refused")
    func impossible() throws {
        try record([(1, 0.5), (2, 0.5)]).checkList()
        try record([(1, 0.5), (2, 0.5 + 1e-5)]).checkList()
        // As a server has them that divides by a sum in single precision: it is measured.
        try record([(1, 0.5), (2, 0.5002)]).checkList()
        try record([]).checkList()
        for list in [[(1, 0.3), (1, 0.3)], [(1, 0.8), (2, 0.7)], [(1, 0.5), (2, 0.501)]] {
            #expect(throws: InferenceError.self, "\(list)") { try record(list).checkList() }
        }
    }

    @Test("A token between brackets may be one that ends an answer, as one without a text")
    func ends() {
        for text in ["", "<|im_end|>", "</s>", "<eos>", "[EOS]", "<\u{FF5C}end\u{FF5C}>"] {
            #expect(TokenRecord.mayEnd(Array(text.utf8)), "\(text)")
        }
        for text in [" a", "<", ">", "end", " <a>", "a>"] {
            #expect(!TokenRecord.mayEnd(Array(text.utf8)), "\(text)")
        }
    }
}
