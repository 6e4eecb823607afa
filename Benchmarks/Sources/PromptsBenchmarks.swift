import Platform
import Prompts
import TestSupport

/// Reading files of prompts.
enum PromptsBenchmarks {
    static func run(_ table: Table) async throws {
        table.heading(
            "Prompts",
            "A file of prompts of TOFU's size, read in a process of its own on one core.")
        for shape in Shape.allCases {
            let file = TemporaryRun()
            let size = try write(shape, to: file.path)
            var figures: [[Double]] = []
            for _ in 0..<3 {
                figures.append(
                    try Child.figures("read-prompts", [file.path, shape.rawValue], count: 4))
            }
            let best = figures.min { $0[0] < $1[0] } ?? []
            let peak = figures.map { $0[2] }.max() ?? .nan
            // Tables are read by a library, whatever its speed.
            let hasTarget = shape == .jsonLines
            table.line(
                "Reading \(shape.words)", .bytesPerSecond(size / best[0]),
                hasTarget ? .atLeast(.bytesPerSecond(100e6)) : nil)
            table.note(
                "\(shape.count) prompts, \(Quantity.bytes(size)), CPU time; "
                    + "\(Quantity.seconds(best[1])) by the clock"
            )
            table.line(
                "  the most memory held, relative to the file", .times(peak / size),
                hasTarget ? .atMost(.times(3)) : nil)
            table.line("  their fingerprint", .bytesPerSecond(size / best[3]))
        }
    }

    /// Reads a file and gives the CPU and wall seconds, the peak memory in bytes, and the CPU seconds
    /// of the fingerprint.
    static func read(_ arguments: [String]) async throws -> [Double] {
        guard arguments.count == 2, let shape = Shape(rawValue: arguments[1]),
            let format = PromptFormat(rawValue: arguments[1])
        else {
            throw TestFailure("a file and its format are wanted")
        }
        var set = PromptSet(name: "", prompts: [], provenance: "")
        let cost = try await Measure.cost {
            set = try PromptReader(format: format).read(path: arguments[0])
        }
        guard set.prompts.count == shape.count else { throw TestFailure("prompts are missing") }
        let peak = Measure.peakMemory
        let hashing = Measure.once { keep(set.fingerprint) }
        return [cost.cpu, cost.wall, peak, hashing]
    }

    /// The formats whose files are large in practice.
    private enum Shape: String, CaseIterable {
        case jsonLines = "jsonl"
        case table = "csv"

        var words: String {
            switch self {
            case .jsonLines: "JSON Lines with question and answer"
            case .table: "the same as CSV"
            }
        }

        var count: Int { self == .table ? 100_000 : 1_000_000 }
    }

    // MARK: - A made-up file

    private static let words = [
        "the", "author", "of", "novels", "born", "in", "Kuwait", "City", "award", "heritage",
        "fiction", "father", "genre", "themes", "identity", "published", "Muñoz", "influenced",
    ]

    /// Writes the file and returns its size in bytes.
    private static func write(_ shape: Shape, to path: String) throws -> Double {
        guard let file = fopen(path, "w") else { throw TestFailure("\(path) cannot be written") }
        defer { fclose(file) }
        var random = SeededGenerator(seed: 1)
        func text(_ count: Int) -> String {
            (0..<count).map { _ in words[Int(random.next() % UInt64(words.count))] }
                .joined(separator: " ")
        }
        if shape == .table { fputs("question,answer\n", file) }
        for number in 0..<shape.count {
            let question = text(13) + "?"
            let answer = text(30) + "."
            // One answer of eight has a quote in it.
            let isQuoted = number % 8 == 0
            switch shape {
            case .jsonLines:
                let quote = isQuoted ? "\\\"" : ""
                fputs(
                    "{\"question\": \"\(question)\", \"answer\": \"\(quote)\(answer)\(quote)\"}\n",
                    file)
            case .table:
                let quote = isQuoted ? "\"\"" : ""
                fputs("\(question),\"\(quote)\(answer)\(quote)\"\n", file)
            }
        }
        fflush(file)
        return Double(ftell(file))
    }
}
