/// Which prompt's draws are launched next.
package enum OrderPolicy: String, Sendable, Hashable, CaseIterable, Codable {
    /// The prompt with the fewest draws: every prompt gets some early.
    case breadth
    /// One prompt after the other, in the order of the prompt set.
    case depth
    /// The prompt whose verdict is nearest, or whose bound is widest.
    ///
    /// The choice depends on committed draws alone: on the widths of anytime bounds or, where a
    /// verdict is wanted, on how many draws such a bound is likely to need still. Each prompt's
    /// draws stay independent in their own order whatever the rule; it only decides how far each
    /// sequence runs, and an anytime bound, which alone gives the verdict, holds at whatever point
    /// that is.
    case need
    /// As by breadth, and of every prompt each fourth answer goes on from a beginning that may lead
    /// to what its keywords name, for draws without replacement alone.
    ///
    /// Such an answer is no draw; its exact probability is known all the same, and leaves the rest.
    /// What is known at a launch may depend on anything before it, so the limits hold as they are.
    case leaks
}
