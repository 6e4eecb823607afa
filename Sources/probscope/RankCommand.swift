import ArgumentParser
import Exchange
import Journal

/// `probscope rank`: several runs in the order of their mean score, proven and believed.
struct RankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract: "Rank several runs by their mean score, with ranks that are proven.",
        discussion: """
              probscope rank before.run after.run retrained.run
              probscope rank results/ --format json

            Takes run files and folders of them. Rank 1 is the lowest mean over the prompts that all \
            runs have. The limits of all runs, and the ranks that follow from them, hold together \
            at level 1 − α, at any number of draws. Beside them stand, always called credible, each \
            run's rate under a prior and the ranks that are believed.

            The exit code is 5 where the draws of some run contradict each other, so that it is not \
            ranked; else 0. compare tells of two runs more, as it pairs their draws.
            """)

    @Argument(
        help: ArgumentHelp("Run files, or folders of them.", valueName: "run"), completion: .file())
    var files: [String]

    @Option(help: "The scorer's name; without it the first that all runs have.")
    var scorer: String?

    @Option(help: "The error probability α of all limits together; without it, the first run's.")
    var alpha: Double?

    @Option(help: "text, json or csv (one row a run).")
    var format: RankFormat = .text

    @OptionGroup var result: ResultOptions

    func validate() throws {
        try Demand.errorProbability(alpha)
    }

    func run() throws {
        var paths: [String] = []
        for file in files {
            paths +=
                try FolderList.isFolder(file)
                ? FolderList.names(in: file).map { file + "/" + $0 } : [file]
        }
        let ranking = try failing {
            let runs = try paths.map { try RecordedRun.snapshot(of: RecordedRun.open($0)) }
            return try ProgressLine.during("Ranking") { line in
                try RunRanking(runs, scorer: scorer, alpha: alpha, progress: line.show)
            }
        }
        try result.write(
            try failing {
                switch format {
                case .text: ranking.text
                case .json: try ranking.json()
                case .csv: ranking.csv()
                }
            })
        guard !ranking.isVoid else {
            StandardStreams.message("Evidence void: not all runs are ranked.")
            throw ExitStatus.void
        }
    }
}

/// The forms of a ranking.
enum RankFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}
