import Foundation
import TestSupport
import Testing

/// The user's file of settings.
@Suite struct ConfigurationTests {
    /// Runs the program with a file of settings.
    private func explore(_ settings: String) throws -> (status: Int32, errors: String) {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/probscope", withIntermediateDirectories: true)
        try settings.write(
            toFile: folder.path + "/probscope/config", atomically: true, encoding: .utf8)
        let result = try Program.run(
            "explore", Program.recordedRun, "--plain",
            environment: ["XDG_CONFIG_HOME": folder.path])
        return (result.status, result.errors + result.output)
    }

    @Test func settingsHoldWhereNoFlagSaysOtherwise() throws {
        let (status, text) = try explore(
            "# mine\ntarget = 0.25\nmouse = on\n\nglyphs=ascii\nkey.C-n = Down\n")
        #expect(status == 0 && text.contains("target 0.25"), "\(text.prefix(400))")
    }

    @Test(arguments: [
        ("theem = mono", "line 1: there is no setting 'theem'; did you mean theme?"),
        ("theme = mono\ntarget = much", "line 2: target takes a number from 0 to 1, not 'much'."),
        (
            "# mine\ntheme = nosuch",
            "line 2: there is no theme \"nosuch\"; the themes are terminal, mono"
        ),
        ("mouse = perhaps", "line 1: mouse takes on or off, not 'perhaps'."),
        ("nonsense", "line 1: this is not \"name = value\"."),
        ("theme =", "line 1: theme has no value."),
        ("key.x = Nokey", "line 1: there is no key 'Nokey'"),
        ("key.Hyper-x = j", "line 1: there is no key 'Hyper-x'"),
        ("key.Q = j", "line 1: Q quits always"),
    ])
    func whatIsNotUnderstoodIsRefusedByItsLine(settings: String, why: String) throws {
        let (status, text) = try explore(settings)
        #expect(status == 64 && text.contains("/probscope/config, " + why), "\(text)")
    }
}
