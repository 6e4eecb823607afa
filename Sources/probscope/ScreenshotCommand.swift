import ArgumentParser
import Canvas
import Explorer
import FoundationEssentials
import Grouping
import Journal
import Platform
import Prompts
import Scoring

/// `probscope screenshot`: any view of a run as text or SVG, with no terminal.
struct ScreenshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screenshot",
        abstract: "Any view of a run as text or SVG; needs no terminal.",
        discussion: """
            The picture is the one that the explorer shows, and the same bytes every time.

              probscope screenshot demo.run --view scores --prompt 3 --size 100x30
              probscope screenshot demo.run --view outputs --keys 'jjs' -o outputs.svg
            """)

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"), completion: .file())
    var file: String

    @Option(help: "Which view.")
    var view: ViewKind = .prompts

    @Option(help: "A prompt's identifier, or its number in the run.")
    var prompt: String?

    @Option(help: "A second run for the Compare view.", completion: .file())
    var against: String?

    @Option(help: "Columns and rows.")
    var size: PictureSize = PictureSize(width: 100, height: 30)

    @Option(help: "The glyphs of plots and frames: ascii, block or braille.")
    var glyphs: GlyphLevel = .block

    @Option(help: "A theme's name or path; it shows in ansi and svg.")
    var theme: String = "terminal"

    @Option(help: "txt, md, ansi or svg; without it, as the output's name ends, else txt.")
    var format: PictureFile.Format?

    @Option(help: "Keys to press first, such as 'jj<Enter>s'.")
    var keys: String = ""

    @Option(help: "The rate that verdicts are about.")
    var target: Double = 0.05

    @Option(help: "The error probability α; without it, the run's own.")
    var alpha: Double?

    @OptionGroup var result: ResultOptions

    @Flag(help: "Only the screen, without the lines that say which run and prompt it shows.")
    var noCaption = false

    @Option(
        help: ArgumentHelp("The folder with Themes and SampleData.", valueName: "dir"),
        completion: .directory)
    var data: String?

    func validate() throws {
        try Demand.target(target)
        try Demand.errorProbability(alpha)
    }

    func run() throws {
        let script = try failing(ExitStatus.badUsage) { try KeyScript.parse(keys) }
        let themes = ThemeLibrary(locations: Locations(data: data))
        let (theme, warnings) = try themes.theme(named: theme)
        for warning in warnings { StandardStreams.message(warning.description) }

        let journal = try failing { try RecordedRun.open(file) }
        let snapshot = try failing { try RecordedRun.snapshot(of: journal) }
        let comparison = try against.map { path in
            try failing {
                try RecordedRun.snapshot(of: try RecordedRun.open(path))
            }
        }
        var options = ExplorerModel.Options()
        options.glyphs = glyphs
        options.scorers = ScorerRegistry.entries.map(\.name)
        options.target = target
        options.alpha = alpha
        let frame = Screenshot.render(
            snapshot: snapshot, comparison: comparison, view: view,
            prompt: try selected(in: journal.prompts), size: (size.width, size.height),
            options: options, keys: script,
            isCaptioned: !noCaption, labels: try failing { try journal.readableLabelBook().book },
            groups: GroupDesk.partitions(
                of: try failing { try GroupFile(journal.groupsPath).read() }, snapshot),
            reading: JournalReader(journals: [journal]),
            loadDraw: { LoadedDraw(journal, $0, $1) })

        let format = format ?? result.output.flatMap { PictureFile.Format(path: $0) } ?? .txt
        if let output = result.output {
            _ = try PictureFile.write(
                [frame], to: output, format: format, suggestedName: "", overwrites: result.force,
                replacement: "--force", theme: theme)
        } else {
            try StandardStreams.picture(
                PictureFile.text([frame], format: format, theme: theme))
        }
    }

    private func selected(in prompts: PromptSet) throws(Failure) -> PromptID? {
        guard let prompt else { return nil }
        if let found = prompts.first(where: { $0.id.rawValue == prompt }) {
            return found.id
        }
        if let number = Int(prompt), prompts.indices.contains(number - 1) {
            return prompts[number - 1].id
        }
        throw Failure(
            "The run has no prompt \"\(prompt)\"; give an identifier or a number from 1 to "
                + "\(prompts.count).",
            status: ExitStatus.badUsage)
    }
}

/// Columns and rows, written `100x30`.
struct PictureSize: ExpressibleByArgument {
    var width: Int
    var height: Int

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    init?(argument: String) {
        let parts = argument.lowercased().split(separator: "x").map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1],
            (1...1000).contains(width), (1...1000).contains(height)
        else { return nil }
        self.init(width: width, height: height)
    }

    var defaultValueDescription: String { "\(width)x\(height)" }
}

extension ViewKind: ExpressibleByArgument {}
extension PictureFile.Format: ExpressibleByArgument {}
