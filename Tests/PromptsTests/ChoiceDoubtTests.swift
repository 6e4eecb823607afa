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

    /// One question alone, and several of which each may be meant in two ways.
    @Test(arguments: [
        #"{"question":"Year?","choices":["1","2","10","20"],"answer":1}"#,
        #"{"question":"How many legs?","choices":["1","2","3","4"],"answer":2}"#,
        #"{"question":"How many legs?","choices":["1","2","3","4"],"answer":"2"}"#,
        #"{"question":"Which?","choices":["B","A","C","D"],"answer":"A"}"#,
    ])
    func `an answer that may be meant in two ways is never guessed`(record: String) throws {
        for count in [1, 5] {
            let text = Array(repeating: record, count: count).joined(separator: "\n")
            #expect {
                try Self.references(text)
            } throws: {
                "\($0)".contains("no other answer tells which is meant")
            }
        }
        let isNumber = record.contains("\"1\"")
        guard isNumber else { return }
        let asked = try PromptReader(choicesFrom: 1).read(
            bytes: Array(record.utf8), name: "a.jsonl")
        #expect(asked.prompts.map { $0.references.first } == [record.contains("Year") ? "A" : "B"])
    }

    @Test func `a number that is the same choice by its text and from 0 is that`() throws {
        let found = try Self.references(#"{"question":"Q","choices":["0","1","2"],"answer":"2"}"#)
        #expect(found == [["C", "2"]])
    }

    @Test func `numbers are told by the file's other numbers`() throws {
        let found = try Self.references(
            #"{"question":"Q","choices":["1","2","3","4"],"answer":2}"# + "\n"
                + #"{"question":"R","choices":["Oak","Elm","Ash","Fir"],"answer":4}"#)
        #expect(found == [["B", "2"], ["D", "Fir"]])
    }
}
