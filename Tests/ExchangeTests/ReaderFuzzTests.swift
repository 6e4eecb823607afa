import Canvas
import Exchange
import Files
import Foundation
import Journal
import Prompts
import Scoring
import TestSupport
import Testing

/// Every reader on spoilt copies of valid files: no crash, and each error is one clear sentence.
///
/// `PROBSCOPE_FUZZ_INPUTS=200000 swift test --filter ReaderFuzzTests` (`make fuzz`) tries as many as
/// the variable says, over all readers together.
@Suite(.timeLimit(.minutes(30))) struct ReaderFuzzTests {
    private static let inputs =
        ProcessInfo.processInfo.environment["PROBSCOPE_FUZZ_INPUTS"].flatMap { Int($0) } ?? 20_000

    /// A kind of file, and its share of all inputs in percent.
    enum Reader: Int, CaseIterable {
        case prompts = 45
        case draws = 30
        case questions = 10
        case themes = 6
        case templates = 5
        case runs = 4
    }

    @Test func theSharesOfTheReadersAreAll() {
        #expect(Reader.allCases.reduce(0) { $0 + $1.rawValue } == 100)
    }

    @Test(arguments: Reader.allCases)
    func noSpoiltFileCrashesItsReader(reader: Reader) throws {
        let fixture = try Fixture()
        let seeds = try Self.seeds(reader, fixture)
        var mutator = Mutator(seed: UInt64(reader.rawValue))
        var refused = 0
        let count = max(100, Self.inputs * reader.rawValue / 100)
        for round in 0..<count {
            let bytes = mutator.input(from: seeds)
            let sentence: String? =
                switch reader {
                case .prompts: try Self.readPrompts(bytes, Self.names[round % Self.names.count])
                case .draws: Self.readDraws(bytes)
                case .questions: Self.answer(bytes)
                case .themes: Self.readTheme(bytes)
                case .templates: Self.readTemplate(bytes)
                case .runs: try Self.readRun(bytes, fixture.path("fuzz.run"))
                }
            guard let sentence else { continue }
            refused += 1
            let isClear =
                !sentence.isEmpty && sentence.utf8.count < 4000
                && !sentence.unicodeScalars.contains { $0.properties.generalCategory == .control }
            if !isClear {
                Issue.record("\(reader), input \(round): \(sentence.prefix(500))")
            }
        }
        // The inputs neither all broke nor all stayed whole.
        #expect(refused > count / 50 && refused < count, "\(refused) of \(count)")
    }

    // MARK: - Readers: nil where the input is taken, else the sentence

    private static let names = ["f.jsonl", "f.json", "f.csv", "f.tsv", "f.txt", "f"]

    private static func readPrompts(_ bytes: [UInt8], _ name: String) throws -> String? {
        let set: PromptSet
        do { set = try PromptReader().read(bytes: bytes, name: name) } catch { return "\(error)" }
        // What is taken stays the same when it is written and read once more.
        let written = set.prompts.map { jsonLine($0).text }.joined(separator: "\n")
        let mapping = FieldMapping(
            prompt: "prompt", references: ["answer"], keywords: "keywords", id: "id")
        let again = try PromptReader(mapping: mapping).read(
            bytes: Array(written.utf8), name: "again.jsonl")
        if again.fingerprint != set.fingerprint {
            Issue.record("not the same when read again: \(written.prefix(2000))")
        }
        return nil
    }

    private static func jsonLine(_ prompt: Prompt) -> JSONValue {
        func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        let messages = prompt.messages.map { message in
            JSONValue.object([
                .init(name: "role", value: .string(message.role)),
                .init(name: "content", value: .string(message.content)),
            ])
        }
        return .object([
            .init(name: "id", value: .string(prompt.id.rawValue)),
            .init(
                name: "prompt", value: messages.isEmpty ? .string(prompt.text) : .array(messages)),
            .init(name: "answer", value: texts(prompt.references)),
            .init(name: "keywords", value: texts(prompt.keywords)),
        ])
    }

    private static func readDraws(_ bytes: [UInt8]) -> String? {
        do {
            let draws = try DrawImport(bytes, name: "f")
            let scores = draws.draws.joined().flatMap(\.scores.values)
            if !scores.allSatisfy({ (0...1).contains($0) }) { Issue.record("a score beyond 1") }
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static func answer(_ bytes: [UInt8]) -> String? {
        let answer = BoundAnswer.line(for: String(decoding: bytes, as: UTF8.self))
        let text = TextBytes(Array(answer.utf8))
        var parser = JSONParser(text, range: 0..<text.count)
        guard case .object(let fields)? = try? parser.value(), parser.isAtEnd() else {
            return "broken\u{0}answer: \(answer)"
        }
        return fields.first?.name == "error" ? answer : nil
    }

    private static func readTheme(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        let (_, warnings) = Theme.load(text: text, name: "f", lookup: { _ in text })
        return warnings.max { $0.description.count < $1.description.count }?.description
    }

    private static func readTemplate(_ bytes: [UInt8]) -> String? {
        do {
            _ = try JudgeScorer(
                model: SilentJudge(), template: String(decoding: bytes, as: UTF8.self),
                fingerprint: "f")
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static func readRun(_ bytes: [UInt8], _ path: String) throws -> String? {
        try Data(bytes).write(to: URL(filePath: path))
        do throws(JournalError) {
            let journal = try Journal.open(at: path, mode: .readOnly)
            _ = try journal.restore()
            return nil
        } catch {
            return "\(error)"
        }
    }

    private struct SilentJudge: JudgeModel {
        let name = "silent"
        func completion(of text: String) async throws(ScoringError) -> String { "" }
        func probabilityOfYes(after text: String) async throws(ScoringError) -> Double { 0 }
    }

    // MARK: - Valid files

    private static func seeds(_ reader: Reader, _ fixture: Fixture) throws -> [[UInt8]] {
        switch reader {
        case .prompts: promptFiles.map { Array($0.utf8) }
        case .draws:
            (drawFiles + DrawLayoutTests.layouts.map(\.text)).map { Array($0.utf8) }
                + [InspectArchiveTests.log]
        case .questions: questions.map { Array($0.utf8) }
        case .themes: themes.map { Array($0.utf8) }
        case .templates:
            ["Is {answer} right for {prompt}? {reference}", "{answer}"].map { Array($0.utf8) }
        case .runs: [try runFile(fixture)]
        }
    }

    private static let promptFiles = [
        #"""
        {"id": "a", "question": "Who \u00e9 \ud83d\ude00?", "answer": ["A", "B"], "keywords": ["K"]}
        {"id": "b", "question": "Where?", "answer": "C", "x": {"y": [1.5e3, null, true]}}
        """#,
        #"[{"prompt": "Q", "gt": "A"}, {"prompt": "R\n", "gt": "B", "perturbed_answer": ["c"]}]"#,
        #"{"input": [{"role": "user", "content": "Q"}], "ideal": ["A"], "metadata": {"a": 1}}"#,
        #"{"messages": [{"role": "user", "content": [{"type": "text", "text": "Q"}]}]}"#,
        "question,answer,keywords\r\n\"Q, \"\"x\"\"\",A,\"a, b\"\r\nR,\"B\nC\",\"[\"\"d\"\"]\"\r\n",
        "input;target\nQ;A\nR;B\n",
        "topic,__expected1,__expected2,__metadata:area\nQ,equals: A,icontains: B,x\n",
        "Behavior,Tags,ContextString,BehaviorID\nDo it,x,Some context,a\nNot it,,,b\n",
        "goal\ttarget\nDo it\tSure\n", "Who was it?\nWhere was it?\n",
        #"{"parameters": {"m": 1}, "jailbreaks": [{"goal": "G", "prompt": null}, {"prompt": "Q"}]}"#,
        #"{"a": {"question": "Q", "answer": 1}, "b": {"question": "R", "answer": NaN}}"#,
        #"{"question": {"0": "Q", "1": "R"}, "answer": {"0": "A", "1": null}}"#,
        #"{"columns": ["prompt", "gt"], "index": [0], "data": [["Q", "A"]]}"#,
        #"["Q", {"prompt": "R"}, [{"role": "user", "content": "S"}]]"#, "\"Q\"\n\"R\"\n",
        #"{"a": ["Q", "R"], "b": ["S"]}"#, "sep=;\nprompt;answer\nQ;A\n",
        #"""
        {"question": "Q", "choices": ["a", "b", "c"], "answer": 2}
        {"question": "R", "choices": {"text": ["a", "b"], "label": ["1", "2"]}, "answerKey": "2"}
        {"question": "S", "mc1_targets": {"choices": ["a", "b"], "labels": [1, 0]}}
        {"question": "T", "options": [{"label": "A", "text": "a"}, {"label": "B", "text": "b"}]}
        """#,
        "question,A,B,C,answer\nQ,a,b,c,B\nR,\"['d']\",b,,A\n",
        #"{"custom_id": "r", "body": {"messages": [{"role": "user", "content": "Q"}]}}"#,
        #"[{"conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "A"}]}]"#,
        #"{"request": {"systemInstruction": {"parts": [{"text": "S"}]}, "contents": [{"role": "user", "parts": [{"text": "Q"}]}]}}"#,
        #"{"question": "Q", "context": {"contexts": ["a", "b"]}, "long_answer": "L", "final_decision": "yes"}"#,
        "question,choices,answerKey\nQ,\"{'text': array(['a', 'b'], dtype=object), 'label': array(['A', 'B'], dtype=object)}\",B\n",
        "question,choices,answer\nQ,\"['1' '2'\n '3']\",2\nR,\"('a', 'b', {'c': None})\",a\n",
    ]

    private static let drawFiles = [
        #"""
        {"prompt_id": 1, "prompt": "Q", "text": "a", "scores": {"s": 0.5}, "tokens": 3, "seed": 7}
        {"prompt_id": 1, "error": "gone", "attempts": 2}
        {"prompt_id": "b", "text": "c", "references": ["r"], "keywords": "k", "finish": "length"}
        """#,
        #"{"prompt": "Q", "ground_truth": "A", "responses": [{"response": "x", "rougeL_recall": 1}]}"#,
        #"{"doc_id": 0, "doc": {"question": "Q"}, "target": "A", "resps": [["a", "b"]]}"#,
        #"""
        {"version": 2, "eval": {"model": "m"}, "samples": [
        {"id": 1, "epoch": 2, "input": [{"role": "user", "content": "Q"}], "target": "T",
         "output": {"choices": [{"message": {"content": "a"}, "stop_reason": "stop"}],
         "usage": {"output_tokens": 3}}, "scores": {"match": {"value": "C"}, "nan": {"value": NaN}}},
        {"id": 1, "epoch": 1, "input": "Q", "target": ["T"], "error": {"message": "gone"}}]}
        """#,
        #"[{"prompt_id": 1, "text": "a"}, {"prompt_id": 2, "text": "b"}]"#,
        #"{"prompt": "Q", "response": {"candidates": [{"content": {"parts": [{"text": "a"}]}, "finishReason": "STOP"}]}}"#,
        #"""
        {"prompt": "Which HTTP status?", "response": "429 Too Many Requests", "state": "failed"}
        {"prompt": "Name one.", "response": "Error: Request timed out.", "state": "passed", "seed": null, "stand_in": 2147483650}
        """#,
    ]

    private static let questions = [
        #"{"metric":"proportion","alpha":0.01,"side":"upper","validity":"anytime","n":9,"k":1}"#,
        #"{"metric":"mean","alpha":0.05,"side":"two","validity":"fixed","scores":[0,0.5,1]}"#,
        #"{"metric":"leak_at_k","alpha":0.1,"side":"lower","validity":"fixed","n":9,"k":1,"at_k":5}"#,
        #"{"metric":"quantile","alpha":0.1,"side":"upper","validity":"fixed","scores":[0,1],"q":0.5}"#,
        #"{"metric":"unseen_mass","alpha":0.1}"#,
    ]

    private static let themes = [
        "inherits = base\nbackground = dark\nglyphs = block\ntext = #d0d0d0 on #101010 bold\n",
        "# mine\nprobability = #d03020 #20d030\nbar.sampled = blue underline\n",
    ]

    private static func runFile(_ fixture: Fixture) throws -> [UInt8] {
        let prompt = Prompt(id: PromptID("a"), text: "Q", references: ["A"], keywords: ["K"])
        let draws = (0..<40).map { (text: "answer \($0)", scores: [Double?(1)]) }
        let journal = try fixture.run("seed.run", answers: [(prompt, draws)])
        try journal.close()
        return [UInt8](try Data(contentsOf: URL(filePath: fixture.path("seed.run"))))
    }
}
