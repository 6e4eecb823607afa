import Canvas
import Files
import FoundationEssentials
import Platform
import Prompts

/// The themes that can be had: the user's own before the bundled ones.
struct ThemeLibrary {
    private let folders: [String]

    init(locations: Locations) {
        folders = locations.themeFolders
    }

    /// Every theme's name: `terminal` and `mono` first, then by name.
    var names: [String] {
        let usual = [Self.usual, "mono"]
        let found = files.filter { Self.obstacle(at: $0.path) == nil }.map(\.name)
        return usual + Set(found).subtracting(usual).sorted()
    }

    /// What is called a theme but cannot be read, a sentence each.
    var problems: [String] {
        files.compactMap { file in Self.obstacle(at: file.path).map { "\(file.path): \($0)" } }
            .sorted()
    }

    /// Whatever has the ending of a theme, folder by folder.
    private var files: [(name: String, path: String)] {
        folders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
                .filter { $0.hasSuffix(Self.ending) }
                .map { (String($0.dropLast(Self.ending.count)), "\(folder)/\($0)") }
        }
    }

    /// Why a path is no file that can be read; nil where it is one.
    private static func obstacle(at path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return String(cString: strerror(errno)) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return access(path, R_OK) == 0 ? nil : String(cString: strerror(errno))
        case S_IFDIR: return "this is a folder, not a theme's file"
        default: return "this is no regular file"
        }
    }

    /// A theme by name, or by path where the name has a slash.
    ///
    /// What is wrong inside a theme's file becomes a warning; a broken theme never prevents a start.
    /// - Throws: ``Failure`` where there is no such theme, and where the file that a path names is
    ///   not text in UTF-8.
    func theme(named name: String) throws(Failure) -> (theme: Theme, warnings: [ThemeWarning]) {
        guard let text = name.contains("/") ? try text(at: name) : text(named: name) else {
            if name == "mono" { return (.mono, []) }
            // A program that was copied without its folder starts all the same.
            if name == Self.usual {
                let warning = ThemeWarning(
                    theme: name,
                    message: "not found; mono is shown. --data or PROBSCOPE_DATA names the folder "
                        + "that has Themes")
                return (.mono, [warning])
            }
            throw Failure("There is " + unknown(name), status: ExitStatus.badUsage)
        }
        return Theme.load(text: text, name: name, lookup: { self.text(named: $0) })
    }

    func has(_ name: String) -> Bool { names.contains(name) }

    /// What is said of a name that no theme has.
    func unknown(_ name: String) -> String {
        "no theme \"\(name)\"; the themes are \(names.joined(separator: ", "))."
    }

    private static let usual = "terminal"
    private static let ending = ".theme"

    private func text(named name: String) -> String? {
        guard !name.contains("/") else { return nil }
        let paths = folders.lazy.map { "\($0)/\(name)\(Self.ending)" }
        let files = paths.filter { Self.obstacle(at: $0) == nil }.compactMap {
            FileManager.default.contents(atPath: $0)
        }
        return files.first.map { String(decoding: $0, as: UTF8.self) }
    }

    private func text(at path: String) throws(Failure) -> String {
        try failing(ExitStatus.badUsage) { try SourceText.read(path) }.text
    }
}
