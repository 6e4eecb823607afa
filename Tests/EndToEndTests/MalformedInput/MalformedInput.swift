import Foundation
import TestSupport

/// A file that somebody's script or editor has spoilt, and what the program must say of it.
struct MalformedInput: Sendable, CustomStringConvertible {
    /// The file's name, which no other case has.
    var name: String
    var content: [UInt8]
    /// What the one sentence must say beside the file's name: line, field, reason.
    var phrases: [String]

    var description: String { name }

    init(_ name: String, _ content: [UInt8], _ phrases: String...) {
        (self.name, self.content, self.phrases) = (name, content, phrases)
    }

    init(_ name: String, _ text: String, _ phrases: String...) {
        (self.name, self.content, self.phrases) = (name, Array(text.utf8), phrases)
    }

    /// Runs the program on the file.
    ///
    /// - Parameter arguments: what makes the command line of the file's path and of a path that is
    ///   free.
    func run(_ arguments: (_ file: String, _ free: String) -> [String]) throws -> Refusal {
        let folder = try TemporaryFolder()
        let file = folder.file(name)
        try Data(content).write(to: URL(filePath: file))
        let result = try Program.run(arguments(file, folder.file("new.run")))
        return Refusal(
            result: result, path: file,
            left: try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted())
    }

    /// Runs the program with the file as its standard input.
    func pipe(_ arguments: [String]) throws -> Subprocess.Result {
        let folder = try TemporaryFolder()
        let file = folder.file(name)
        try Data(content).write(to: URL(filePath: file))
        return try Subprocess.run(
            "/bin/sh", ["-c", #"exec "$0" "$@" < "$INPUT""#, Program.path] + arguments,
            environment: Program.environment.merging(["INPUT": file]) { $1 })
    }

    /// What the program answered.
    struct Refusal {
        var result: Subprocess.Result
        var path: String
        /// The names of the files in the folder afterwards.
        var left: [String]

        /// What is wrong with the refusal of a case: nothing, if it is as promised.
        ///
        /// Promised are one of the statuses, nothing on standard output, one short line on standard
        /// error that can be printed and has the file's path and all phrases, and no new file.
        func faults(of input: MalformedInput, statuses: [Int32] = [1, 64]) -> [String] {
            var faults: [String] = []
            if !statuses.contains(result.status) { faults.append("exit code \(result.status)") }
            if !result.output.isEmpty { faults.append("output: \(result.output.prefix(200))") }
            if result.errors.split(separator: "\n").count != 1 { faults.append("not one line") }
            if result.errors.utf8.count > 1500 { faults.append("\(result.errors.count) long") }
            let controls = result.errors.unicodeScalars.filter {
                $0.properties.generalCategory == .control && $0 != "\n"
            }
            if !controls.isEmpty { faults.append("control characters") }
            for phrase in [path] + input.phrases where !result.errors.contains(phrase) {
                faults.append("no \"\(phrase)\"")
            }
            if left != [input.name] { faults.append("left \(left)") }
            return faults.isEmpty ? [] : faults + [String(result.errors.prefix(600))]
        }
    }
}

/// Bytes as other encodings have them.
enum Encoded {
    /// UTF-16, with a byte order mark if wanted.
    static func utf16(_ text: String, isBig: Bool, hasMark: Bool) -> [UInt8] {
        ((hasMark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isBig ? bytes : bytes.reversed()
        }
    }

    /// UTF-32 with a byte order mark.
    static func utf32(_ text: String, isBig: Bool) -> [UInt8] {
        ([0xFEFF] + text.unicodeScalars.map(\.value)).flatMap { unit in
            let bytes = [24, 16, 8, 0].map { UInt8(unit >> UInt32($0) & 0xFF) }
            return isBig ? bytes : bytes.reversed()
        }
    }

    /// A text with bytes in place of each `~`.
    static func text(_ text: String, with bytes: [UInt8]) -> [UInt8] {
        text.utf8.flatMap { $0 == UInt8(ascii: "~") ? bytes : [$0] }
    }
}
