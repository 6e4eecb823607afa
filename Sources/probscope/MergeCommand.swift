import ArgumentParser
import Exchange
import Journal
import Platform

/// `probscope merge`: runs of the same distribution become one.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join runs of the same model, prompts and decoding, made on several machines.",
        discussion: """
              probscope merge a.run b.run -o all.run

            Model, decoding, template and scorers must be equal. The prompts are the same, and then \
            the runs' seeds should differ, for runs of one seed have the same draws; or the runs have \
            no prompt in common, as the parts that run --shard makes with one seed. A draw is known by its prompt and its \
            seed, and counted once; runs that have the same draws under other seeds, as files that \
            grew and were imported twice, are refused. Imported runs without seeds that have the \
            same few answers may be copies or not, which --equal-runs says. The draws of the first run come first, then those of the second, \
            and so on. The limits of the result hold as long as no run was ended because of what \
            was seen in a run named after it.
            """)

    @Argument(help: "Two or more run files.", completion: .file())
    var runs: [String]

    @Option(name: .shortAndLong, help: "The new run file.", completion: .file())
    var output: String

    @Option(
        help: """
            What equal answers are that two imported runs have without seeds: copies, which count \
            once, or draws, which all count. Without it such runs are merged where chance cannot \
            have made them equal, as copies.
            """)
    var equalRuns: EqualRuns?

    func validate() throws {
        guard runs.count > 1 else { throw ValidationError("Name at least two runs to merge.") }
    }

    /// A run, its log and the index of that, and what the program has open itself.
    private var neededFiles: Int { 3 * runs.count + 32 }

    func run() throws {
        let allowed = allowOpenFiles(neededFiles)
        guard allowed >= neededFiles else {
            throw Failure(
                "Merging \(runs.count) runs takes \(neededFiles) open files and \(allowed) are allowed: "
                    + "raise ulimit -n, or merge some of the runs first and then the results.")
        }
        var sources: [Journal] = []
        for path in runs {
            let source = try failing { try RecordedRun.open(path) }
            // What was read to check it is not needed for so many at once.
            source.forget()
            sources.append(source)
        }
        let summary: MergeSummary
        do {
            try OverlappingRuns.check(sources, equal: equalRuns)
            summary = try ProgressLine.during("Merging into \(output)") { line in
                try Journal.merge(
                    sources, to: output, name: RunPath.name(of: output),
                    equal: equalRuns ?? .copies, progress: line.show)
            }
        } catch let error as MergeError {
            throw Failure(error, status: ExitStatus.badUsage)
        } catch {
            throw Failure(error)
        }
        var parts = ["\(summary.draws) draws from \(runs.count) runs in \(output)"]
        if summary.duplicates > 0 { parts.append("\(summary.duplicates) were in several runs") }
        if summary.contradicting > 0 {
            parts.append(
                "\(summary.contradicting) of these had another text than in the run before, which counts"
            )
        }
        if summary.rescored > 0 {
            parts.append(
                "\(summary.rescored) of these have other scores than in the run before, whose count"
            )
        }
        if summary.sharedSeeds > 0 {
            parts.append(
                "\(summary.sharedSeeds) have a seed that another prompt has had and are left out")
        }
        if summary.labels > 0 { parts.append("\(summary.labels) labels came along") }
        if summary.leftOut > 0 {
            parts.append("\(summary.leftOut) still waited for a slower one and are left out")
        }
        try StandardStreams.output(parts.joined(separator: "; ") + ".")
    }
}

extension EqualRuns: ExpressibleByArgument {}
