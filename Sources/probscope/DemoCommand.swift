import ArgumentParser
import Evidence
import Exchange
import Explorer
import FoundationEssentials
import Inference
import Journal
import Platform
import Text

/// `probscope demo`: tiny bundled models that look clean greedily and leak when sampled.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Explore a tiny bundled model, sampled live; needs no server of yours.",
        discussion: """
              probscope demo                    samples a model, and offers the others in a menu
              probscope demo --llm              samples a real instruct model
              probscope demo --tour             walks through the case study
              probscope demo --model authors-npo --compare authors-npo-eo

            Starts llama.cpp's own server on a free port of this machine with a model of 220,000 \
            parameters that was made to forget four invented authors, and samples the questions \
            about them. The greedy answers are clean; sampling shows what is left. The servers end \
            with the program. Without a llama.cpp server recorded runs are opened instead.
            """)

    @Option(
        help: ArgumentHelp(
            "One of the bundled models, or the path of a GGUF file, without asking.",
            valueName: "name|path"))
    var model: String?

    @Option(
        help: ArgumentHelp("A second bundled model, for the Compare view.", valueName: "name"))
    var compare: String?

    @Flag(
        help: """
            Sample a real instruct model, asked through its chat template: the one that make \
            demo-llm fetches (98 MB), or that of --model.
            """)
    var llm = false

    @Flag(help: "Walk through the case study, stop by stop, with captions.")
    var tour = false

    @Flag(help: "Print the bundled models and what they are.")
    var list = false

    @Option(help: "Draws per prompt; 1024, or 64 of a real model.")
    var draws: Int?

    @Option(help: "The run's seed; without it, a random one.")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Adaptive temperature: the greedy answer where its mean token probability is at "
                + "least C, else a draw.", valueName: "C"))
    var adaptive: Double?

    @Flag(help: "Make each draw from what the ones before it have left; 64 draws per prompt.")
    var withoutReplacement = false

    @Option(help: "Keep the probabilities of this many alternatives of each token.")
    var probabilities: Int = 3

    @Option(
        help: ArgumentHelp("The llama-server to start.", valueName: "path"),
        completion: .file())
    var llamaServer: String?

    @Flag(help: "Open recorded runs even if there is a server.")
    var recorded = false

    @Option(name: .shortAndLong, help: "Keep the run in this file.", completion: .file())
    var output: String?

    @OptionGroup(title: "Display") var display: DisplayOptions

    private static let usualModel = "authors-gd"

    func validate() throws {
        guard draws ?? 1 >= 1 else { throw ValidationError("--draws must be at least 1.") }
        guard probabilities >= 0 else {
            throw ValidationError("--probabilities must not be negative.")
        }
        if let adaptive, !(adaptive > 0 && adaptive <= 1) {
            throw ValidationError("A confidence C must be above 0 and at most 1.")
        }
        if tour, model != nil || compare != nil || output != nil || adaptive != nil {
            throw ValidationError(
                "--tour has its own models; leave out --model, --compare, --adaptive and --output.")
        }
        if llm, tour || recorded || compare != nil || adaptive != nil {
            throw ValidationError(
                "--llm samples one real model; leave out --tour, --recorded, --compare and "
                    + "--adaptive.")
        }
        if withoutReplacement, tour || recorded || adaptive != nil || compare != nil {
            throw ValidationError(
                "--without-replacement samples one model; leave out --tour, --recorded, --compare "
                    + "and --adaptive.")
        }
        if recorded, output != nil {
            throw ValidationError("--recorded samples nothing that --output could keep.")
        }
    }

    func run() throws {
        let locations = Locations(data: display.data)
        let path = try modelFile(locations)
        let data = SampleData(locations, model: path)
        if list { return try printList(data) }
        let name = path.map(RunPath.name) ?? model ?? Self.usualModel
        if let path, access(path, R_OK) != 0 {
            throw Failure(
                "\(path): \(String(cString: strerror(errno))).", status: ExitStatus.badUsage)
        }
        for name in [name] + (compare.map { [$0] } ?? []) where data.file(of: name) == nil {
            throw data.unknown(name)
        }
        let program = try serverProgram(locations)
        if output != nil, program == nil {
            throw Failure(
                "There is no llama.cpp server to sample for --output; put llama-server on the "
                    + "PATH or name it with --llama-server.")
        }
        if llm, program == nil {
            throw Failure(
                "There is no llama.cpp server to sample a real model; put llama-server on the PATH "
                    + "or name it with --llama-server.")
        }
        let run = DemoRecipe.runName(name, isAdaptive: adaptive != nil, isExact: withoutReplacement)
        let recipe = DemoRecipe(
            data: data, prompts: try llm ? data.instructPrompts() : data.prompts(), isChat: llm,
            draws: draws ?? (llm ? 64 : SamplingOptions.usualDraws), exactDraws: draws ?? 64,
            seed: seed,
            probabilities: probabilities, confidence: adaptive ?? DemoRecipe.usualConfidence,
            updateInterval: display.updateInterval, output: output, kept: run)
        recipe.removeTemporaryRuns()
        if program == nil ? display.printsRecordedFacts() : display.isPlain {
            throw try showPlainly(run, recipe, program)
        }
        try display.checkLivePicture()
        throw try explore(
            run, recipe, program,
            state: output.map {
                StateFile(locations: locations, run: $0)
            })
    }

    // MARK: - The explorer

    private func explore(
        _ run: String, _ recipe: DemoRecipe, _ program: ServerProgram?, state: StateFile?
    ) throws -> ExitCode {
        let waker = Waker()
        let stage = DemoStage(
            recipe, program: program, expected: tour ? Tour.caseStudy.runs : [], waker: waker)
        defer { stage.close() }
        var openings: [Opening] = [.run(run, beside: compare)]
        if tour {
            openings = [.tour]
        } else if model == nil, !llm, compare == nil, adaptive == nil, output == nil,
            !withoutReplacement
        {
            openings.append(.menu)
        }
        return try ExplorerSession.explore(
            stage, openings: openings,
            choices: llm ? [] : recipe.data.choices(recorded: program == nil),
            tour: llm ? nil : .caseStudy, waker: waker, display: display,
            state: display.noState ? nil : state, isLive: program != nil)
    }

    /// The model's file, where it is none of the bundled ones.
    private func modelFile(_ locations: Locations) throws(Failure) -> String? {
        if let model, llm || model.contains("/") || model.hasSuffix(".gguf") { return model }
        guard llm else { return nil }
        guard let file = locations.instructModel() else {
            throw Failure(
                "There is no instruct model here; make demo-llm fetches one (98 MB), or name a "
                    + "GGUF file with --model.")
        }
        return file
    }

    private func serverProgram(_ locations: Locations) throws(Failure) -> ServerProgram? {
        if recorded { return nil }
        return try failing {
            try ServerProgram.locate(
                llamaServer: llamaServer, pythons: locations.serverPythons())
        }
    }

    // MARK: - Without a picture

    private func printList(_ data: SampleData) throws(Failure) {
        let choices = data.choices(recorded: false)
        let width = 2 + (choices.map(\.name.count).max() ?? 0)
        let lines = choices.map {
            Figure.padded($0.name, to: width) + $0.summary + "\n"
        }
        try StandardStreams.result(lines.joined())
    }

    /// Samples to the end, or opens the recording, and prints the facts; of the tour, what it says
    /// about the recorded runs.
    private func showPlainly(
        _ run: String, _ recipe: DemoRecipe, _ program: ServerProgram?
    ) throws -> ExitCode {
        func recorded(_ name: String) throws(Failure) -> (snapshot: Snapshot, journal: Journal) {
            let journal = try recipe.recorded(name)
            return (try failing { try RecordedRun.snapshot(of: journal) }, journal)
        }
        if tour {
            let text = try Tour.caseStudy.text(target: display.target) {
                (name) throws(Failure) in try recorded(name).snapshot
            }
            try StandardStreams.result(text)
            return ExitStatus.done
        }
        guard let program, let file = recipe.data.file(of: recipe.model(of: run)) else {
            let runs = [run] + (compare.map { [$0] } ?? [])
            try ExplorerSession.report(try runs.map(recorded), display)
            return ExitStatus.done
        }
        let server = try failing {
            try waiting {
                try await ManagedServer.start(program, model: file, options: recipe.serverOptions)
            }
        }
        defer {
            server.stop()
            recipe.removeTemporaryRuns()
        }
        let session = try recipe.session(run, on: server.address)
        return try ExplorerSession.sample(session, display: display)
    }
}
