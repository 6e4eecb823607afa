import Foundation
import TestSupport
import Testing

/// The commands that read finished runs: report, compare, score.
@Suite struct ReportTests {
    @Test func theReportOfARunIsTheSameInEveryFormat() throws {
        let text = try Program.run("report", Program.smallRun)
        #expect(text.status == 0)
        #expect(text.output.contains("With 99 % confidence the chance that the next answer to"))
        #expect(text.output.contains("holds at any n)."))

        let json = try Program.run("report", Program.smallRun, "--format", "json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let prompts = try #require(object["prompts"] as? [[String: Any]])
        for prompt in prompts {
            let sentence = try #require(prompt["sentence"] as? String)
            #expect(text.output.contains(sentence))
        }
        let csv = try Program.run(
            "report", Program.smallRun, "--format", "csv", "--rows", "prompts")
        let rows = csv.output.split(separator: "\n").count
        #expect(rows == prompts.count + 1)
        let draws = try Program.run("report", Program.smallRun, "--format", "csv")
        let ids = Set(prompts.compactMap { $0["prompt"] as? String })
        // An answer may have line breaks; a row begins with a prompt and a number.
        let starts = draws.output.split(separator: "\n").count { line in
            let cells = line.split(separator: ",", maxSplits: 2)
            return cells.count == 3 && ids.contains(String(cells[0])) && Int(cells[1]) != nil
        }
        let total = prompts.filter { $0["scorer"] as? String == "keyword" }
            .reduce(0) { $0 + ($1["n"] as? Int ?? 0) }
        #expect(starts == total)
    }

    @Test(arguments: ["text", "markdown", "html", "json", "junit"])
    func aReportHasTheNameOfTheEvent(format: String) throws {
        let report = try Program.run(
            "report", Program.smallRun, "--format", format, "--event", "right answer")
        #expect(report.status == 0)
        #expect(report.output.contains("is a right answer is at most"))
        let refused = try Program.run("report", Program.smallRun, "--event", "")
        #expect(refused.status == 64 && refused.errors.contains("--event takes a name of 1 to 30"))
    }

    /// What is certain is said wherever a limit is.
    @Test(arguments: ["text", "markdown", "html"])
    func whatIsKnownExactlyIsSaidInEveryFormat(format: String) throws {
        let run = Program.checkout + "/SampleData/runs/authors-npo-eo-exact.run"
        let report = try Program.run("report", run, "--format", format)
        #expect(report.status == 0)
        let sentences = report.output.components(
            separatedBy: "For certain, the chance that the next")
        #expect(sentences.count == 33, "32 prompts have one each: \(sentences.count - 1)")
    }

    @Test func aRunSaysWhichVersionWroteIt() throws {
        let version = try Program.run("--version").output.trimmingCharacters(in: .newlines)
        #expect(version.wholeMatch(of: /\d+\.\d+\.\d+( \([0-9a-f]{9}(-dirty)?\))?/) != nil)
        let folder = try TemporaryFolder()
        let draws = try folder.file(
            "draws.jsonl",
            containing: #"{"prompt_id":"a","prompt":"Q","text":"A","keywords":["A"]}"#)
        let run = folder.file("x.run")
        #expect(try Program.run("import", draws, "--output", run).status == 0)
        let report = try Program.run("report", run, "--format", "json").output
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any])
        #expect(object["written_by"] as? [String] == ["probscope \(version)"])
    }

    @Test func anOutputFileIsNotReplacedUnasked() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("report.md", containing: "mine")
        let arguments = ["report", Program.smallRun, "--format", "markdown", "--output", path]
        let refused = try Program.run(arguments)
        #expect(refused.status == 64)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        #expect(try Program.run(arguments + ["--force"]).status == 0)
        #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("# authors-npo"))
    }

    @Test func aRunComparedWithItselfIsUndecided() throws {
        let result = try Program.run("compare", Program.smallRun, Program.smallRun)
        #expect(result.status == 0)
        #expect(result.output.contains("no difference between"))
    }

    @Test func scoringAgainKeepsTheDrawsAndProvesARegression() throws {
        let folder = try TemporaryFolder()
        let run = Program.smallRun
        func score(_ name: String, _ scorer: String) throws -> String {
            let result = try Program.run(
                "score", run, "--scorer", scorer, "--output", folder.file(name))
            #expect(result.status == 0, "\(result.errors)")
            return result.output
        }
        // Two programs that disagree about the same draws under one name and equal settings
        // cannot be told from two models, which is what compare is tested with here.
        let program = try folder.file(
            "score.py",
            containing: """
                import json,sys,os
                for line in sys.stdin:
                    q=json.loads(line)
                    high=os.path.exists(sys.argv[1])
                    print(json.dumps({"id":q["id"],"score":1 if high else 0}),flush=True)
                """)
        let flag = folder.file("flag")
        let scorer = "command:binary python3 '\(program)' '\(flag)'"
        let low = try score("low.run", scorer)
        #expect(low.contains("scored 1"))
        _ = try folder.file("flag", containing: "")
        _ = try score("high.run", scorer)
        let worse = try Program.run(
            "compare", folder.file("low.run"), folder.file("high.run"), "--json")
        #expect(worse.status == 3)
        #expect(worse.output.contains("\"regression\" : true"))
        #expect(worse.errors == "Regression: high is proven to score higher.\n")
        let better = try Program.run("compare", folder.file("high.run"), folder.file("low.run"))
        #expect(better.status == 0 && better.errors.isEmpty)

        // The original scorer on the rescored run gives the original scores.
        _ = try Program.run(
            "score", folder.file("low.run"), "--scorer", "keyword", "--output",
            folder.file("again.run"))
        let original = try Program.run("report", run, "--format", "csv")
        let again = try Program.run("report", folder.file("again.run"), "--format", "csv")
        #expect(original.output == again.output)
    }

    @Test func aComparisonOfReportedDrawsSaysSo() throws {
        let folder = try TemporaryFolder()
        let draws = try folder.file(
            "draws.jsonl",
            containing: #"{"prompt_id": "p", "prompt": "Q", "text": "A", "scores": {"x": 0.5}}"#)
        let run = folder.file("reported.run")
        _ = try Program.run("import", draws, "--output", run, "--decoding", "T=1")
        let result = try Program.run("compare", run, run)
        #expect(result.status == 0)
        #expect(result.output.contains("decoding of both: T=1, reported, not verified"))
        let bare = folder.file("bare.run")
        let texts = try folder.file(
            "texts.jsonl", containing: #"{"prompt_id": "p", "prompt": "Q", "text": "A"}"#)
        _ = try Program.run("import", texts, "--output", bare)
        let refused = try Program.run("compare", run, bare)
        #expect(refused.status == 1 && refused.output.isEmpty)
        #expect(refused.errors.contains("one has x:imported, the other none. Score one"))
    }

    @Test func aScorerThatFailsEverywhereIsSaidAndEveryDrawIsLost() throws {
        let result = try Program.run("score", Program.smallRun, "--scorer", "command:true")
        #expect(result.status == 1)
        #expect(result.errors.contains("No answer has a score by command: scorer command: "))
        #expect(result.output.contains("no answer to this prompt has a score"))
    }
}
