import Foundation
import TestSupport
import Testing

/// Spoilt files of every kind, each read by the program itself: one clear sentence with the file,
/// the line and the field, exit code 64 or 1, nothing written, no crash.
@Suite struct MalformedInputTests {
    @Test(arguments: MalformedPrompts.cases.filter { ReadAllTheSame.prompts[$0.name] == nil })
    func aSpoiltFileOfPromptsIsRefused(input: MalformedInput) throws {
        let refusal = try input.run { file, _ in ["prompts", file] }
        #expect(refusal.faults(of: input) == [])
    }

    @Test(arguments: MalformedDraws.cases.filter { ReadAllTheSame.draws[$0.name] == nil })
    func aSpoiltFileOfDrawsIsRefused(input: MalformedInput) throws {
        let refusal = try input.run { file, free in ["import", file, "--output", free] }
        #expect(refusal.faults(of: input) == [])
    }

    @Test(arguments: MalformedPrompts.cases.filter { ReadAllTheSame.prompts[$0.name] != nil })
    func aFileOfPromptsThatCanBeReadIsRead(input: MalformedInput) throws {
        let result = try input.run { file, _ in ["prompts", file] }.result
        let phrase = try #require(ReadAllTheSame.prompts[input.name])
        #expect(result.status == 0 && result.output.contains(phrase), "\(result.output)")
    }

