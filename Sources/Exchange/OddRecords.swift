import Text

/// What could not be read of a file whose other records could.
///
/// One odd record is no reason to refuse a file. Where its prompt is known it counts as a lost draw,
/// at its worst; else it can only be left out. What is odd is named and counted; a file in which
/// most is odd is of another kind and refused.
struct OddRecords: Sendable {
    /// Records that were read.
    var good = 0
    private(set) var first: ImportError?
    private var lost: (count: Int, example: String)?
    private var leftOut: (count: Int, example: String)?

    var count: Int { (lost?.count ?? 0) + (leftOut?.count ?? 0) }

    mutating func note(_ error: ImportError, isLost: Bool) {
        first = first ?? error
        var example = error.description
        if example.last == "." { example.removeLast() }
        if isLost {
            lost = ((lost?.count ?? 0) + 1, lost?.example ?? example)
        } else {
            leftOut = ((leftOut?.count ?? 0) + 1, leftOut?.example ?? example)
        }
    }

    var warnings: [String] {
        var warnings: [String] = []
        if let lost {
            warnings.append(
                "\(Figure.count(lost.count, "record", "records")) could not be read and count"
                    + "\(lost.count == 1 ? "s as a lost draw" : " as lost draws"): \(lost.example)")
        }
        if let leftOut {
            warnings.append(
                "\(Figure.count(leftOut.count, "record", "records")) could not be read and "
                    + "\(leftOut.count == 1 ? "is" : "are") left out; limits hold only if that does not depend on the answers: "
                    + leftOut.example)
        }
        return warnings
    }
}
