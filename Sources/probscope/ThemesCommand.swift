import ArgumentParser
import Canvas

/// `probscope themes`: which themes there are, and what is wrong in a theme's file.
struct ThemesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes",
        abstract: "The themes there are; --check finds mistakes in a theme's file.",
        discussion: """
              probscope themes
              probscope themes --check ~/.config/probscope/themes/mine.theme

            A theme of your own is a file NAME.theme in the folder probscope/themes of \
            $XDG_CONFIG_HOME (or ~/.config), with lines such as

              inherits = dark
              title = #5fafff bold
              bar.sampled = #6aa5f0 #74dcc0

            It may leave out whatever it does not change. Bars take a gradient of two or more \
            colours, from the left end of their axis to its right; terminals with fewer than 256 \
            colours show its middle. T in the explorer previews all themes.
            """)

    @Option(
        help: ArgumentHelp("Check this theme file instead.", valueName: "file"),
        completion: .file())
    var check: String?

    @Option(
        help: ArgumentHelp("The folder with Themes and SampleData.", valueName: "dir"),
        completion: .directory)
    var data: String?

    func run() throws {
        let library = ThemeLibrary(locations: Locations(data: data))
        guard let check else {
            for problem in library.problems {
                StandardStreams.message("\(SafeText(sanitizing: problem))")
            }
            for name in library.names {
                let (theme, warnings) = try library.theme(named: name)
                let background = theme.background == .any ? "any" : theme.background.rawValue
                try StandardStreams.output(
                    SafeText(sanitizing: name).padded(to: 16).string + " " + background
                        + " background" + (warnings.isEmpty ? "" : ", with mistakes: --check"))
            }
            return
        }
        // A bare file name is a file here, not the name of a theme.
        let path = check.contains("/") ? check : "./" + check
        let (_, warnings) = try library.theme(named: path)
        for warning in warnings { StandardStreams.message(warning.description) }
        guard warnings.isEmpty else { throw ExitStatus.failed }
        try StandardStreams.output("\(SafeText(sanitizing: check)): no mistakes")
    }
}
