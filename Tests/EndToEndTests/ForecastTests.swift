import TestSupport
import Testing

/// `forecast` of recorded runs.
@Suite struct ForecastTests {
    @Test func whatIsProvenAndForecastIsTold() throws {
        let told = try Program.run(
            "forecast", Program.smallRun, "--prompts", "10,1000000", "--answers", "100")
        #expect(told.status == 0, "\(told.errors)")
        for word in [
            "greatest of these", "level 99 %, two-sided, any n", "how rare is it at deployment",
        ] {
            #expect(told.output.contains(word), "\(word)")
        }
        let json = try Program.run("forecast", Program.smallRun, "--format", "json")
        #expect(json.status == 0 && json.output.contains("\"probscope forecast\""))
        // Draws without replacement have limits without any α.
        let exact = Program.checkout + "/SampleData/runs/authors-npo-eo-exact.run"
        let rest = try Program.run("forecast", exact)
        #expect(rest.status == 0 && rest.output.contains("without any α"), "\(rest.errors)")
    }

    @Test func oddOptionsAreRefused() throws {
        for options in [["--prompts", "0"], ["--prompts", "1.5"], ["--answers", "0"]] {
            #expect(try Program.run(["forecast", Program.smallRun] + options).status == 64)
        }
    }
}
