import Foundation
import TestSupport

/// The scripts beside these tests.
enum PeerScript: String {
    case writeLMEval = "write_lm_eval"
    case writeInspect = "write_inspect"
    case readExports = "read_exports"
    case rouge
    case calibration
    case credible
    case forecast

    /// Runs it and decodes the JSON that it prints.
    func run<Value: Decodable>(_ type: Value.Type, folder: String) throws -> Value {
        let output = try run([folder])
        return try JSONDecoder().decode(type, from: Data(output.utf8))
    }

    func run(_ arguments: [String] = [], input: String = "") throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let script = folder.appending(path: "Scripts/\(rawValue).py").path
        return try PeerPackages.run(script, arguments, input: input)
    }
}

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "probscope-peers-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }
}
