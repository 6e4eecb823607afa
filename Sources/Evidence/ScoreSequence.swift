/// Scores in launch order, nil for a lost draw.
///
/// One byte a draw as long as all scores are 0 or 1, eight once one is graded.
public struct ScoreSequence: RandomAccessCollection, Sendable, Hashable {
    private var codes: [UInt8] = []
    private var graded: [Double] = []
    private var isGraded = false

    private static let lost: UInt8 = 2

    public var startIndex: Int { 0 }
    public var endIndex: Int { isGraded ? graded.count : codes.count }

    public subscript(index: Int) -> Double? {
        if isGraded { return graded[index].isNaN ? nil : graded[index] }
        return codes[index] == Self.lost ? nil : Double(codes[index])
    }

    mutating func append(_ score: Double?) {
        if !isGraded {
            switch score {
            case nil: return codes.append(Self.lost)
            case 0: return codes.append(0)
            case 1: return codes.append(1)
            default:
                graded = codes.map { $0 == Self.lost ? .nan : Double($0) }
                codes = []
                isGraded = true
            }
        }
        graded.append(score ?? .nan)
    }

    // A lost draw is kept as NaN, which differs from itself; the bits do not.

    public static func == (a: ScoreSequence, b: ScoreSequence) -> Bool {
        a.codes == b.codes && a.isGraded == b.isGraded
            && a.graded.lazy.map(\.bitPattern).elementsEqual(b.graded.lazy.map(\.bitPattern))
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(codes)
        for score in graded { hasher.combine(score.bitPattern) }
    }
}
