import Prompts
import Testing

/// Another wording of a question in a field of its own (`--wording-field`).
@Suite struct WordingFieldTests {
    private func read(
        _ text: String, _ wordings: [String] = ["paraphrased_question"]
    ) throws -> PromptSet {
        try PromptReader(mapping: FieldMapping(wordings: wordings)).read(
            bytes: Array(text.utf8), name: "tofu.jsonl")
    }

    private static let tofu = """
        {"question": "Where was Ada born?", "paraphrased_question": "In which town was Ada born?", "answer": "In Bruvik."}
        {"question": "Who taught her?", "paraphrased_question": "Who taught her?", "answer": "Ulrichsen."}
        {"question": "What is it?", "paraphrased_question": null, "answer": "A cat."}

        """

    @Test func aWordingIsAPromptOfTheSameGroup() throws {
        let set = try read(Self.tofu)
        #expect(
            set.prompts.map(\.text) == [
                "Where was Ada born?", "In which town was Ada born?", "Who taught her?",
                "What is it?",
            ])
        #expect(
            set.prompts.map(\.references) == [
                ["In Bruvik."], ["In Bruvik."], ["Ulrichsen."], ["A cat."],
            ])
        let groups = set.prompts.map { $0.metadata[Prompt.groupField] }
        #expect(groups[0] != nil && groups[0] == groups[1])
        // The same words again, or none, are no other wording.
        #expect(groups[2] == nil && groups[3] == nil)
        #expect(Set(set.prompts.map(\.id)).count == 4)
        #expect(set.provenance.contains("other wordings from \"paraphrased_question\""))
    }

    @Test func withoutTheOptionItIsNotAskedAndSaid() throws {
        let set = try read(Self.tofu, [])
        #expect(set.prompts.count == 3 && set.provenance.contains("--wording-field"))
        #expect(set.prompts.allSatisfy { $0.metadata[Prompt.groupField] == nil })
    }

    @Test func aGroupOfTheFilesOwnStays() throws {
        let set = try read(
            #"{"id": "q", "group": "birth", "question": "Where?", "w1": "In which town?", "w2": "Which town?"}"#,
            ["w1", "w2"])
        #expect(set.prompts.map(\.id.rawValue) == ["q", "q/2", "q/3"])
        #expect(set.prompts.allSatisfy { $0.metadata[Prompt.groupField] == "birth" })
    }

    @Test func conversationsEndWithTheOtherWording() throws {
        let set = try read(
            #"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Where?"}], "w": "In which town?"}"#,
            ["w"])
        #expect(
            set.prompts.map { $0.messages.map(\.content) } == [
                ["Be brief.", "Where?"], ["Be brief.", "In which town?"],
            ])
    }

    @Test func whatCannotBeOneIsNamed() throws {
        func refusal(_ text: String, _ wordings: [String]) -> String {
            do {
                _ = try read(text, wordings)
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(refusal(Self.tofu, ["rephrased"]).contains("--wording-field"))
        #expect(refusal(#"{"question": "Q", "w": ["a"]}"#, ["w"]).contains("a text is needed"))
        #expect(
            refusal(
                #"{"question": "Q", "w": "P", "choices": ["a", "b"], "answer": 0}"#, ["w"]
            ).contains("multiple choice"))
        #expect(
            refusal(
                """
                {"id": "q", "question": "Q", "w": "P"}
                {"id": "q/2", "question": "R", "w": "S"}
                """, ["w"]
            ).contains("q/2"))
    }
}
