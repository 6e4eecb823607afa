import Evidence
import Inference
import Journal
import Prompts

/// What tasks and callers tell the run's loop.
enum Report: Sendable {
    case probed(server: Int, facts: ServerFacts, answer: ModelProbe?, template: TemplateProbe?)
    /// A server turned out to hold another model, or to be of no use at all.
    case unfit(server: Int, reason: String)
    /// A server's chat template has changed; no draw was asked for under it.
    case otherTemplate(server: Int, reason: String)
    /// What a prompt became under the server's chat template, before anything of it is sent.
    case rendered(prompt: Int, String)
    case probeFailed(server: Int, InferenceError)
    case drawn(block: Int, prompt: Int, JournalDraw)
    case greedy(Block, GreedyAnswer, scores: [Double?])
    /// A request is over; the reason says why its unfinished draws have no text.
    case ended(Block, Ending, reason: String)
    /// A draw of a block that will have no answer however often it is tried, and what came of it.
    case lost(Block, index: Int, reason: String, text: String?)
    /// Something that a reader of the run's limits must know.
    case caution(String)
    /// All answers of one request, in their order, each as a number that stands for its text.
    case answers(Block, [Int])
    /// Draws are copies of each other.
    case copies(String)
    /// Nothing is wrong with repeated answers, or it cannot be told.
    case noCopies
    /// Draws that were made alone have told whether the others are copies, or have not.
    case alone(isSettled: Bool)
    /// One of the questions at the end has been answered, or cannot be.
    case asked
    /// The time for them is over.
    case late
    /// A server, asked again for the probability of a token, told one that differs by so much,
    /// relative to itself.
    case difference(Double)
    /// The probabilities of all tokens that a server tells add up to so much.
    case sum(Double)
    /// This prompt cannot be sampled.
    case promptFailed(Block, reason: String)
    /// The run cannot go on.
    case fatal(String)
    /// What the server says it used, once.
    case settings(EchoedSettings?)
    case order(SamplingOrder)
    /// A moment has come for which the loop asked to be woken.
    case timer
}

/// What a caller wants.
enum SamplingOrder: Sendable, Hashable {
    case pause
    case resume
    case stop
    case more(PromptID, draws: Int)
    /// As many more as bring the prompt to this number, with those that are planned anyway.
    case until(PromptID, draws: Int)
    /// So many of the draws that were ordered are not wanted any more, as far as they are not launched.
    case takeBack(PromptID, draws: Int)
}
