import Platform

/// The arguments as the system gave them.
enum RawArguments {
    /// Makes sure that all arguments are UTF-8.
    ///
    /// Another name would be made of one that is not, and another file read or written under it.
    /// - Throws: ``Failure`` that names the argument as far as it can be shown.
    static func check() throws(Failure) {
        for position in 1..<max(1, Int(CommandLine.argc)) {
            guard let bytes = CommandLine.unsafeArgv[position],
                String(validatingCString: bytes) == nil
            else { continue }
            throw Failure(
                "argument \(position), \(String(cString: bytes)), is not valid UTF-8: names of files are "
                    + "wanted so; rename it, or give it by a link.", status: ExitStatus.badUsage)
        }
    }
}
