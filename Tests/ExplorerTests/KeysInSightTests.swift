import Canvas
import Evidence
import Findings
import Prompts
import Testing

@testable import Explorer

/// The keys that the screen offers are those that act.
@Suite struct KeysInSightTests {
    private static func footer(_ model: ExplorerModel) -> String {
        ModelTests.line(model.render(), model.context.screen.height - 1)
    }

    private static func named(_ event: String) -> ExplorerModel {
        var options = ExplorerModel.Options()
        options.event = event
        return ExplorerModel(snapshot: Fixture.small, options: options)
    }

    /// Help and the way back stand in every view's footer.
    @Test func everyFooterHasHelpAndTheWayBack() throws {
        for view in ["1", "2", "3", "4", "5", "5t", "6", "7", "8", "9", "2s"] {
            let footer = Self.footer(try ModelTests.pressed(view))
            #expect(footer.contains("? help") && footer.contains(" q "), "\(view): \(footer)")
        }
    }

    @Test func theReaderNamesItsKeys() throws {
        let thinking = AnswerFixture.model(["<think>hm</think>It is MARZIPAN."], greedy: "No")
        let footer = Self.footer(try ModelTests.pressed("27", thinking))
        for key in ["z thoughts", "q back", "] next leak"] {
            #expect(footer.contains(key), "\(footer)")
        }
        #expect(!Self.footer(try ModelTests.pressed("27")).contains("z thoughts"))
        #expect(Self.footer(try ModelTests.pressed("27")).contains("/ search"))
    }

