import Foundation
import TestSupport
import Testing

/// Arguments that a person gives by mistake, each with its own sentence.
@Suite struct OddArgumentTests {
    @Test func aServerThatIsNamedTwiceIsRefused() throws {
        let folder = try TemporaryFolder()
        let result = try Program.run(
            "run", Program.prompts, "--server", "127.0.0.1:9", "--server", "http://127.0.0.1:9/",
            "--output", folder.file("x.run"))
        #expect(result.status == 64)
        #expect(result.errors.contains("is named twice by --server"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("x.run")))
    }

    @Test func aKeyFileIsOneLineThatNobodyElseReads() throws {
        let folder = try TemporaryFolder()
        let key = try folder.file("key", containing: "sk-open")
        #expect(chmod(key, 0o666) == 0)
        let open = try Program.run(
            "doctor", "--server", "127.0.0.1:9", "--api-key-file", key)
        #expect(open.errors.contains("Warning") && open.errors.contains(key))
        #expect(!open.errors.contains("sk-open"))
        let long = try folder.file("long", containing: String(repeating: "k", count: 100_000))
        let refused = try Program.run(
            "doctor", "--server", "127.0.0.1:9", "--api-key-file", long)
        #expect(refused.status != 0 && refused.errors.contains(long))
        #expect(!refused.errors.contains("kkkkk"))
    }

    /// A name that is not UTF-8 would become another one.
    @Test func aNameThatIsNotUTF8IsNamedAndNothingIsWritten() throws {
        let folder = try TemporaryFolder()
        let script = """
            cd "$1" && printf '{"prompt_id":"a","text":"x"}\\n' > d.jsonl &&
            "$2" import d.jsonl --output "$(printf 'a\\377.run')"
            """
        let result = try Subprocess.run(
            "/bin/bash", ["-c", script, "bash", folder.path, Program.path], input: "",
            environment: Program.environment)
        #expect(result.status == 64)
        #expect(result.errors.contains("argument 4, a\u{FFFD}.run, is not valid UTF-8"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["d.jsonl"])
    }

    @Test func aThemeFromAnotherFileSaysWhatItIgnores() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("passwd", containing: "root:x:0:0:root\n")
        let result = try Program.run(
            "screenshot", Program.smallRun, "--theme", path, "--output", folder.file("x.svg"))
        #expect(result.errors.contains("'root:x:0:0:root' is not of the form"))
    }

    @Test(arguments: [
        ("--max-tokens", "--max-tokens must be at least 1"), ("--draws", "--draws must be"),
        ("--temperature", "--temperature must be above 0"),
    ])
    func aNegativeNumberIsReadAsOne(option: String, words: String) throws {
        let result = try Program.run(
            "run", Program.prompts, "--server", "127.0.0.1:9", option, "-1")
        #expect(result.status == 64)
        #expect(result.errors.contains(words), "\(result.errors)")
    }
}
