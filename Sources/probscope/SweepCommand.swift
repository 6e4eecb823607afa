import ArgumentParser
import Evidence
import FoundationEssentials
import Journal
import Sampling
import Synchronization

/// `probscope sweep`: one prompt set under several decodings, each in a run file of its own.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Sample one prompt file under several temperatures or confidences.",
        discussion: """
              probscope sweep prompts.jsonl --server URL --temperatures 0.5,0.7,1 --adaptive 0.9

            makes prompts-T0.5.run, prompts-T0.7.run, prompts-T1.run and prompts-c0.9.run, one after \
            the other. The runs share everything else, the seed too. The same command again \
            continues them. Whoever picks the best or worst of k decodings by its limits should \
            divide --alpha by k.
            """)

    @Argument(help: "A prompt file, or - for standard input.", completion: .file())
    var prompts: String

    @Option(
        help: ArgumentHelp("Temperatures with commas between them.", valueName: "T,T,…"))
    var temperatures: NumberList?

    @Option(
        name: .shortAndLong,
        help: "What the run files' names begin with; without it, the prompt file's name.")
    var output: String?

    @OptionGroup var scorers: ScorerOptions

    @Flag(name: .shortAndLong, help: "No progress on standard error.")
    var quiet = false

    @OptionGroup(title: "Server") var server: ServerOptions
    @OptionGroup(title: "Prompts") var promptOptions: PromptOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions

    func validate() throws {
        guard !server.servers.isEmpty else {
            throw ValidationError("Sampling needs a server: give --server URL.")
        }
        guard temperatures != nil || sampling.decoding.adaptive != nil else {
            throw ValidationError("Say what to vary: --temperatures, --adaptive or both.")
        }
        if temperatures != nil, [.greedy, .serverDefault].contains(sampling.decoding.decoding) {
            throw ValidationError("--temperatures does not go with that --decoding.")
        }
        for temperature in temperatures?.values ?? [] where temperature <= 0 {
            throw ValidationError("Temperatures must be above 0.")
        }
    }

    /// One run of the sweep.
    struct Sibling {
        var suffix: String
        var sampling: SamplingOptions
    }

    /// The runs in the order in which they are sampled.
    var siblings: [Sibling] {
        var siblings: [Sibling] = []
        for temperature in temperatures?.values ?? [] {
            var options = sampling
            options.decoding.adaptive = nil
            options.decoding.temperature = temperature
            siblings.append(
                Sibling(suffix: "T\(Self.text(temperature))", sampling: options))
        }
        for confidence in sampling.decoding.adaptive?.values ?? [] {
            var options = sampling
            options.decoding.adaptive?.values = [confidence]
            siblings.append(Sibling(suffix: "c\(Self.text(confidence))", sampling: options))
        }
        return siblings
    }

    private static func text(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? "\(value)"
    }

    func run() throws {
        let set = try promptOptions.read(prompts)
        let stem = output ?? RunPath.name(of: PromptOptions.runFile(for: prompts))
        let signals = try SignalWatch()
        let current = Mutex<Sampler?>(nil)
        signals.onSignal { current.withLock(\.self)?.stop() }
        // Siblings that are new share one seed; those that are continued keep theirs.
        let seed = sampling.seed ?? UInt64(UInt32.random(in: 1 ... .max))
        for sibling in siblings {
            let file = "\(stem)-\(sibling.suffix).run"
            var options = sibling.sampling
            if !FileManager.default.fileExists(atPath: file) { options.seed = seed }
            var session = try RunSession.begin(
                set, sampling: options, scorers: scorers.names, file: file,
                connect: { () throws(Failure) in try server.ready() })
            server.adapt(&session.plan)
            let progress = HeadlessProgress(isQuiet: quiet)
            progress.begin(session)
            let sampler = Sampler(
                plan: session.plan, servers: session.servers, journal: session.journal
            ) { progress.show($0) }
            current.withLock { $0 = sampler }
            // It may have come between two runs.
            if signals.exitStatus != nil { sampler.stop() }
            let ending = try waiting { await sampler.run() }
            current.withLock { $0 = nil }
            progress.end()
            let closing = Result { try session.close() }
            if let status = signals.exitStatus { throw status }
            switch ending {
            case .failed(let reason): throw Failure("\(file): \(reason)")
            case .finished(let reason):
                try closing.get()
                try StandardStreams.output(
                    "\(file): \(session.journal.identity.decodingName); \(reason)")
            case .recorded, .waitingForServer, .sampling, .paused: break
            }
        }
    }
}
