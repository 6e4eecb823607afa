import Files
import Prompts

/// A small file of text that an option names.
enum TextFile {
    /// Reads it whole, without a byte order mark.
    ///
    /// - Throws: ``Failure`` as bad usage, with the file, the line of what is not UTF-8, and the fix.
    static func read(_ path: String) throws(Failure) -> String {
        let source = try failing(ExitStatus.badUsage) { try SourceText.read(path) }
        guard !source.isEmpty else {
            throw Failure("\(path): the file is empty.", status: ExitStatus.badUsage)
        }
        return source.text
    }
}
