import Canvas
import FoundationEssentials
import Prompts

/// The themes that can be had: the user's own before the bundled ones.
struct ThemeLibrary {
    private let folders: [String]

    init(locations: Locations) {
        folders = locations.themeFolders
    }

    /// Every theme's name: `terminal` and `mono` first, then by name.
    var names: [String] {
        var found: Set<String> = [Self.usual, "mono"]
        for folder in folders {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for file in files where file.hasSuffix(ThemeLibrary.ending) {
                found.insert(String(file.dropLast(ThemeLibrary.ending.count)))
            }
        }
        let usual = [Self.usual, "mono"]
        return usual + found.subtracting(usual).sorted()
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
            throw Failure(
                "There is no theme \"\(name)\"; the themes are \(names.joined(separator: ", ")).",
                status: ExitStatus.badUsage)
        }
        return Theme.load(text: text, name: name, lookup: { self.text(named: $0) })
    }

    private static let usual = "terminal"
    private static let ending = ".theme"

    private func text(named name: String) -> String? {
        guard !name.contains("/") else { return nil }
        let files = folders.lazy.compactMap {
            FileManager.default.contents(atPath: "\($0)/\(name)\(ThemeLibrary.ending)")
        }
        return files.first.map { String(decoding: $0, as: UTF8.self) }
    }

    private func text(at path: String) throws(Failure) -> String {
        try failing(ExitStatus.badUsage) { try SourceText.read(path) }.text
    }
}
