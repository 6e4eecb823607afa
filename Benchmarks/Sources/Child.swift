import TestSupport

/// Work that is measured in a process of its own, so that its memory is its own.
enum Child {
    static let keyword = "child"

    /// A piece of work by name; it prints numbers.
    private static let tasks: [String: @Sendable ([String]) async throws -> [Double]] = [
        "read-prompts": { try await PromptsBenchmarks.read($0) },
        "memory": { try await EngineBenchmarks.holdDraws($0) },
        "first-frame": { try FirstFrame.show($0) },
        "program": { try Measure.program($0) },
        "identical-frame": { _ in try IdenticalFrame.show() },
    ]

    static func run(_ arguments: [String]) async throws {
        guard let name = arguments.first, let task = tasks[name] else {
            throw TestFailure("no such task")
        }
        let figures = try await task(Array(arguments.dropFirst()))
        print(figures.map { "\($0)" }.joined(separator: " "))
    }

    /// Runs a task in a fresh process and returns its numbers, of which there must be so many.
    static func figures(
        _ name: String, _ arguments: [String], count: Int
    ) throws -> [Double] {
        let result = try Subprocess.run("/proc/self/exe", [keyword, name] + arguments)
        guard result.status == 0 else {
            throw TestFailure("\(name): \(result.errors)\(result.output)")
        }
        let figures = result.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard figures.count == count else { throw TestFailure("\(name): \(result.output)") }
        return figures
    }
}
