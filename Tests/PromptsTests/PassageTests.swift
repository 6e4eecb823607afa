import Prompts
import Testing

/// Fields that must be sent with a question, and such as must not be.
@Suite struct PassageTests {
    @Test(arguments: [
        "passage", "context", "article", "story", "Paragraph", "background", "excerpt", "full_text",
    ])
    func aQuestionComesWithWhatItIsAbout(field: String) throws {
        let set = try read(
            #"{"question":"Who came?","\#(field)":"Ada came.","answer":"Ada"}"#)
        #expect(set.prompts.map(\.text) == ["Ada came.\n\nWho came?"])
        #expect(set.prompts[0].references == ["Ada"])
        #expect(set.provenance.contains(field))
    }

    @Test func passagesThatAreNoTextsAreNotSent() throws {
        let set = try read(
            #"{"question":"Who came?","context":["one","two"]}"# + "\n"
                + #"{"question":"Who went?","context":""}"#)
        #expect(set.prompts.map(\.text) == ["Who came?", "Who went?"])
    }

    @Test(arguments: ["possible_answers", "answer_list", "candidates"])
    func acceptedAnswersAreNotShownAsChoices(field: String) throws {
        let set = try read(#"{"question":"Who?","\#(field)":["Ada","Bea"],"subj":"x"}"#)
        #expect(set.prompts.map(\.text) == ["Who?"])
        let isReference = field != "candidates"
        #expect(set.prompts[0].references == (isReference ? ["Ada", "Bea"] : []))
    }

    @Test func candidatesAreChoicesWhereOneIsSaidToBeRight() throws {
        let set = try read(#"{"question":"Who?","candidates":["Ada","Bea"],"answer":"B"}"#)
        #expect(set.prompts[0].text.contains("B. Bea"))
    }

    @Test func theFirstTurnIsThePrompt() throws {
        let set = try read(
            #"{"question_id":81,"turns":["Write a poem.","Rewrite it."]}"# + "\n"
                + #"{"question_id":82,"turns":["Count."]}"#)
        #expect(set.prompts.map(\.text) == ["Write a poem.", "Count."])
        #expect(set.provenance.contains("first"))
    }
}
