import Evidence
import Prompts

/// Work that takes too long to be done between a key and its picture, as a value.
///
/// What is due is asked for at the end of an update, one job of a kind at a time, and goes out as
/// ``Effect/compute(_:)``; the answer comes back as ``Message/computed(_:)``.
protocol Work: Sendable, Hashable {
    associatedtype Answer: Sendable

    /// Does the work; the same on any thread.
    ///
    /// - Parameter runs: what is kept of the runs that are open, beside what is shown of them.
    func answer(reading runs: any RunReader) -> Answer
}

/// Work that takes nothing but what it was put together from.
protocol PureWork: Work {
    associatedtype Answer

    /// Does the work; the same on any thread.
    func answer() -> Answer
}

extension PureWork {
    func answer(reading runs: any RunReader) -> Answer { answer() }
}

/// Reads from the runs that are open what is too much to be kept in memory.
package protocol RunReader: Sendable {
    /// What the model says of each draw of the run at a position among those that were opened; nil
    /// where it cannot be read.
    func probabilities(ofRun position: Int) -> OwnProbabilities?
    /// Where all lies that the first draws of a prompt have not said; nil where it cannot be told.
    func unseen(ofRun position: Int, prompt: PromptID, draws: Int) -> [UnseenBeginning]?
}

extension RunReader {
    package func unseen(ofRun position: Int, prompt: PromptID, draws: Int) -> [UnseenBeginning]? {
        nil
    }
}

/// Runs of which nothing more is kept than what is shown.
package struct NoRunReader: RunReader {
    package init() {}

    package func probabilities(ofRun position: Int) -> OwnProbabilities? { nil }
}

/// Work to be done beside the explorer, whatever kind it is of.
package struct Job: Sendable {
    let work: any Work

    init(_ work: some Work) {
        self.work = work
    }

    /// What tells this kind of work from others.
    var kind: ObjectIdentifier { ObjectIdentifier(type(of: work)) }

    /// Does the work; the same on any thread.
    package func result(reading runs: any RunReader = NoRunReader()) -> JobResult {
        JobResult(kind: kind, answer: work.answer(reading: runs))
    }
}

extension Job: Hashable {
    package static func == (a: Job, b: Job) -> Bool { AnyHashable(a.work) == AnyHashable(b.work) }

    package func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(work)) }
}

/// What a job found out.
package struct JobResult: Sendable {
    let kind: ObjectIdentifier
    let answer: any Sendable
}

/// The jobs that are under way.
struct JobBoard: Sendable {
    private var kinds: Set<ObjectIdentifier> = []

    /// Asks for work; nothing while there is no work, or while a job of the kind is under way.
    ///
    /// - Parameter work: what it takes to do the work is put together where it can be done.
    mutating func request<W: Work>(_ work: @autoclosure () -> W?) -> [Effect] {
        guard !kinds.contains(ObjectIdentifier(W.self)), let work = work() else { return [] }
        let job = Job(work)
        return kinds.insert(job.kind).inserted ? [.compute(job)] : []
    }

    mutating func finish(_ result: JobResult) {
        kinds.remove(result.kind)
    }
}
