/// What ends sampling before the planned number of draws is reached.
///
/// `width` and `verdict` end one prompt and look only at anytime bounds of the first scorer's mean,
/// so that the bounds at the end are as valid as at any other moment. The others end the run.
package enum StopRule: Sendable, Hashable {
    /// The two-sided interval is no wider than this.
    case width(Double)
    /// The upper limit is below, or the lower limit above, this target.
    case verdict(target: Double)
    /// So many tokens were generated.
    case tokens(Int)
    /// So much time has passed since sampling began or was continued.
    case wallTime(Duration)
    /// So many requests were sent since sampling began or was continued.
    case requests(Int)
}

extension StopRule: CustomStringConvertible {
    package var description: String {
        switch self {
        case .width(let width): "a prompt once its interval is no wider than \(width)"
        case .verdict(let target): "a prompt once its limits exclude the target \(target)"
        case .tokens(let count): "the run after \(count) tokens"
        case .wallTime(let time): "the run after \(Int((time / .seconds(1)).rounded(.up))) s"
        case .requests(let count): "the run after \(count) requests"
        }
    }
}
