import ArgumentParser
import Explorer
import FoundationEssentials
import Inference
import Journal
import Platform
import Prompts
import Sampling

/// How the demo's runs are sampled, and where they are kept.
///
/// A run has the name of its model; with adaptive temperature, `-adaptive` after it, and `-exact` where
/// its draws are made without replacement.
struct DemoRecipe: Sendable {
    let data: SampleData
    let prompts: PromptSet
    /// Whether the model is an instruct model, which is asked through its chat template.
    var isChat = false
    /// Draws per prompt.
    let draws: Int
    /// The same without replacement, where fewer tell as much.
    let exactDraws: Int
    let seed: UInt64?
    /// For how many alternatives of each token the probability is kept.
    let probabilities: Int
    /// The c of adaptive temperature.
    let confidence: Double
    /// The least time between two pictures.
    let updateInterval: Duration
    /// The file that the first run is to be kept in; nil keeps none.
    let output: String?
    /// The run that `output` is for.
    let kept: String

    private static let adaptiveEnding = "-adaptive"
    private static let exactEnding = "-exact"

    /// The confidence of the tour: at it no leak was left in 32,768 draws of `authors-npo-eo`.
    static let usualConfidence = 0.9

    /// The name of a model's run.
    static func runName(_ model: String, isAdaptive: Bool, isExact: Bool) -> String {
        isExact ? model + exactEnding : isAdaptive ? model + adaptiveEnding : model
    }

    /// The model of a run.
    func model(of run: String) -> String {
        for ending in [Self.adaptiveEnding, Self.exactEnding] where run.hasSuffix(ending) {
            return String(run.dropLast(ending.count))
        }
        return run
    }

    /// A run that is ready to be sampled by a server of its model.
    func session(_ run: String, on server: ServerAddress) throws -> RunSession {
        var sampling = try SamplingOptions.parse([])
        sampling.draws = draws
        sampling.seed = seed
        sampling.chat = isChat
        sampling.decoding.maxTokens = isChat ? 96 : 28
        if !isChat { sampling.template = #"Question: {prompt}\nAnswer:"# }
        sampling.probabilities = probabilities
        if run.hasSuffix(Self.exactEnding) {
            sampling.withoutReplacement = true
            sampling.order = .leaks
            sampling.draws = exactDraws
            sampling.probabilities = 0
        } else if model(of: run) != run {
            sampling.decoding.adaptive = NumberList(argument: confidence.description)
        }
        let file = run == kept ? output : nil
        var session = try RunSession.begin(
            prompts, sampling: sampling, scorers: [], file: file ?? Self.temporaryStem(run),
            name: run, saysWarnings: false, connect: { [LlamaServer(server)] })
        session.plan.limits.snapshotInterval = updateInterval
        return session
    }

    /// How a server of the models is started.
    var serverOptions: ManagedServer.Options {
        isChat ? ManagedServer.Options(slots: 4, contextPerSlot: 1024) : .forDemo
    }

    /// Opens the recorded run of this name; without one, says so.
    ///
    /// - Parameter note: what to say about it; nil says nothing, as the title says it anyway.
    func showRecorded(_ name: String, in run: ShownRun, note: Notice?) {
        if let note { run.say(note) }
        do throws(Failure) {
            let journal = try recorded(name)
            run.show(journal, try failing { try RecordedRun.snapshot(of: journal) })
        } catch {
            run.say(Notice(error.description, isError: true))
        }
    }

    /// The recorded run of this name.
    func recorded(_ name: String) throws(Failure) -> Journal {
        guard let file = data.recording(of: name) else {
            throw Failure(
                "There is neither a llama.cpp server nor a recorded run of \(name); put "
                    + "llama-server on the PATH or name it with --llama-server.")
        }
        return try failing { try Journal.open(at: file, mode: .readOnly) }
    }

    // MARK: - Temporary files

    private static let prefix = "probscope-demo-"

    private static func temporaryStem(_ run: String) -> String {
        FileManager.default.temporaryDirectory.path + "/\(prefix)\(getpid())-\(run).run"
    }

    /// Removes the runs of this process, and those of demos that were killed and could not do it
    /// themselves.
    func removeTemporaryRuns() {
        let folder = FileManager.default.temporaryDirectory.path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.hasPrefix(Self.prefix) {
            let number = file.dropFirst(Self.prefix.count).prefix { $0.isNumber }
            guard let process = pid_t(number),
                process == getpid() || kill(process, 0) != 0 && errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: folder + "/" + file)
        }
    }
}