    @Test(arguments: MalformedDraws.cases.filter { ReadAllTheSame.draws[$0.name] != nil })
    func oneOddRecordRefusesNoFileOfDraws(input: MalformedInput) throws {
        let result = try input.run { file, free in ["import", file, "--output", free] }.result
        let phrase = try #require(ReadAllTheSame.draws[input.name])
        #expect(
            result.status == 0 && (result.output + result.errors).contains(phrase),
            "\(result.output)\(result.errors)")
    }

    @Test func aSpoiltRunFileIsRefused() throws {
        for input in try MalformedOthers.runs() {
            let refusal = try input.run { file, _ in ["report", file] }
            // What was damaged after it was a run is void evidence.
            #expect(refusal.faults(of: input, statuses: [1, 5, 64]) == [], "\(input)")
        }
    }

    @Test func aSpoiltTemplateGrammarOrKeyIsRefused() throws {
        let nowhere = "http://127.0.0.1:9"
        for input in MalformedOthers.texts("template") {
            let refusal = try input.run { file, _ in
                [
                    "score", Program.smallRun, "--scorer",
                    "judge:server=\(nowhere),template=\(file)",
                ]
            }
            #expect(refusal.faults(of: input, statuses: [64]) == [], "\(input)")
        }
        for input in MalformedOthers.texts("gbnf") {
            let refusal = try input.run { file, free in
                [
                    "run", Program.prompts, "--server", nowhere, "--output", free, "--grammar",
                    file,
                ]
            }
            #expect(refusal.faults(of: input, statuses: [64]) == [], "\(input)")
        }
        for input in MalformedOthers.keys {
            let refusal = try input.run { file, free in
                [
                    "run", Program.prompts, "--server", nowhere, "--output", free,
                    "--api-key-file", file,
                ]
            }
            #expect(refusal.faults(of: input) == [], "\(input)")
            #expect(!refusal.result.errors.contains("secret"))
        }
    }

    @Test func aSpoiltThemeIsNamedWithItsLinesAndNeverPreventsAPicture() throws {
        for input in MalformedOthers.themes {
            let checked = try input.run { file, _ in ["themes", "--check", file] }
            #expect(checked.result.status == 1, "\(input)")
            for phrase in input.phrases + [input.name] {
                #expect(checked.result.errors.contains(phrase), "\(checked.result.errors)")
            }
            let shown = try input.run { file, _ in
                ["screenshot", Program.smallRun, "--theme", file]
            }
            #expect(shown.result.status == 0 && !shown.result.output.isEmpty, "\(input)")
        }
        for input in MalformedOthers.texts("theme") where !input.name.hasPrefix("empty") {
            for command in [
                ["themes", "--check"], ["screenshot", Program.smallRun, "--theme"],
            ] {
                let refusal = try input.run { file, _ in command + [file] }
                #expect(refusal.faults(of: input, statuses: [64]) == [], "\(command) \(input)")
            }
        }
    }

    @Test func aSpoiltQuestionIsAnsweredWithItsErrorAndTheOthersAreAnsweredToo() throws {
        let fine =
            #"{"metric":"proportion","alpha":0.01,"side":"upper","validity":"fixed","n":9,"k":0}"#
        let questions = MalformedOthers.questions.filter { !$0.line.isEmpty }
        let input = questions.map { $0.line + "\n" + fine }.joined(separator: "\n")
        let result = try Program.run("bound", "--jsonl", input: input)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        let answers = result.output.split(separator: "\n").map(String.init)
        try #require(answers.count == 2 * questions.count)
        for (position, question) in questions.enumerated() {
            let answer = answers[2 * position]
            #expect(answer.hasPrefix(#"{"error":""#), "\(question): \(answer)")
            #expect(answer.contains(question.phrase), "\(question): \(answer)")
            #expect(answers[2 * position + 1].contains("\"upper\":"))
        }
    }

    @Test func questionsInUTF16AreNotAnswered() throws {
        let text = #"{"metric":"proportion","n":9,"k":0}"# + "\n"
        let input = MalformedInput(
            "utf16.jsonl", Encoded.utf16(text, isBig: false, hasMark: true))
        let result = try input.pipe(["bound", "--jsonl"])
        #expect(!result.output.contains("upper"))
        #expect(result.output.contains("iconv -f UTF-16"), "\(result.output)")
    }

    @Test func standardInputIsNamed() throws {
        for (content, phrase) in [
            (Array("{\"prompt\": \"Q\"}\n{".utf8), "standard input, line 2"),
            (Encoded.utf16("{}", isBig: false, hasMark: true), "standard input: this is UTF-16"),
            ([], "standard input: the file is empty"),
        ] {
            let result = try MalformedInput("piped", content).pipe(["prompts", "-"])
            #expect(result.status == 1 && result.output.isEmpty)
            #expect(result.errors.contains(phrase), "\(result.errors)")
        }
    }

    @Test func theOptionsForFieldsNameThemselves() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("fields.jsonl", containing: #"{"a": "Q", "b": "A"}"#)
        for (options, phrase) in [
            (["--prompt-field", "c"], "--prompt-field"),
            (["--prompt-field", "a", "--reference-field", "c"], "--reference-field"),
            (["--prompt-field", "a", "--keyword-field", "c"], "--keyword-field"),
            (["--prompt-field", "a", "--id-field", "c"], "--id-field"),
            (["--prompt-field", "a", "--where", "c=d"], "--where c=d"),
            (["--prompt-field", "a", "--where", "b=d"], "\"b\" is A"),
        ] {
            let result = try Program.run(["prompts", file] + options)
            #expect(result.status == 1 && result.output.isEmpty)
            #expect(result.errors.contains(file) && result.errors.contains(phrase))
        }
        #expect(try Program.run("prompts", folder.path).errors.contains("folder"))
        #expect(try Program.run("prompts", file, "--where", "c").status == 64)
    }

    @Test func byteOrderMarksAndOtherLineEndsAreNoFaults() throws {
        let lines = [#"{"id": 1, "prompt": "Who?"}"#, #"{"id": 2, "prompt": "Was it \u00c5?"}"#]
        for (name, text) in [
            ("mark.jsonl", "\u{FEFF}" + lines.joined(separator: "\n")),
            ("crlf.jsonl", lines.joined(separator: "\r\n") + "\r\n"),
            ("mark.json", "\u{FEFF}[" + lines.joined(separator: ",\r\n") + "]\r\n"),
            ("mark.csv", "\u{FEFF}id,prompt\r\n1,Who?\r\n2,\"Was it Å?\"\r\n"),
            ("old-mac.csv", "id,prompt\r1,Who?\r2,Was it Å?"),
        ] {
            let shown = try MalformedInput(name, text).run { file, _ in ["prompts", file] }
            #expect(shown.result.status == 0, "\(shown.result.errors)")
            #expect(shown.result.output.contains("\n1: Who?\n"), "\(name)")
            #expect(shown.result.output.contains("\n2: Was it Å?\n"), "\(name)")
        }
    }

    @Test func thereAreEnoughOfThemAndNoTwoAreTheSame() throws {
        let files =
            MalformedPrompts.cases + MalformedDraws.cases + (try MalformedOthers.runs())
            + ["template", "gbnf", "theme"].flatMap(MalformedOthers.texts) + MalformedOthers.keys
            + MalformedOthers.themes
        #expect(files.count >= 150)
        #expect(Set(files.map(\.name)).count == files.count)
        for cases in [MalformedPrompts.cases, MalformedDraws.cases] {
            let contents = cases.map { $0.content + Array($0.name.utf8.suffix(4)) }
            #expect(Set(contents).count == cases.count)
        }
    }
}
