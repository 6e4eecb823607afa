/// How far a grouping is.
package struct GroupProgress: Sendable, Hashable {
    /// What is being done: "texts embedded".
    package var what: String
    package var done: Int
    /// How many there are; for questions to a judge the most that there can be.
    package var all: Int

    package init(what: String, done: Int, all: Int) {
        self.what = what
        self.done = done
        self.all = all
    }
}

/// Why answers are not grouped, as one sentence.
package struct GroupingError: Error, CustomStringConvertible {
    package let description: String
    /// Whether it was stopped by whoever asked.
    package var isCancelled = false

    package init(_ description: String, isCancelled: Bool = false) {
        self.description = description
        self.isCancelled = isCancelled
    }
}
