import Prompts
import Testing

/// Answers that are the text of one choice and the letter or number of another.
@Suite struct ChoiceDoubtTests {
    private static func references(_ text: String, _ name: String = "a.jsonl") throws -> [[String]]
    {
        try PromptReader().read(bytes: Array(text.utf8), name: name).prompts.map(\.references)
    }

    @Test func `numbers among choices count as the file's other answers do`() throws {
        let found = try Self.references(
            "question,choices,answer\nDegree?,\"['0', '4', '2', '6']\",1\n"
                + "Count?,\"['1', '2', '3', '4']\",1\n"
                + "Tree?,\"['Oak', 'Elm', 'Ash', 'Fir']\",0\nLast?,\"['a', 'b', 'c', 'd']\",3\n",
            "a.csv")
        #expect(found == [["B", "4"], ["B", "2"], ["A", "Oak"], ["D", "d"]])
    }

    @Test func `letters among choices count as the file's other answers do`() throws {
        let letters = try Self.references(
            #"{"question":"Q?","A":"1","B":"2","C":"3","D":"4","answer":"B"}"# + "\n"
                + #"{"question":"R?","A":"B","B":"C","C":"D","D":"A","answer":"A"}"#)
        #expect(letters == [["B", "2"], ["A", "B"]])
        let texts = try Self.references(
            #"{"question":"Q?","choices":["Oak","Elm"],"answer":"Elm"}"# + "\n"
                + #"{"question":"R?","choices":["B","A"],"answer":"A"}"#)
        #expect(texts == [["B", "Elm"], ["B", "A"]])
    }

    @Test func `a list of answers is one of choices where a label places the right one`() throws {
        let set = try PromptReader().read(
            bytes: Array(
                (#"{"context":"C","question":"Q?","answers":["Oak","Blue","x","y"],"label":1}"#
                    + "\n"
                    + #"{"context":"C","question":"R?","answers":["Oak","Blue","x","y"],"label":0}"#)
                    .utf8), name: "a.jsonl")
        #expect(set.prompts.map(\.references) == [["B", "Blue"], ["A", "Oak"]])
        #expect(set.prompts[0].text.contains("B. Blue"))
        let accepted = try Self.references(
            #"{"question":"Q?","answers":["Paris","paris"],"label":"easy"}"#)
        #expect(accepted == [["Paris", "paris"]])
    }

    @Test func `choices that are a list in a text are read in lines too`() throws {
        let found = try Self.references(
            #"{"question":"Who?","choices":"['Bob', 'Al']","answer_index":1}"# + "\n"
                + #"{"question":"And?","choices":"['Bob', 'Al']","answer_index":0}"#)
        #expect(found == [["B", "Al"], ["A", "Bob"]])
    }
}
