/// What ends sampling before the planned number of draws is reached.
///
/// `width` and `verdict` end one prompt and look only at anytime bounds of the first scorer's mean,
/// so that the bounds at the end are as valid as at any other moment. The others end the run.
public enum StopRule: Sendable, Hashable {
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
