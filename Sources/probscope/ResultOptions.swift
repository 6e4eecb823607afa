import ArgumentParser

/// Where a command's result goes.
struct ResultOptions: ParsableArguments {
    @Option(
        name: .shortAndLong, help: "A file instead of standard output.", completion: .file())
    var output: String?

    @Flag(help: "Replace the output file if it exists.")
    var force = false

    /// Writes a whole text.
    func write(_ text: String) throws(Failure) {
        try OutputFile.write(text, to: output, overwrites: force)
    }
}
