import Platform
import TestSupport
import Testing

@testable import Inference

/// Servers that we start ourselves.
@Suite(.timeLimit(.minutes(5))) struct ManagedServerTests {
    /// A model file that is gone when the last reference is.
    private final class ModelFile: Sendable {
        let path = "/tmp/probscope-test-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).gguf"
        init() throws { try MarkovModel(seed: 7).write(to: path) }
        deinit { unlink(path) }
    }

    private func answer(_ server: ManagedServer) async -> Replay.Outcome {
        await collect(
            LlamaServer(server.address).complete(
                CompletionRequest(prompt: " the cat", decoding: .greedy(maxTokens: 3), seed: 1)))
    }

    /// Whether a process is there and no zombie.
    private static func isAlive(_ processID: Int32) -> Bool {
        guard let file = fopen("/proc/\(processID)/stat", "r") else { return false }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = fread(&buffer, 1, buffer.count, file)
        let text = String(decoding: buffer.prefix(count), as: UTF8.self)
        return text.split(separator: ")").last?.dropFirst().first != "Z"
    }

    private func waitUntilGone(_ processID: Int32) async throws -> Bool {
        for _ in 0..<500 {
            if !ManagedServerTests.isAlive(processID) { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test func runsThePythonServerAndEndsIt() async throws {
        let model = try ModelFile()
        let server = try await ManagedServer.start(
            .python(try RealServer.python()), model: model.path,
            options: ManagedServer.Options(slots: 3, contextPerSlot: 256))
        #expect(server.child.isRunning && server.address.isLoopback)
        let facts = try await LlamaServer(server.address).facts()
        #expect(facts.totalSlots == 3 && facts.contextPerSlot == 256)
        #expect(await answer(server).completions.count == 1)
        server.stop()
        server.stop()
        #expect(!server.child.isRunning)
        #expect(try await waitUntilGone(server.child.processID))
        guard case .unreachable = await answer(server).error else {
            Issue.record("nothing may listen any more")
            return
        }
    }

    @Test func runsLlamaServerAndEndsEverythingItStarted() async throws {
        let model = try ModelFile()
        let program = try LlamaServerScript()
        let server = try await ManagedServer.start(
            try #require(try ServerProgram.locate(llamaServer: program.path)), model: model.path,
            options: ManagedServer.Options(slots: 2))
        #expect(try await LlamaServer(server.address).facts().totalSlots == 2)
        let processes = try program.processes()
        #expect(!processes.isEmpty)
        server.stop()
        for process in processes { #expect(try await waitUntilGone(process)) }
    }

    @Test func saysWhyAServerDoesNotStart() async throws {
        let model = try ModelFile()
        func reason(_ program: ServerProgram, model: String) async -> String {
            do throws(InferenceError) {
                _ = try await ManagedServer.start(program, model: model)
                return "it started"
            } catch {
                return error.description
            }
        }
        let python = ServerProgram.python(try RealServer.python())
        #expect(await reason(python, model: "/nowhere.gguf").contains("No such file"))
        #expect(await reason(python, model: "/etc/passwd").contains("/etc/passwd"))
        #expect(await reason(.python("/nowhere"), model: model.path).contains("/nowhere"))
        #expect(
            await reason(.python("/usr/bin/python3"), model: model.path).contains("xllamacpp"))
        let program = try LlamaServerScript()
        #expect(await reason(.llamaServer(program.path), model: "/etc/passwd") != "it started")
    }

    @Test func locatesWhatIsNamedBeforeWhatIsThere() throws {
        #expect(throws: InferenceError.self) { try ServerProgram.locate(llamaServer: "/nowhere") }
        let program = try LlamaServerScript()
        #expect(try ServerProgram.locate(llamaServer: program.path) == .llamaServer(program.path))
    }

    /// The server must end even where we get no chance to end it.
    @Test(arguments: [false, true]) func endsWhenWeAreKilled(usesScript: Bool) async throws {
        // The killed process tells by this file what it had started.
        let report = "/tmp/probscope-test-killed-\(getpid())-\(usesScript)"
        unlink(report)
        defer { unlink(report) }
        let result: ExitTest.Result?
        if usesScript {
            result = await #expect(processExitsWith: .signal(SIGKILL)) {
                try await ManagedServerTests.startAndDie(usesScript: true)
            }
        } else {
            result = await #expect(processExitsWith: .signal(SIGKILL)) {
                try await ManagedServerTests.startAndDie(usesScript: false)
            }
        }
        #expect(result != nil)
        guard let file = fopen(report, "r") else {
            Issue.record("the process was killed before it had started a server")
            return
        }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 200)
        fgets(&line, 200, file)
        let text = String(
            decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let processes = text.split(separator: " ").compactMap { Int32($0) }
        #expect(!processes.isEmpty)
        for process in processes { #expect(try await waitUntilGone(process), "\(process)") }
    }

    private static func startAndDie(usesScript: Bool) async throws {
        let model = try ModelFile()
        let script = try LlamaServerScript()
        let program: ServerProgram =
            usesScript ? .llamaServer(script.path) : .python(try RealServer.python())
        let server = try await ManagedServer.start(program, model: model.path)
        let processes = [server.child.processID] + (usesScript ? try script.processes() : [])
        if let file = fopen("/tmp/probscope-test-killed-\(getppid())-\(usesScript)", "w") {
            fputs(processes.map(String.init).joined(separator: " "), file)
            fclose(file)
        }
        unlink(model.path)
        unlink(script.path)
        kill(getpid(), SIGKILL)
    }
}
