import ArgumentParser
import Journal
import Platform

/// `probscope explore`: a prompt file sampled live, or a run file.
struct ExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Browse a run, or sample a prompt file live and watch the bounds tighten.",
        discussion: """
              probscope explore results.run
              probscope explore before.run after.run
              probscope explore results/
              probscope explore prompts.jsonl --server http://localhost:8080

            Sampling writes to a run file (--output). Leaving and coming back with the same command \
            continues where it was. Press ? for the keys. Where standard output is a file or a \
            pipe, the facts of a run are printed line by line, as --plain prints them.

            Of a folder the runs are listed with what they prove: Enter opens one, Space marks, c \
            compares two.

            Of several runs of the same prompts, such as those of a sweep, the first is shown and \
            the next stands beside it in the Compare view (6). D shows the next run in all views, \
            :decoding and :run choose one, :against chooses the one to compare with.
            """)

    @Argument(
        help: "A run file, a folder of them, or a prompt file to be sampled (with --server).",
        completion: .file())
    var file: String

    @Argument(
        help: ArgumentHelp(
            "Further runs of the same prompts, to compare with or to switch to.",
            valueName: "run"),
        completion: .file())
    var others: [String] = []

    @OptionGroup var runFile: RunFileOptions

    @Option(
        help: ArgumentHelp(
            "The same as a further run: one to compare with.", valueName: "run"),
        completion: .file())
    var compare: String?

    @OptionGroup(title: "Server") var server: ServerOptions
    @OptionGroup(title: "Prompts") var prompts: PromptOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Display") var display: DisplayOptions

    func run() throws {
        let others = try ((compare.map { [$0] } ?? []) + others).map { path in
            try failing { try RecordedRun(at: path) }
        }
        if FolderList.isFolder(file) {
            guard server.servers.isEmpty, others.isEmpty else {
                throw Failure(
                    "\(file) is a folder, whose runs are listed; it takes neither --server nor "
                        + "further runs.", status: ExitStatus.badUsage)
            }
            throw try ExplorerSession.browse(file, display: display)
        }
        // What is called a run but is none gets the journal's words, not the prompt reader's.
        if RunPath.isDatabase(file) || file.hasSuffix(".run") {
            guard server.servers.isEmpty else {
                throw Failure(
                    "\(file) is a run; to continue it give its prompt file with "
                        + "--server and --output \(file).",
                    status: ExitStatus.badUsage)
            }
            if let part = sampling.answer.part {
                throw Failure(
                    "\(file) is a run, whose scores are of the part of the answers that was chosen "
                        + "when it was sampled; probscope score \(file) --scorer NAME --answer "
                        + "'\(part)' --output new.run reads its answers again.",
                    status: ExitStatus.badUsage)
            }
            let journal = try failing { try Journal.open(at: file, mode: .readOnly) }
            throw try ExplorerSession.show(journal, display: display, others: others)
        }
        let set = try prompts.read(file)
        guard !server.servers.isEmpty else {
            throw Failure(
                "\(file) holds prompts; sampling them needs a server: add --server URL, "
                    + "or try probscope demo.",
                status: ExitStatus.badUsage)
        }
        try display.checkLivePicture()
        var session = try RunSession.begin(
            set, sampling: sampling, scorers: runFile.scorers.names,
            file: runFile.path(for: file), connect: { () throws(Failure) in try server.ready() })
        server.adapt(&session.plan)
        throw try ExplorerSession.sample(session, display: display, others: others)
    }
}
