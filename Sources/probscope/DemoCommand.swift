import ArgumentParser
import FoundationEssentials
import Glibc
import Inference
import Journal
import Prompts

/// `probscope demo`: a tiny bundled model that looks clean greedily and leaks when sampled.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Explore a tiny bundled model, sampled live; needs no server of yours.",
        discussion: """
            Starts llama.cpp's own server on a free port of this machine with a model of 220,000 \
            parameters that was made to forget four invented authors, and samples the questions \
            about them. The greedy answers are clean; sampling shows what is left. The server ends \
            with the program. Without a llama.cpp server a recorded run is opened instead.
            """)

    @Option(help: "One of the bundled models, such as authors-gd, authors-npo or authors-base.")
    var model: String = "authors-gd"

    @Option(help: "Draws per prompt.")
    var draws: Int = SamplingOptions.usualDraws

    @Option(
        help: ArgumentHelp("The llama-server to start.", valueName: "path"),
        completion: .file())
    var llamaServer: String?

    @Flag(help: "Open the recorded run even if there is a server.")
    var recorded = false

    @Option(name: .shortAndLong, help: "Keep the run in this file.", completion: .file())
    var output: String?

    @OptionGroup(title: "Display") var display: DisplayOptions

    func validate() throws {
        guard draws >= 1 else { throw ValidationError("--draws must be at least 1.") }
    }

    func run() throws {
        let locations = Locations(data: display.data)
        guard let program = try serverProgram(locations) else {
            throw try showRecorded(locations)
        }
        let (modelFile, prompts) = try sampleData(locations)
        StandardStreams.message("Starting \(program) with \(model) …")
        let options = ManagedServer.Options(slots: 16)
        let server: ManagedServer
        do {
            server = try waiting {
                try await ManagedServer.start(program, model: modelFile, options: options)
            }
        } catch {
            StandardStreams.message("\(error)")
            throw try showRecorded(locations)
        }
        defer { server.stop() }
        throw try sample(prompts, on: server)
    }

    private func serverProgram(_ locations: Locations) throws(Failure) -> ServerProgram? {
        if recorded { return nil }
        return try failing {
            try ServerProgram.locate(
                llamaServer: llamaServer, pythons: locations.serverPythons())
        }
    }

    private func sample(_ prompts: PromptSet, on server: ManagedServer) throws -> ExitCode {
        removeLeftovers()
        let temporary = "\(temporaryStem)\(getpid()).run"
        defer {
            if output == nil {
                for ending in ["", "-wal", "-shm", "-lock"] {
                    try? FileManager.default.removeItem(atPath: temporary + ending)
                }
            }
        }
        var sampling = try SamplingOptions.parse([])
        sampling.draws = draws
        sampling.decoding.maxTokens = 28
        sampling.template = #"Question: {prompt}\nAnswer:"#
        sampling.probabilities = 3
        let session = try RunSession.begin(
            prompts, sampling: sampling, scorers: [], file: output ?? temporary, name: model,
            connect: { [LlamaServer(server.address)] })
        var display = display
        // A run that is deleted afterwards has no place to return to.
        display.noState = display.noState || output == nil
        return try ExplorerSession.sample(session, display: display)
    }

    private var temporaryStem: String {
        FileManager.default.temporaryDirectory.path + "/probscope-demo-"
    }

    /// Removes the runs of demos that were killed and could not do it themselves.
    private func removeLeftovers() {
        let folder = FileManager.default.temporaryDirectory.path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.hasPrefix("probscope-demo-") {
            let number = file.dropFirst("probscope-demo-".count).prefix { $0.isNumber }
            guard let process = pid_t(number), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            try? FileManager.default.removeItem(atPath: folder + "/" + file)
        }
    }

    private func sampleData(_ locations: Locations) throws(Failure) -> (String, PromptSet) {
        guard let modelFile = locations.data("SampleData/models/\(model).gguf") else {
            let models = (locations.data("SampleData/models")).flatMap {
                try? FileManager.default.contentsOfDirectory(atPath: $0)
            }
            let names = (models ?? []).filter { $0.hasSuffix(".gguf") }.map { $0.dropLast(5) }
            throw Failure(
                names.isEmpty
                    ? "The sample data was not found; name its folder with --data."
                    : "There is no sample model \"\(model)\"; there are "
                        + "\(names.sorted().joined(separator: ", ")).",
                status: ExitStatus.badUsage)
        }
        guard let file = locations.data("SampleData/prompts/authors.jsonl") else {
            throw Failure("The sample prompts were not found; name their folder with --data.")
        }
        let options = try failing { try PromptOptions.parse(["--where", "split=forget"]) }
        return (modelFile, try options.read(file))
    }

    private func showRecorded(_ locations: Locations) throws -> ExitCode {
        guard let file = locations.data("SampleData/runs/authors-gd.run") else {
            throw Failure(
                "There is neither a llama.cpp server nor a recorded run; put llama-server on the "
                    + "PATH or name it with --llama-server.")
        }
        let journal = try failing { try Journal.open(at: file, mode: .readOnly) }
        return try ExplorerSession.show(
            journal, display: display,
            note: "RECORDED RUN: no llama.cpp server here, so nothing is sampled.")
    }
}
