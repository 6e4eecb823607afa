import ArgumentParser
import Canvas
import Explorer
import Findings
import FoundationEssentials
import Inference
import Terminal

/// How the explorer looks.
struct DisplayOptions: ParsableArguments {
    @Option(help: "A theme's name, or the path of a theme file.")
    var theme: String?

    @Option(help: "The glyphs of plots and frames: ascii, block or braille.")
    var glyphs: GlyphLevel?

    @Option(help: "Colour: auto, always, never, 8, 16 or 256. NO_COLOR is honoured by auto.")
    var color: ColorChoice = .automatic

    @Flag(help: "Show new draws once a second instead of ten times, for slow links.")
    var slow = false

    @Flag(help: "Let the mouse scroll and select; this takes the terminal's own selection away.")
    var mouse = false

    @Flag(help: "Let the key y put text on the terminal's clipboard (OSC 52).")
    var clipboard = false

    @Option(
        help: ArgumentHelp("The folder with Themes and SampleData.", valueName: "dir"),
        completion: .directory)
    var data: String?

    @Option(
        name: .customLong("target"),
        help: ArgumentHelp("The rate that verdicts are about; 0.05.", valueName: "target"))
    var givenTarget: Double?

    @Option(
        help: ArgumentHelp(
            "What a score of 1 is called in sentences; leak. Others are refusal or right answer.",
            valueName: "name"))
    var event: String?

    @Option(
        help: ArgumentHelp(
            "Who labels answers here (m in Outputs); without it, the name of the user.",
            valueName: "name"))
    var person: String?

    @Option(
        help: ArgumentHelp(
            """
            A server of embeddings (llama-server --embeddings), for :group topic: what answers are \
            about.
            """, valueName: "url"))
    var embeddingServer: String?

    @Option(
        help: ArgumentHelp(
            """
            A model that judges whether answers entail each other, for :group meaning; it is checked \
            on pairs of known meaning first.
            """, valueName: "url"))
    var judgeServer: String?

    @Flag(
        help: ArgumentHelp(
            "Print the same facts line by line and leave; for screen readers. ACCESSIBLE=1 does "
                + "the same, and so do recorded runs where standard output is not a terminal."))
    var plain = false

    @Flag(help: "Neither return to where the run was left, nor remember it.")
    var noState = false

    /// What the user's file of settings says.
    var configuration: Configuration {
        get throws(Failure) { try Configuration(Locations(data: data)) }
    }

    /// The rate that verdicts are about.
    var target: Double { givenTarget ?? (try? configuration)?.target ?? 0.05 }

    /// Who labels answers.
    var labeller: String {
        let environment = ProcessInfo.processInfo.environment
        return person ?? (try? configuration)?.person ?? environment["USER"]
            ?? environment["LOGNAME"] ?? ""
    }

    /// Who is asked about answers.
    var groupServers: GroupServers {
        get throws(Failure) {
            let settings = try configuration
            return GroupServers(
                embeddingAddress: embeddingServer ?? settings.embeddingServer,
                judgeAddress: judgeServer ?? settings.judgeServer)
        }
    }

    /// The least time between two pictures of a run that is sampled.
    var updateInterval: Duration { slow ? .seconds(1) : .milliseconds(100) }

    /// Whether the facts are to be printed instead of shown.
    var isPlain: Bool {
        let wish = ProcessInfo.processInfo.environment["ACCESSIBLE"] ?? ""
        return plain || !(wish.isEmpty || wish == "0")
    }

    /// Whether the facts of recorded runs are to be printed: also where there can be no picture,
    /// and a sentence then says why.
    func printsRecordedFacts() -> Bool {
        if isPlain { return true }
        guard let obstacle else { return false }
        StandardStreams.message(
            "\(obstacle.reason), so these are the facts line by line, as --plain prints them.")
        return true
    }

    /// Refuses to sample for a picture that cannot be shown, before anything is begun.
    func checkLivePicture() throws(Failure) {
        if !isPlain, let obstacle { throw Failure(obstacle) }
    }

    private var obstacle: TerminalError? {
        TerminalSession.obstacle(environment: ProcessInfo.processInfo.environment)
    }

    func validate() throws {
        do {
            _ = try configuration
        } catch {
            throw ValidationError("\(error)")
        }
        for address in [embeddingServer, judgeServer].compactMap({ $0 }) {
            do throws(InferenceError) {
                _ = try ServerAddress(address)
            } catch {
                throw ValidationError("\(error)")
            }
        }
        if let event, !Event.isName(event) {
            throw ValidationError("--event takes a name of \(Event.nameWords).")
        }
        try Demand.target(target)
    }
}

extension GlyphLevel: ExpressibleByArgument {}

extension ColorChoice: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }

    package static var allValueStrings: [String] { ["auto", "always", "never", "8", "16", "256"] }

    package var defaultValueDescription: String { "auto" }
}
