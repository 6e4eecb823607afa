import Foundation
import TestSupport
import Testing

/// `sensitivity` of recorded runs.
@Suite struct SensitivityTests {
    @Test func aRunAndAnotherAreTold() throws {
        let longer = Program.checkout + "/SampleData/runs/authors-npo-longer.run"
        let told = try Program.run(
            "sensitivity", Program.smallRun, longer, "--target", "0.05", "--targets", "0.01,0.1")
        #expect(told.status == 0, "\(told.errors)")
        for word in [
            "even draws", "odd draws", "as asked?", "hold together at level", "authors-npo-longer",
        ] {
            #expect(told.output.contains(word), "\(word)")
        }
        let markdown = try Program.run(
            "sensitivity", Program.smallRun, "--target", "0.05", "--format", "markdown")
        #expect(markdown.output.hasPrefix("# ") && markdown.output.contains("| odd draws |"))
        let json = try Program.run(
            "sensitivity", Program.smallRun, "--target", "0.05", "--format", "json")
        #expect(json.output.contains("\"probscope sensitivity\""))
    }

    @Test func oddOptionsAreRefused() throws {
        for options in [["--target", "0"], ["--target", "0.1", "--targets", "2"], []] {
            #expect(try Program.run(["sensitivity", Program.smallRun] + options).status == 64)
        }
        let unknown = try Program.run(
            "sensitivity", Program.smallRun, "--target", "0.1", "--scorer", "nobody")
        #expect(unknown.status == 1 && unknown.errors.contains("no scorer nobody"))
    }
}