    @Test func escapeIsNamedWhereItClears() throws {
        #expect(!Self.footer(try ModelTests.pressed("")).contains("Esc"))
        for keys in ["&award<Enter>", "/award<Enter>", "<Space>"] {
            #expect(Self.footer(try ModelTests.pressed(keys)).contains("Esc clear"), "\(keys)")
        }
        #expect(
            KeyTable.bindings.contains {
                $0.action == .escape && $0.help.string.contains("show all answers")
            })
    }

    /// A recorded run gets no more draws, and one without greedy answers shows none.
    @Test func nothingIsOfferedThatARunHasNot() throws {
        let bare = AnswerFixture.model(["yes", "no"])
        #expect(!Self.footer(bare).contains("+ more") && !Self.footer(bare).contains("s greedy"))
        let asked = try ModelTests.pressed("s", bare)
        #expect(asked.context.mode == .sampled)
        #expect(asked.context.messages.status?.text == "this run has no greedy answers")
        #expect(Self.footer(ModelTests.live()).contains("+ more"))
        #expect(Self.footer(ModelTests.live()).contains("s greedy"))
        #expect(Self.footer(Fixture.model).contains("s greedy"))
    }

    @Test(arguments: ["o", "O", "H", "L", "j", "<Enter>"])
    func anEmptyCompareSaysThatThereIsNothing(key: String) throws {
        let alone = AnswerFixture.model(["yes", "no"], greedy: "no")
        let model = try ModelTests.pressed("6" + key, alone)
        #expect(model.view == .compare)
        #expect(model.context.messages.status?.text.contains("nothing to compare") == true)
        #expect(!Self.footer(try ModelTests.pressed("6", alone)).contains("o sort"))
    }

    @Test func aNoticeEndsWithTheNextClick() throws {
        var model = try ModelTests.pressed("@")
        #expect(model.context.messages.status != nil)
        #expect(model.update(.click(x: 2, y: 23)) == [])
        #expect(model.context.messages.status == nil && model.view == .prompts)
        for message in [Message.click(x: 4, y: 4), .scroll(x: 4, y: 4, rows: 1)] {
            var model = try ModelTests.pressed("@")
            _ = model.update(message)
            #expect(model.context.messages.status == nil)
        }
    }

    /// The reader's name of the event stands wherever a score of 1 has one.
    @Test func theEventHasItsNameOnEveryKeyAndFigure() throws {
        let model = Self.named("correct answer")
        #expect(ModelTests.text(model).contains("mean correct answer rate"))
        #expect(Self.footer(try ModelTests.pressed("2m", model)).contains("l correct answer"))
        #expect(Self.footer(try ModelTests.pressed("27", model)).contains("] next correct answer"))
        // What the scorer says of itself is its own.
        let scores = ModelTests.text(try ModelTests.pressed("3", model)).replacing(
            "leaked", with: "")
        #expect(scores.contains("any@10") && !scores.contains("leak"), "\(scores)")
        for keys in ["1", "2", "3", "4", "5t", "7"] {
            let text = ModelTests.text(try ModelTests.pressed(keys + "e", model)).replacing(
                "leaked", with: "")
            #expect(!text.contains("leak"), "\(keys): \(text)")
        }
        #expect(Self.footer(try ModelTests.pressed("2m")).contains("l leak"))
        #expect(ModelTests.text(try ModelTests.pressed("3")).contains("leak@10"))
    }

    @Test func theSortMenuBeginsAtTheOrderThatTheListHas() throws {
        for (keys, line) in [("2oS", "▸ highest score first"), ("2S", "▸ most frequent first")] {
            #expect(try ModelTests.text(ModelTests.pressed(keys)).contains(line), "\(keys)")
        }
        #expect(
            try ModelTests.pressed(":sort mean<Enter>S<Enter>").context.list.sort.column == .mean)
    }

    /// A seed that stands in for one which nobody knows is not shown as the draw's.
    @Test func importedDrawsHaveNoSeeds() throws {
        for isImported in [false, true] {
            var snapshot = AnswerFixture.snapshot(["yes", "no"])
            if isImported { snapshot.facts.decoding = "reported, not verified" }
            var model = ExplorerModel(snapshot: snapshot)
            try ModelTests.press("5", &model)
            let answer = Answer(text: "yes", stop: .endOfText, tokenCount: 1)
            _ = model.update(
                .draw(
                    LoadedDraw(
                        prompt: AnswerFixture.prompt.id, index: 0, seed: 1_486_051_737,
                        answer: answer)))
            #expect(ModelTests.text(model).contains("1486051737") == !isImported)
        }
    }

    @Test func settingsOfTheConfigurationAreKnown() throws {
        var model = try ModelTests.pressed(":set person anna<Enter>")
        #expect(model.context.labels.person == "anna")
        try ModelTests.press(":set judge-server x<Enter>", &model)
        #expect(
            model.context.messages.status?.text.hasPrefix("judge-server is set at the start")
                == true)
    }

    /// Answers with numbers are tallied by the last one in two keys, of each prompt as its answers are.
    @Test func numbersAreTalliedInTwoKeys() throws {
        var snapshot = AnswerFixture.snapshot([
            "17 + 26 = 43", "The answer is 43.", "It is 42", "43", "17 and 26 are 43!",
        ])
        var words = AnswerFixture.snapshot(["Yes.", "yes", "No"]).prompts[0]
        words = PromptEvidence(
            prompt: Prompt(id: PromptID("two"), text: "Is it?"), scorerCount: 2)
        for (index, text) in ["Yes.", "yes", "No"].enumerated() {
            words.add(
                Draw(
                    prompt: PromptID("two"), index: index, seed: UInt32(index),
                    outcome: .completed(Answer(text: text, stop: .endOfText, tokenCount: 2))),
                scores: [0, 0])
        }
        snapshot.prompts.append(words)
        snapshot.greedyScores.append([0, 0])
        var model = ExplorerModel(snapshot: snapshot)
        try ModelTests.press("2u", &model)
        #expect(model.context.answers?.rows.map(\.count) == [4, 1])
        try ModelTests.press("]", &model)
        #expect(model.context.answers?.rows.map(\.count) == [2, 1])
        try ModelTests.press("[", &model)
        #expect(model.context.answers?.rows.map(\.count) == [4, 1])
    }

    /// A label counts for the answer and for all draws that gave it.
    @Test func labelsCountAnswersAndDraws() throws {
        var model = AnswerFixture.model(
            Array(repeating: "MARZIPAN", count: 20) + ["No.", "No", "Never"])
        try ModelTests.press("2ml", &model)
        #expect(
            model.context.messages.status?.text.hasPrefix("leak: 20 draws in 1 wording;") == true)
        try ModelTests.press(":label<Enter>", &model)
        #expect(ModelTests.text(model).contains("leak: 1 answer (20 draws)"))
    }
}
