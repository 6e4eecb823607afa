import Canvas
import FoundationEssentials

/// Writing frames to a file, in the format that its ending names.
enum PictureFile {
    /// The formats that a picture can have.
    enum Format: String, CaseIterable {
        case txt, md, ansi, svg

        init?(path: String) {
            guard let dot = path.lastIndex(of: ".") else { return nil }
            self.init(rawValue: path[path.index(after: dot)...].lowercased())
        }
    }

    static func text(_ pages: [Frame], format: Format, theme: Theme) -> String {
        switch format {
        case .txt: pages.map { PlainTextWriter.text($0) }.joined(separator: "\n\u{0C}\n")
        case .md: pages.map(markdown).joined(separator: "\n\n")
        case .ansi: pages.map { ANSIWriter.text($0, theme: theme) }.joined(separator: "\n")
        case .svg: pages.map { SVGWriter.text($0, theme: theme) }.joined(separator: "\n")
        }
    }

    /// A page within a fence, which keeps its columns; the fence is longer than any within.
    private static func markdown(_ page: Frame) -> String {
        let text = PlainTextWriter.text(page)
        let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)text\n\(text.hasSuffix("\n") ? text : text + "\n")\(fence)"
    }

    /// Writes pages, and says where.
    ///
    /// The file appears whole or not at all, and none is overwritten unless that was asked for.
    /// - Parameter replacement: how it is asked for, for the one whose file exists.
    static func write(
        _ pages: [Frame], to path: String?, format: Format? = nil, suggestedName: String,
        overwrites: Bool, replacement: String, theme: Theme
    ) throws(Failure) -> String {
        let target = path ?? freeName(suggestedName)
        guard let format = format ?? Format(path: target) else {
            throw Failure(
                "\(target): the ending names the format; use .txt, .md, .ansi or .svg.",
                status: ExitStatus.badUsage)
        }
        if format == .svg && pages.count > 1 {
            throw Failure(
                "An .svg file holds one page; use .txt, .md or .ansi for all.",
                status: ExitStatus.badUsage)
        }
        if !overwrites && FileManager.default.fileExists(atPath: target) {
            throw Failure(
                "\(target) exists; choose another name, or replace it with \(replacement).",
                status: ExitStatus.badUsage)
        }
        try OutputFile.check(target)
        let bytes = Data(text(pages, format: format, theme: theme).utf8)
        do {
            try bytes.write(to: URL(filePath: target), options: .atomic)
        } catch {
            throw Failure("\(target) could not be written.")
        }
        return target
    }

    private static func freeName(_ stem: String) -> String {
        let safe = String(stem.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
        var number = 1
        while true {
            let name = number == 1 ? "\(safe).txt" : "\(safe)-\(number).txt"
            if !FileManager.default.fileExists(atPath: name) { return name }
            number += 1
        }
    }
}
