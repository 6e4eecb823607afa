import Platform
import TestSupport

/// Clocks and counters of this process.
enum Measure {
    /// The CPU seconds of one call: the best of fifteen batches.
    ///
    /// CPU time of the calling thread, not wall time, and the best, not the mean: on a busy machine
    /// both leave out what other programs did.
    static func best(batches: Int = 15, _ body: () throws -> Void) rethrows -> Quantity {
        var count = 1
        var elapsed = try time(count, body)
        while elapsed < 2e-3, count < 1 << 24 {
            count *= 2
            elapsed = try time(count, body)
        }
        var best = elapsed
        for _ in 1..<batches { best = min(best, try time(count, body)) }
        return .seconds(best / Double(count))
    }

    private static func time(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        let start = seconds(CLOCK_THREAD_CPUTIME_ID)
        for _ in 0..<count { try body() }
        return seconds(CLOCK_THREAD_CPUTIME_ID) - start
    }

    /// The wall and CPU seconds of a piece of work in this process, its threads all counted.
    static func cost(_ body: () async throws -> Void) async rethrows -> (wall: Double, cpu: Double)
    {
        let start = (wallClock, processorTime)
        try await body()
        return (wallClock - start.0, processorTime - start.1)
    }

    /// Seconds of the monotonic clock, the same in all processes.
    static var wallClock: Double { seconds(CLOCK_MONOTONIC) }

    /// CPU seconds of this process, all threads, user and system.
    static var processorTime: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Bytes of memory that this process holds now.
    static var memory: Double { statusField("VmRSS:") }

    /// The most bytes of memory that this process has held.
    static var peakMemory: Double { statusField("VmHWM:") }

    private static func statusField(_ name: String) -> Double {
        guard let file = fopen("/proc/self/status", "r") else { return .nan }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        while fgets(&buffer, Int32(buffer.count), file) != nil {
            let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.first == name[...], words.count > 1, let kilobytes = Double(words[1]) {
                return kilobytes * 1024
            }
        }
        return .nan
    }

    /// The wall seconds of a program and the most bytes of memory that it held.
    static func child(
        _ program: String, _ arguments: [String]
    ) throws -> (wall: Double, memory: Double) {
        let figures = try Child.figures("program", [program] + arguments, count: 2)
        return (figures[0], figures[1])
    }

    /// The same, of the first program that this process starts.
    static func program(_ arguments: [String]) throws -> [Double] {
        let start = wallClock
        let result = try Subprocess.run(arguments[0], Array(arguments.dropFirst()))
        let wall = wallClock - start
        guard result.status == 0 else { throw TestFailure("\(arguments[1]): \(result.errors)") }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return [wall, Double(usage.ru_maxrss) * 1024]
    }

    /// The CPU seconds of one call.
    static func once(_ body: () throws -> Void) rethrows -> Double {
        let start = seconds(CLOCK_THREAD_CPUTIME_ID)
        try body()
        return seconds(CLOCK_THREAD_CPUTIME_ID) - start
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1
            ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

/// Keeps a result, so that the compiler cannot leave out the work that made it.
@inline(never)
@_optimize(none)
func keep<Value>(_ value: Value) {}
