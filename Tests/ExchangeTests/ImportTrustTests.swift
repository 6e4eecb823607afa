import Evidence
import Exchange
import Foundation
import Journal
import Testing

/// Files in which draws of unlike origin stand side by side, or in which draws are missing.
@Suite struct ImportTrustTests {
    private static func read(_ lines: [String], model: String? = nil) throws -> DrawImport {
        try DrawImport(Array(lines.joined(separator: "\n").utf8), name: "draws.jsonl", model: model)
    }

    private static func lines(_ count: Int, _ fields: (Int) -> String) -> [String] {
        (0..<count).map { #"{"prompt_id":"a","prompt":"Q","text":"answer \#($0)",\#(fields($0))}"# }
    }

    private static func warns(_ file: DrawImport, _ words: String) -> Bool {
        file.cautions.contains { $0.contains(words) }
    }

    // MARK: - One model

    /// Each layout's records may say which model has answered.
    @Test(arguments: [
        #"{"prompt_id":"a","text":"x#","model":"m%"}"#,
        #"{"prompt":"Q","completion":"x#","model_name":"m%"}"#,
        #"{"prompt":"Q","completions":["x#"],"model_id":"m%"}"#,
        #"{"prompt":"Q","model":"m%","outputs":[{"text":"x#","finish_reason":"stop"}]}"#,
        #"{"prompt":"Q","text":"x#","meta_info":{"finish_reason":{"type":"stop"},"model":"m%"}}"#,
        #"{"prompt":"Q","response":"x#","jailbroken":false,"model":"m%"}"#,
        #"{"input":"Q","actual_output":"x#","model":"m%"}"#,
        #"{"id":1,"epoch":#,"input":"Q","output":{"model":"m%","choices":[{"message":{"content":"x"}}]}}"#,
    ])
    func drawsOfSeveralModelsAreNeverMixed(record: String) throws {
        func lines(_ models: Int) -> [String] {
            (1...20).map {
                record.replacing("#", with: "\($0)").replacing("%", with: "\($0 % models)")
            }
        }
        #expect {
            try Self.read(lines(2))
        } throws: {
            "\($0)".contains("several models") && "\($0)".contains("m0, m1")
                && "\($0)".contains("--model")
        }
        let one = try Self.read(lines(2), model: "m1")
        #expect(one.model == "m1" && one.draws.reduce(0) { $0 + $1.count } == 10)
        #expect(try Self.read(lines(1)).draws.reduce(0) { $0 + $1.count } == 20)
    }

    // MARK: - One decoding

