import Platform
import TestSupport
import Testing

@testable import Sampling

/// A server in simulated time, that is kept full by whoever asks a ``SlotSearch`` how full.
///
/// Up to `knee` draws at once take no longer than one; beyond it they share its throughput.
private struct BatchingServer {
    var knee: Double
    /// More than so many draws at once are refused.
    var refusesBeyond = Int.max
    var lengths = SeededGenerator(seed: 7)

    /// Seconds that a draw takes among so many, with lengths as answers have them.
    mutating func time(among inFlight: Int) -> Double {
        let length = -log(max(0x1p-40, lengths.uniform()))
        return (0.2 + 0.8 * length) * max(1, Double(inFlight) / knee)
    }

    /// Draws per second in the steady state at a number in flight.
    func rate(_ slots: Int) -> Double { min(Double(slots), knee) }
}

/// Runs a search against a server for so many draws; gives the numbers that it wanted meanwhile.
private func wanted(
    _ search: inout SlotSearch, _ server: inout BatchingServer, draws: Int, from start: Double = 0
) -> [Int] {
    var ends: [Double] = []
    var now = start
    var wanted: [Int] = []
    for _ in 0..<draws {
        while ends.count < search.slots {
            guard ends.count < server.refusesBeyond else {
                search.refuse(at: .seconds(now))
                break
            }
            ends.append(now + server.time(among: ends.count + 1))
            ends.sort(by: >)
        }
        guard let end = ends.last else { break }
        now = max(now, end)
        search.finish(busy: ends.count, at: .seconds(now))
        ends.removeLast()
        wanted.append(search.slots)
    }
    return wanted
}

@Suite("How many draws a server is given at once")
struct SlotSearchTests {
    @Test("It is filled to where its throughput stops growing", arguments: [4, 16, 60, 200])
    func growsToTheKnee(knee: Int) {
        var search = SlotSearch(from: 8, most: 256)
        var server = BatchingServer(knee: Double(knee))
        let numbers = wanted(&search, &server, draws: 20_000)
        let late = numbers.suffix(10_000)
        let gained = late.map { server.rate($0) }.reduce(0, +) / Double(late.count)
        #expect(gained >= 0.85 * Double(knee), "\(gained) of \(knee)")
        // What waits at the server gains nothing and makes each answer late.
        let mean = Double(late.reduce(0, +)) / Double(late.count)
        #expect(mean <= max(8, 4 * Double(knee)), "\(mean) in flight for \(knee)")
    }

    @Test("No more are sent than may be tried")
    func staysBelowTheMost() {
        var search = SlotSearch(from: 8, most: 48)
        var server = BatchingServer(knee: 1000)
        let numbers = wanted(&search, &server, draws: 5000)
        #expect(numbers.max() == 48)
        #expect(numbers.last == 48)
    }

    @Test("Refusals halve the number, once for those that were sent together")
    func backsOff() {
        var search = SlotSearch(from: 64, most: 256)
        for _ in 0..<30 { search.refuse(at: .seconds(10)) }
        #expect(search.slots == 32)
        search.refuse(at: .seconds(12))
        #expect(search.slots == 16)
        for time in 13..<99 { search.refuse(at: .seconds(time * 2)) }
        #expect(search.slots == 1)
    }

    @Test("A server that refuses beyond a number is kept at work below it")
    func refusals() {
        var search = SlotSearch(from: 8, most: 256)
        var server = BatchingServer(knee: 1000, refusesBeyond: 40)
        let numbers = wanted(&search, &server, draws: 20_000)
        let late = numbers.suffix(15_000)
        #expect(late.allSatisfy { $0 >= 10 })
        #expect(late.count { $0 <= 40 } > 14_000)
    }

    @Test("A server that becomes slower gets fewer, and more again when it is well")
    func follows() {
        var search = SlotSearch(from: 8, most: 256)
        var server = BatchingServer(knee: 128)
        let before = wanted(&search, &server, draws: 20_000).last ?? 0
        server.knee = 16
        let during = wanted(&search, &server, draws: 40_000, from: 1e4).last ?? 0
        server.knee = 128
        let after = wanted(&search, &server, draws: 40_000, from: 1e5).last ?? 0
        #expect(before >= 100)
        #expect(during < before / 2, "\(before), \(during)")
        #expect(after >= 100, "\(after)")
    }

    @Test("A server that has too little to do is not judged by it")
    func idleServersSayNothing() {
        var search = SlotSearch(from: 32, most: 256)
        for draw in 0..<10_000 { search.finish(busy: 2, at: .milliseconds(draw)) }
        #expect(search.slots == 32)
    }

    @Test("Times and numbers as a clock may give them never trap", arguments: 0..<200)
    func survivesAnything(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var search = SlotSearch(
            from: Int(generator.next() % 300), most: Int(generator.next() % 300))
        for _ in 0..<2000 {
            let now = Duration.nanoseconds(Int64(generator.next() % 1_000_000_000))
            switch generator.next() % 8 {
            case 0: search.refuse(at: now)
            default: search.finish(busy: Int(generator.next() % 400), at: now)
            }
            #expect(search.slots >= 1)
            #expect(search.slots <= max(1, search.most))
        }
    }
}
