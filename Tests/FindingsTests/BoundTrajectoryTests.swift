import Evidence
import Findings
import Statistics
import TestSupport
import Testing

@Suite struct BoundTrajectoryTests {
    @Test func `checkpoints are all draws up to 32 and then sixteen per doubling`() {
        let checkpoints = (0...4096).filter(BoundTrajectory.isCheckpoint)
        #expect(Array(checkpoints.prefix(32)) == Array(1...32))
        for exponent in 6...12 {
            let range = (1 << (exponent - 1))..<(1 << exponent)
            #expect(checkpoints.count { range.contains($0) } == 16 || range.lowerBound == 32)
            #expect(checkpoints.contains(1 << exponent))
        }
        #expect(!BoundTrajectory.isCheckpoint(0))
        #expect(checkpoints.count == 32 + 15 + 16 * 6 + 1)
    }

    @Test(arguments: ScoreStream.allCases)
    func `looking often or once gives the same trajectory`(stream: ScoreStream) throws {
        let scores = stream.scores(150, seed: 7)
        let request = Statement(
            alpha: 0.01, side: .two, validity: .anytime, isBinary: stream == .binary)
        var often = BoundTrajectory(request)
        for count in [1, 2, 3, 31, 40, 41, 100, 149, 150, 150] {
            try often.extend(to: ScoreEvidence(scores.prefix(count)))
        }
        var once = BoundTrajectory(request)
        try once.extend(to: ScoreEvidence(scores))
        #expect(often == once)
        let running = try #require(try ScoreEvidence(scores).runningBound(request))
        #expect(running.bound == once.current?.running)
        #expect(once.current?.draws == 150)
    }

    /// Bit for bit the same as when every draw is added alone.
    @Test(arguments: ScoreStream.allCases, [1, 2, 3] as [UInt64])
    func `draws that are added between points change nothing`(stream: ScoreStream, seed: UInt64)
        throws
    {
        var scores: [Double?] = stream.scores(700, seed: seed)
        for index in stride(from: 5, to: 700, by: 37) where seed > 1 { scores[index] = nil }
        if seed == 3 { scores[100] = .nan }
        let request = Statement(
            alpha: 0.01, side: .two, validity: .anytime, isBinary: stream == .binary)
        var (alone, together) = (BoundTrajectory(request), BoundTrajectory(request))
        var evidence = ScoreEvidence()
        for score in scores {
            if let score { evidence.add(score) } else { evidence.addLost() }
            try alone.extend(to: evidence)
        }
        #expect(evidence == ScoreEvidence(scores))
        try together.extend(to: ScoreEvidence(scores))
        #expect(alone == together)
        let deviation = try evidence.deviationBound(request)
        #expect(deviation == (try ScoreEvidence(scores).deviationBound(request)))
    }

    @Test(arguments: ScoreStream.allCases)
    func `a running bound never widens and an honest stream raises no alarm`(
        stream: ScoreStream
    ) throws {
        let request = Statement(
            alpha: 0.01, side: .two, validity: .anytime, isBinary: stream == .binary)
        var trajectory = BoundTrajectory(request)
        try trajectory.extend(to: ScoreEvidence(stream.scores(500, seed: 8)))
        #expect(trajectory.driftedAt == nil)
        var last: Bound?
        for point in trajectory.points {
            // The intersection of all bounds up to here, which computing no more than is needed
            // does not move.
            let bound = try ScoreEvidence(stream.scores(500, seed: 8).prefix(point.draws))
                .meanBound(request)
            #expect(abs(point.running.lower - max(bound.lower, last?.lower ?? 0)) < 1e-13)
            #expect(abs(point.running.upper - min(bound.upper, last?.upper ?? 1)) < 1e-13)
            #expect(point.running.lower >= last?.lower ?? 0)
            #expect(point.running.upper <= last?.upper ?? 1)
            #expect(point.estimate == bound.estimate)
            last = point.running
        }
    }

    /// Also where limits between two checkpoints contradict earlier ones and the next no longer do:
    /// who has looked in between sees what a reader of the same draws sees.
    @Test(arguments: [15, 17, 19, 21, 23, 25, 27])
    func `after every draw there is what all draws at once give`(ones: Int) throws {
        let scores: [Double?] =
            Array(repeating: 0, count: 300) + Array(repeating: 1, count: ones)
            + Array(repeating: 0, count: 40)
        let request = Statement(alpha: 0.01, side: .two, validity: .anytime, isBinary: true)
        var live = BoundTrajectory(request)
        for draws in scores.indices.map({ $0 + 1 }) where draws >= 290 {
            let evidence = ScoreEvidence(scores.prefix(draws))
            try live.extend(to: evidence)
            var once = BoundTrajectory(request)
            try once.extend(to: evidence)
            try #require(live == once, "after \(draws) draws")
        }
    }

    @Test func `a contradiction between checkpoints that later draws resolve is one of its moment`()
        throws
    {
        let request = Statement(alpha: 0.01, side: .two, validity: .anytime, isBinary: true)
        var resolved = 0
        for ones in 10...60 {
            let scores: [Double?] =
                Array(repeating: 0, count: 300) + Array(repeating: 1, count: ones)
                + Array(repeating: 0, count: 40)
            let alarms = try (300...scores.count).map {
                try ScoreEvidence(scores.prefix($0)).runningBound(request)?.driftedAt
            }
            if alarms.contains(where: { $0 != nil }), alarms.last == .some(nil) { resolved += 1 }
        }
        #expect(resolved > 0, "the streams above contain none of what they are made for")
    }

    @Test func `a model swapped in mid-run raises the drift alarm`() throws {
        let request = Statement(alpha: 0.01, side: .two, validity: .anytime, isBinary: true)
        let scores: [Double?] =
            Array(repeating: 0, count: 300) + Array(repeating: 1, count: 300)
        let evidence = ScoreEvidence(scores)
        let running = try #require(try evidence.runningBound(request))
        let alarm = try #require(running.driftedAt)
        #expect(alarm > 300 && alarm < 340)
        #expect(running.bound.lower <= running.bound.upper)
        #expect(
            try ScoreEvidence(scores.prefix(300)).runningBound(request)?.driftedAt == nil
        )
    }

    @Test func `fixed bounds are those of each number of draws alone`() throws {
        let request = Statement(alpha: 0.05, side: .upper, validity: .fixed, isBinary: true)
        var trajectory = BoundTrajectory(request)
        let evidence = ScoreEvidence(ScoreStream.binary.scores(100, seed: 9))
        try trajectory.extend(to: evidence)
        #expect(trajectory.current?.running == (try evidence.meanBound(request)))
        for point in trajectory.points {
            let prefix = ScoreEvidence(evidence.scores.prefix(point.draws))
            #expect(point.running == (try prefix.meanBound(request)))
        }
    }

    @Test func `there is no point before the first scored draw`() throws {
        let request = Statement(alpha: 0.05, side: .two, validity: .anytime, isBinary: true)
        #expect(try ScoreEvidence([nil, nil]).runningBound(request) == nil)
        var trajectory = BoundTrajectory(request)
        try trajectory.extend(to: ScoreEvidence([nil, nil, 0]))
        #expect(trajectory.points.map(\.draws) == [3])
    }
}
