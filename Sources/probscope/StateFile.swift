import Files
import FoundationEssentials
import Platform
import Prompts

/// The file that remembers where the reader of a run was: `key = value` lines in the XDG state
/// folder, one file a run.
///
/// It is written when the explorer is left by a key and never on a signal. A folder that cannot be
/// written is no fault of the reader's: nothing is said but one note at the start.
struct StateFile {
    let folder: String
    private let path: String
    /// Files larger than this were not written by us.
    private static let largest = 65_536

    /// - Parameter run: the path of the run's file.
    init(locations: Locations, run: String) {
        folder = locations.state + "/places"
        let whole = URL(filePath: run).standardizedFileURL.path
        let name = whole.split(separator: "/").last.map(String.init) ?? "run"
        let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" }
        path = "\(folder)/\(String(safe.prefix(80)))-\(String(Self.hash(whole), radix: 16))"
    }

    /// The names and values kept for this run; nothing if there are none.
    ///
    /// - Throws: ``Failure`` with file and line where the file is not one of ours. No reader needs
    ///   to be kept out by it: it is written anew when the explorer is left.
    func read() throws(Failure) -> [String: String] {
        var status = stat()
        guard stat(path, &status) == 0 else { return [:] }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.largest else {
            throw Failure("\(path) is not a file of places.")
        }
        let text = try failing { try SourceText.read(path) }.text
        var values: [String: String] = [:]
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            guard let equals = line.firstRange(of: " = ") else {
                throw Failure("\(path), line \(number + 1): this is not \"name = value\".")
            }
            values[String(line[..<equals.lowerBound])] = Self.unescaped(line[equals.upperBound...])
        }
        return values
    }

    /// Keeps names and values; the file appears whole or not at all, readable by its owner only.
    func write(_ values: [String: String]) {
        let lines = values.sorted { $0.key < $1.key }.map {
            "\($0.key) = \(Self.escaped($0.value))"
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let text = lines.joined(separator: "\n") + "\n"
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            // Said at the start already; a place that is not kept is no failure.
        }
    }

    /// Whether the place can be kept: the folder, or the first one above it that exists, can be
    /// written.
    var isWritable: Bool {
        var folder = folder
        while !FileManager.default.fileExists(atPath: folder), let slash = folder.lastIndex(of: "/")
        {
            folder = String(folder[..<slash])
        }
        return access(folder.isEmpty ? "/" : folder, W_OK) == 0
    }

    // MARK: - Parts

    /// Fowler, Noll and Vo's hash FNV-1a: a short name for a long path.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
            .replacing("\r", with: "\\r")
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" ? "\n" : character == "r" ? "\r" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
