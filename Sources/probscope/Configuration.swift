import Canvas
import Files
import FoundationEssentials
import Inference

/// The user's settings: lines `name = value` in `$XDG_CONFIG_HOME/probscope/config`, with the names of
/// the flags.
struct Configuration {
    var theme: String?
    var glyphs: GlyphLevel?
    var mouse: Bool?
    var clipboard: Bool?
    var target: Double?
    var event: String?
    var person: String?
    var embeddingServer: String?
    var judgeServer: String?
    /// Keys that do what others do.
    var keys: [Key: Key] = [:]

    private static let names = [
        "clipboard", "embedding-server", "event", "glyphs", "judge-server", "mouse", "person",
        "target", "theme",
    ]
    /// Larger files hold no settings.
    private static let largest = 65_536

    /// - Throws: ``Failure`` with file and line where a line is not understood.
    init(_ locations: Locations) throws(Failure) {
        let path = locations.configuration + "/config"
        guard FileManager.default.fileExists(atPath: path) else { return }
        let text = try failing { try SourceText.read(path) }.text
        guard text.utf8.count <= Self.largest else {
            throw Failure("\(path) is too large for a file of settings.")
        }
        for (number, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        )
        .enumerated() {
            let line = String(line.trimmed)
            if line.isEmpty || line.hasPrefix("#") { continue }
            do throws(Problem) {
                try read(line, locations)
            } catch {
                throw Failure(
                    "\(path), line \(number + 1): \(error.text)", status: ExitStatus.badUsage)
            }
        }
    }

    private struct Problem: Error {
        let text: String
    }

    private mutating func read(_ line: String, _ locations: Locations) throws(Problem) {
        guard let equals = line.firstIndex(of: "=") else {
            throw Problem(text: "this is not \"name = value\".")
        }
        let name = String(line[..<equals].trimmed)
        let value = String(line[line.index(after: equals)...].trimmed)
        guard !value.isEmpty else { throw Problem(text: "\(name) has no value.") }
        if name.hasPrefix("key.") {
            return try readKey(String(name.dropFirst(4)), as: value)
        }
        switch name {
        case "theme":
            let library = ThemeLibrary(locations: locations)
            guard value.contains("/") || library.has(value) else {
                throw Problem(text: "there is " + library.unknown(value))
            }
            theme = value
        case "event": event = value
        case "person": person = value
        case "embedding-server": embeddingServer = try Self.address(name, value)
        case "judge-server": judgeServer = try Self.address(name, value)
        case "glyphs":
            guard let level = GlyphLevel(rawValue: value) else {
                throw Problem(text: "glyphs takes ascii, block or braille, not '\(value)'.")
            }
            glyphs = level
        case "mouse": mouse = try Self.onOff(name, value)
        case "clipboard": clipboard = try Self.onOff(name, value)
        case "target":
            guard let number = Double(value), (0...1).contains(number) else {
                throw Problem(text: "target takes a number from 0 to 1, not '\(value)'.")
            }
            target = number
        default:
            let near = NearestName.closest(to: name, in: Self.names)
            throw Problem(
                text: "there is no setting '\(name)'; "
                    + (near.map { "did you mean \($0)?" }
                        ?? "there are \(Self.names.joined(separator: ", ")) and key.NAME."))
        }
    }

    /// `key.C-n = Down`: C-n does what Down does.
    private mutating func readKey(_ name: String, as other: String) throws(Problem) {
        func key(_ name: String) throws(Problem) -> Key {
            guard let key = Key(name: name) else {
                throw Problem(
                    text: "there is no key '\(name)'; keys are called as the help does, such as x, "
                        + "Enter, PgDn, F5 or C-n.")
            }
            return key
        }
        let (from, to) = (try key(name), try key(other))
        guard name != "C-c", name != "Q" else {
            throw Problem(text: "\(name) quits always and cannot be another key.")
        }
        keys[from] = to
    }

    private static func address(_ name: String, _ value: String) throws(Problem) -> String {
        do throws(InferenceError) {
            _ = try ServerAddress(value)
            return value
        } catch {
            throw Problem(text: "\(name): \(error)")
        }
    }

    private static func onOff(_ name: String, _ value: String) throws(Problem) -> Bool {
        switch value {
        case "on", "yes", "true": return true
        case "off", "no", "false": return false
        default: throw Problem(text: "\(name) takes on or off, not '\(value)'.")
        }
    }

}
