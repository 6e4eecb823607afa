import Foundation
import TestSupport

/// The built program and the files that the tests run it on.
enum Program {
    /// The binary beside the test bundle, or the one that `PROBSCOPE_TEST_PROGRAM` names.
    static let path: String = {
        if let named = ProcessInfo.processInfo.environment["PROBSCOPE_TEST_PROGRAM"] {
            return named
        }
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let candidates = [bundle, CommandLine.arguments.first].compactMap { $0 }.map {
            URL(filePath: $0).deletingLastPathComponent().appending(path: "probscope").path
        }
        let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
        return found ?? checkout + "/.build/debug/probscope"
    }()

    /// The project's folder.
    static let checkout = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    static let prompts = checkout + "/SampleData/prompts/authors.jsonl"
    static let recordedRun = checkout + "/SampleData/runs/authors-gd.run"
    /// A run that is read in a fifth of the time: 96 draws a prompt, one scorer, no tokens.
    static let smallRun = checkout + "/SampleData/runs/authors-npo.run"
    static let otherSmallRun = checkout + "/SampleData/runs/authors-npo-longer.run"

    static func model(_ name: String) -> String {
        checkout + "/SampleData/models/\(name).gguf"
    }

    /// Runs the program to its end, with nothing of the user's configuration.
    static func run(
        _ arguments: String..., input: String = "", environment: [String: String?] = [:]
    ) throws -> Subprocess.Result {
        try run(arguments, input: input, environment: environment)
    }

    static func run(
        _ arguments: [String], input: String = "", environment: [String: String?] = [:]
    ) throws -> Subprocess.Result {
        try Subprocess.run(
            path, arguments, input: input,
            environment: self.environment.merging(environment) { $1 })
    }

    /// What every run of the program has in its environment.
    static var environment: [String: String?] {
        [
            "PROBSCOPE_DATA": checkout, "PROBSCOPE_API_KEY": nil,
            "XDG_CONFIG_HOME": "/nonexistent", "XDG_STATE_HOME": "/nonexistent", "NO_COLOR": nil,
        ]
    }
}

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "probscope-e2e-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file and returns its path.
    func file(_ name: String, containing text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        return file(name)
    }
}
