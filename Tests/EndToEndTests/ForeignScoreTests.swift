import Foundation
import TestSupport
import Testing

/// Scores that somebody else has given, whatever they are called and whatever their scale.
@Suite struct ForeignScoreTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ name: String, _ field: String) throws -> String {
        try folder.file(
            name,
            containing: (0..<40).map {
                #"{"prompt_id":"a","prompt":"Q","text":"\#(name) \#($0)","scores":{\#(field)}}"#
            }.joined(separator: "\n"))
    }

    private func imported(_ path: String, _ options: [String]) throws -> String {
        let run = path + ".run"
        let result = try Program.run(["import", path, "--output", run] + options)
        #expect(result.status == 0, "\(result.errors)")
        return run
    }

    @Test(arguments: [
        (#""judge":"yes""#, "--grades", ["judge=yes:1,no:0", "judge=yes:0,no:1"]),
        (#""judge":3"#, "--scale", ["judge=1..5", "judge=5..1"]),
        (#""judge":3"#, "--scale", ["judge=1..5", "judge=0..10"]),
    ])
    func `scores on other scales are neither merged nor compared`(
        field: String, option: String, scales: [String]
    ) throws {
        let runs = try scales.enumerated().map { place, scale in
            try imported(try file("f\(place).jsonl", field), [option, scale])
        }
        let merged = try Program.run(["merge"] + runs + ["--output", folder.file("all.run")])
        #expect(merged.status == 64 && merged.errors.contains("scorers"), "\(merged.errors)")
        let compared = try Program.run(["compare"] + runs)
        #expect(compared.status != 0 && compared.errors.contains("equal settings"))
        let again = try imported(try file("f9.jsonl", field), [option, scales[0]])
        let alike = try Program.run(
            ["merge", runs[0], again, "--output", folder.file("alike.run")])
        #expect(alike.status == 0, "\(alike.errors)")
    }

    @Test func `what 0 and 1 are on a scale is said in the file's values`() throws {
        let run = try imported(try file("a.jsonl", #""judge":2"#), ["--scale", "judge=1..5"])
        let shown = try Program.run("screenshot", run, "--view", "scores", "--size", "120x40")
        #expect(shown.output.contains("0 = 1 in the imported file"), "\(shown.output)")
        #expect(shown.output.contains("1 = 5 in the imported file"))
    }

    @Test(arguments: ["keyword", "exact", "refusal", "choice", "judge"])
    func `a score that is called as one of the program's is not taken for it`(name: String) throws {
        let run = try imported(try file("a.jsonl", #""\#(name)":0.4"#), [])
        let report = try Program.run("report", run)
        #expect(!report.output.contains("leaks"), "\(report.output)")
        #expect(!report.output.contains("refusal at the beginning"))
    }
}