    @Test(arguments: [
        (#""temperature":"#, 0.2, 1), (#""max_tokens":"#, 8, 1000), (#""top_p":"#, 0.5, 1),
        (#""params":{"top_k":"#, 5, 40), (#""min_p":"#, 0, 0.1),
    ])
    func drawsUnderSeveralSettingsAreSaid(field: String, one: Double, other: Double) throws {
        let close = field.contains("{") ? "}" : ""
        let mixed = try Self.read(
            Self.lines(20) { "\(field)\($0.isMultiple(of: 2) ? one : other)\(close)" })
        #expect(Self.warns(mixed, "under several settings"), "\(mixed.cautions)")
        let same = try Self.read(Self.lines(20) { _ in "\(field)\(other)\(close)" })
        #expect(!Self.warns(same, "under several settings"), "\(same.cautions)")
    }

    @Test(arguments: [
        #""num_beams":4"#, #""sampling_params":{"best_of":16,"n":1}"#,
        #""params":{"use_beam_search":true}"#,
    ])
    func theBestOfSeveralIsNoDraw(field: String) throws {
        let file = try Self.read(Self.lines(20) { _ in field + #","temperature":1"# })
        #expect(Self.warns(file, "chosen from several"), "\(file.cautions)")
        let kept = try Self.read(
            Self.lines(20) { _ in #""sampling_params":{"best_of":4,"n":4},"temperature":1"# })
        #expect(!Self.warns(kept, "chosen from several"), "\(kept.cautions)")
    }

    // MARK: - One prompt

    @Test(arguments: [
        (
            #""messages":[{"role":"system","content":"s%"},{"role":"user","content":"Q"}]"#,
            "messages"
        ),
        (#""keywords":["k%"]"#, "keywords"),
    ])
    func anotherPromptUnderTheSameIDIsLeftOut(field: String, name: String) throws {
        let file = try Self.read(
            Self.lines(20) { field.replacing("%", with: "\($0 % 2)") })
        #expect(file.draws[0].count == 10)
        #expect(Self.warns(file, "prompt a has other \(name) than before"), "\(file.cautions)")
        let same = try Self.read(Self.lines(20) { _ in field })
        #expect(same.draws[0].count == 20 && !Self.warns(same, "than before"))
    }

    // MARK: - Copies

    @Test func whatACacheGaveAgainIsNoDraw() throws {
        let lines = (0..<64).map {
            #"{"promptIdx":0,"prompt":{"raw":"Q"},"response":{"output":"one text of some words","#
                + #""cached":\#($0 > 0)}}"#
        }
        let file = try Self.read(lines)
        #expect(file.draws[0].count == 1)
        #expect(Self.warns(file, "63 answers are a cache's repetition"), "\(file.cautions)")
        let other = try Self.read(Self.lines(8) { _ in #""cached":true"# })
        #expect(other.draws[0].count == 8, "different answers are different draws")
    }

    @Test func answersOfOneCachedRequestAreDraws() throws {
        let answers = (0..<100).map { #"{"text":"\#($0 < 90 ? "It is Waffles." : "no \($0)")"}"# }
        let helm = #"""
            {"instance":{"id":"1","input":{"text":"Cat?"}},
            "request":{"prompt":"Cat?","num_completions":100},
            "result":{"success":true,"cached":true,"completions":[\#(answers.joined(separator: ","))]}}
            """#.replacing("\n", with: "")
        #expect(try Self.read([helm]).draws[0].count == 100)
        let repeats = (0..<100).map {
            #"{"promptIdx":0,"prompt":{"raw":"Q"},"repeatIndex":\#($0),"#
                + #""response":{"output":"\#($0 < 90 ? "Waffles" : "no \($0)")","cached":true}}"#
        }
        #expect(try Self.read(repeats).draws[0].count == 100)
    }

    /// To keep one of each text would shrink what is said often and not what is said once.
    @Test func whereCopiesOfACacheCannotBeToldTheyAreLost() throws {
        let lines = (0..<100).map {
            #"{"prompt_id":"a","prompt":"Q","cached":true,"#
                + #""text":"\#($0 < 90 ? "Waffles" : "no \($0)")"}"#
        }
        let file = try Self.read(lines)
        #expect(file.draws[0].count == 100 && file.lost == 89)
        #expect(Self.warns(file, "89 answers of a cache repeat"), "\(file.cautions)")
    }

    @Test(arguments: ["completions", "responses", "outputs", "choices", "resps"])
    func anEmptyListBesideAnErrorIsALostDraw(name: String) throws {
        func line(_ number: Int, _ answers: String) -> String {
            name == "resps"
                ? #"{"doc_id":\#(number),"doc":{"question":"Q\#(number)"},"resps":\#(answers)}"#
                : #"{"prompt":"Q\#(number)","\#(name)":\#(answers),"error":"content_filter"}"#
        }
        let kept = line(0, name == "resps" ? #"[["a"]]"# : #"["a"]"#)
            .replacing(#","error":"content_filter""#, with: "")
        let file = try Self.read([kept, line(1, "[]")])
        #expect(file.draws.map(\.count) == [1, 1] && file.lost == 1)
    }

    @Test func aFailedRequestForManyAnswersIsAsManyLostDraws() throws {
        let answers = (0..<50).map { #""no \#($0)""# }.joined(separator: ",")
        let said = try Self.read([
            #"{"prompt":"Q","completions":[\#(answers)],"n":50}"#,
            #"{"prompt":"Q","completions":[],"n":50,"error":"timeout"}"#,
        ])
        #expect(said.draws[0].count == 100 && said.lost == 50)
        let choices = (0..<50).map {
            #"{"index":\#($0),"message":{"content":"no \#($0)"},"finish_reason":"stop"}"#
        }.joined(separator: ",")
        let batch = try Self.read([
            #"{"custom_id":"a","response":{"status_code":200,"body":{"choices":[\#(choices)]}}}"#,
            #"{"custom_id":"a","response":{"status_code":500,"body":{"error":{"message":"no"}}}}"#,
        ])
        #expect(batch.draws[0].count == 100 && batch.lost == 50)
        #expect(Self.warns(batch, "1 request without an answer counts as 50 lost draws"))
        let helm = try Self.read([
            #"{"instance":{"input":{"text":"Q"}},"request":{"prompt":"Q","num_completions":50},"#
                + #""result":{"success":false,"error":"filter"}}"#,
            #"{"instance":{"input":{"text":"Q"}},"request":{"prompt":"Q","num_completions":1},"#
                + #""result":{"success":true,"completions":[{"text":"a"}]}}"#,
        ])
        #expect(helm.draws[0].count == 51 && helm.lost == 50)
    }

    @Test func oneTextInAllDrawsOfMostPromptsIsSaid() throws {
        func lines(_ text: (Int) -> String) -> [String] {
            (0..<512).map {
                #"{"prompt":"Q\#($0 % 8)","completion":"\#(text($0))"}"#
            }
        }
        let file = try Self.read(lines { "an answer of prompt \($0 % 8)" })
        #expect(Self.warns(file, "8 of 8 prompts have one text each"), "\(file.cautions)")
        let words = try Self.read(lines { _ in "Canberra" })
        #expect(!Self.warns(words, "one text each"), "one word may well be all there is to say")
        let drawn = try Self.read(lines { "an answer of prompt \($0 % 8) \($0 / 8)" })
        #expect(!Self.warns(drawn, "one text each"))
    }

    // MARK: - Lost

    @Test(arguments: [
        (#""message":{"content":""},"finish_reason":"stop""#, 40, true),
        (#""message":{"content":""},"finish_reason":"stop""#, 1, false),
        (#""message":{"content":"whole"},"finish_reason":null"#, 3, true),
        (#""message":{"content":"whole"},"finish_reason":"stop""#, 3, false),
    ])
    func repliesThatAreNoneAreLost(choice: String, tokens: Int, isLost: Bool) throws {
        let lines = (0..<10).map {
            #"{"custom_id":"q","response":{"status_code":200,"body":{"id":"c\#($0)","choices":[{"#
                + choice + #"}],"usage":{"completion_tokens":\#(tokens)}}}}"#
        }
        let file = try Self.read(lines)
        #expect(file.lost == (isLost ? 10 : 0), "\(file.cautions)")
    }

    @Test func unfinishedSnapshotsAreNoDrawsOfTheirOwn() throws {
        func record(_ id: Int, _ isFinished: Bool, _ text: String) -> String {
            #"{"request_id":"\#(id)","prompt":"Q","finished":\#(isFinished),"outputs":[{"text":"\#(text)""#
                + #","finish_reason":\#(isFinished ? #""stop""# : "null")}]}"#
        }
        let file = try Self.read([
            record(0, false, "a b"), record(0, true, "a b Canberra"), record(1, false, "a"),
        ])
        #expect(file.draws[0].count == 2 && file.lost == 1)
        #expect(file.draws[0].contains { $0.text == "a b Canberra" })
    }

    @Test func numbersThatTheFileLeavesOutAreLostDraws() throws {
        let file = try Self.read(Self.lines(100) { #""draw":\#(2 * $0 + 1)"# })
        #expect(file.draws[0].count == 199 && file.lost == 99)
        #expect(Self.warns(file, "99 draws whose numbers the file leaves out"), "\(file.cautions)")
        #expect(try Self.read(Self.lines(100) { #""draw":\#($0 + 1)"# }).lost == 0)
    }

    @Test func numbersThroughAWholeFileHaveNoHoles() throws {
        let lines = (0..<100).map {
            #"{"prompt_id":"p\#($0 % 5)","prompt":"Q","text":"answer \#($0)","draw":\#($0)}"#
        }
        #expect(try Self.read(lines).lost == 0)
    }

    @Test(arguments: [("2147483647", 0), ("9223372036854775807", 0), ("-5", 0), ("1e30", 0)])
    func absurdNumbersFillNoMemory(number: String, lost: Int) throws {
        let file = try Self.read(
            Self.lines(10) { #""draw":\#($0 == 9 ? number : "\($0)")"# })
        #expect(file.lost == lost && file.draws[0].count == 10)
    }

    private static func log(
        _ epochs: [Int], planned: Int, _ message: (Int) -> String = { #""answer \#($0)""# },
        attachments: String = "{}"
    ) -> String {
        let samples = epochs.map {
            #"{"id":"q","epoch":\#($0),"input":"Q","attachments":\#(attachments),"output":{"choices":"#
                + #"[{"message":{"content":\#(message($0))},"stop_reason":"stop"}]}}"#
        }
        return
            #"{"status":"success","eval":{"task":"t","model":"m","config":{"epochs":\#(planned)}},"#
            + #""samples":[\#(samples.joined(separator: ","))]}"#
    }

    @Test func epochsThatALogLacksAreLostInTheirOrder() throws {
        let file = try Self.read([Self.log(Array(stride(from: 1, to: 100, by: 2)), planned: 100)])
        #expect(file.draws[0].count == 100 && file.lost == 50)
        let fixture = try Fixture()
        let journal = try file.write(
            to: fixture.path("x.run"), name: "x", set: "x", created: "2026-01-01T00:00:00Z"
        ) { name in
            RunIdentity.ScorerIdentity(
                name: name, settings: "imported", isBinary: true, zero: "0", one: "1")
        }
        let evidence = try journal.restore().evidence[0]
        #expect(evidence.drawCount == 100)
        #expect(evidence.lostDraws == Array(stride(from: 1, to: 100, by: 2)))
        #expect(try Self.read([Self.log(Array(1...60), planned: 200)]).lost == 140)
        #expect(try Self.read([Self.log(Array(1...60), planned: 60)]).lost == 0)
    }

    @Test func textsBesideALogAreReadWhereverTheyAreMeant() throws {
        let parts = #"[{"type":"text","text":"attachment://h"},{"type":"text","text":" end"}]"#
        let there = try Self.read([
            Self.log([1, 2], planned: 2, { _ in parts }, attachments: #"{"h":"It is Canberra."}"#)
        ])
        #expect(there.draws[0].allSatisfy { $0.text == "It is Canberra. end" })
        let gone = try Self.read([Self.log([1, 2], planned: 2) { _ in #""attachment://h""# }])
        #expect(gone.lost == 2)
    }

    /// Failures that somebody puts behind the answers cost as much as in front of them.
    @Test func theOrderOfAFileWithoutNumbersHasTheLostFirst() throws {
        let good = (0..<20).map {
            #"{"custom_id":"q","response":{"body":{"id":"\#($0)","choices":[{"message":{"content":"answer \#($0)"},"finish_reason":"stop"}]}}}"#
        }
        let bad = (20..<30).map {
            #"{"custom_id":"q","error":{"message":"content_filter \#($0)"}}"#
        }
        let fixture = try Fixture()
        for (name, lines) in [("last", good + bad), ("first", bad + good)] {
            let journal = try Self.read(lines).write(
                to: fixture.path(name + ".run"), name: name, set: name,
                created: "2026-01-01T00:00:00Z"
            ) { name in
                RunIdentity.ScorerIdentity(
                    name: name, settings: "imported", isBinary: true, zero: "0", one: "1")
            }
            let evidence = try journal.restore().evidence[0]
            #expect(evidence.lostDraws == Array(0..<10), "\(name)")
        }
    }

    // MARK: - Parts of an answer

    @Test(arguments: [
        #"{"custom_id":"q","response":{"body":{"id":"%","output":[{"type":"reasoning"},"#
            + #"{"type":"message","content":[{"type":"output_text","text":"Let me look."}]},"#
            + #"{"type":"message","content":[{"type":"output_text","text":"Canberra"}]}]}}}"#,
        #"{"custom_id":"q","result":{"type":"succeeded","message":{"id":"%","content":"#
            + #"[{"type":"text","text":"Let me look."},{"type":"text","text":"Canberra"}]}}}"#,
    ])
    func partsAreOneAnswerAndNoWordIsGluedToAnother(record: String) throws {
        let file = try Self.read((0..<10).map { record.replacing("%", with: "\($0)") })
        #expect(file.draws[0].count == 10)
        #expect(file.draws[0].allSatisfy { $0.text == "Let me look.\nCanberra" })
    }

    @Test func aTextThatIsCutWhereItNamesItsSourcesIsOne() throws {
        let file = try Self.read([
            #"{"custom_id":"q","result":{"type":"succeeded","message":{"id":"1","content":[{"type":"text","#
                + #""text":"Can"},{"type":"text","text":"berra","citations":[]}]}}}"#
        ])
        #expect(file.draws[0][0].text == "Canberra")
    }

    @Test func anErrorMayBeAnObjectBesideAText() throws {
        let file = try Self.read(Self.lines(5) { _ in #""error":{"message":"cut","code":500}"# })
        #expect(file.lost == 5 && file.draws[0][0].error == "cut")
    }

    @Test func moreScoresThanARunCanHoldAreSaid() throws {
        let scores = (0..<1_100).map { #""s\#($0)":1"# }.joined(separator: ",")
        #expect {
            try Self.read([#"{"prompt_id":"a","text":"x","scores":{\#(scores)}}"#])
        } throws: {
            "\($0)".contains("draws.jsonl, scores: there are more than 1000 names of scores")
        }
    }
}
