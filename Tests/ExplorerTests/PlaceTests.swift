import Evidence
import Prompts
import Testing

@testable import Explorer

/// Where a reader was is found again in a later session.
@Suite struct PlaceTests {
    @Test func aLaterSessionReturnsToViewPromptAndOrder() throws {
        var first = Fixture.alone
        try ModelTests.press("ooO:prompt a02-award<Enter>3", &first)
        var second = ExplorerModel()
        second.restore(first.place)
        _ = second.update(.snapshot(Fixture.snapshot))
        #expect(second.view == .scores)
        #expect(second.prompt == PromptID("a02-award"))
        #expect(second.context.list.sort == first.context.list.sort)
        #expect(second.place == first.place)
    }

    @Test func whatMakesAStatementIsNeverRemembered() throws {
        var first = Fixture.alone
        try ModelTests.press("abB:target 0.5<Enter>", &first)
        var second = ExplorerModel(snapshot: Fixture.small)
        let question = second.context.question
        second.restore(first.place)
        #expect(second.context.question == question && second.context.target == 0.05)
    }

    @Test(arguments: [
        ["view": "nonsense"], ["prompt": "gone"], ["sort": "\u{1B}[2J"], ["": ""], [:],
    ])
    func aPlaceThatIsGoneLeavesTheFirstPrompt(place: [String: String]) {
        var model = ExplorerModel(snapshot: Fixture.small)
        model.restore(place)
        #expect(model.view == .prompts)
        #expect(model.prompt == Fixture.small.prompts[0].prompt.id)
    }
}
