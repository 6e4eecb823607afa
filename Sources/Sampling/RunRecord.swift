import Evidence
import Journal
import Prompts

/// What sampling needs of a journal.
///
/// A seam for tests: a full disk can be played only by something that stands before a journal.
protocol RunRecord: Sendable {
    var identity: RunIdentity { get }
    var plan: RunPlan { get }

    func restore() throws(JournalError) -> RestoredRun
    func append(_ draws: [JournalDraw]) throws(JournalError)
    func appendGreedy(_ greedy: GreedyAnswer, scores: [Double?]) throws(JournalError)
    func record(sent texts: [PromptID: String]) throws(JournalError)
    func setFailure(_ reason: String?, prompt: PromptID) throws(JournalError)
    func recordEvent(_ kind: RunEvent.Kind, _ text: String) throws(JournalError)
    func drawsWithoutReplacement(of prompt: PromptID) throws(JournalError) -> [Int]
    func draw(prompt: PromptID, index: Int) throws(JournalError) -> JournalDraw?
    func record(
        launches: [JournalLaunch], leaves: [JournalLeaf], exact: [PromptID: ExactMass]
    ) throws(JournalError)
    func record(named answers: [JournalNamed]) throws(JournalError)
    func setPlan(_ plan: RunPlan) throws(JournalError)
}

extension Journal: RunRecord {
    func recordEvent(_ kind: RunEvent.Kind, _ text: String) throws(JournalError) {
        try recordEvent(kind, text, at: Timestamp.now())
    }
}
