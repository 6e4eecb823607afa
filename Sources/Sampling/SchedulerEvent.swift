/// What happened.
enum SchedulerEvent: Sendable {
    /// A server answered the question whether it is there.
    case serverUp(Int, slots: Int, largestBlock: Int)
    /// It did not, or not as the server that it was.
    case serverDown(Int)
    /// It must get nothing more, and what it was working on is given to others.
    case serverLeftOut(Int)
    /// A draw of a block has its outcome.
    case drawFinished(block: Int, index: Int)
    /// A block's greedy answer is there.
    case greedyFinished(block: Int)
    /// A block's request is over; draws of it that have not finished are handled by its ending.
    case blockEnded(Int, Ending)
    /// More draws of a prompt are wanted.
    case orderMore(prompt: Int, draws: Int)
    /// So many draws are not wanted any more, but no fewer than `least` in all.
    case takeBack(prompt: Int, draws: Int, least: Int)
    /// Nothing more of this prompt is to be launched; what was launched is brought to its end.
    case close(prompt: Int)
    /// This prompt cannot be sampled; what was launched is given up.
    case fail(prompt: Int)
    /// A smaller value comes first. Only the order policy `need` heeds it.
    case priority(prompt: Int, Double)
    case paused(Bool)
    /// Nothing but time has passed.
    case timePassed
}

/// How a block's request ended.
enum Ending: Sendable, Hashable {
    case complete
    /// The server did not start it: the attempt does not count, the server is tried again later.
    case notStarted(retryAfter: Duration?)
    /// Nothing came within the time for the first byte: as if it were not started, and the next
    /// request gets more time. Where it cannot get more, it is a counted attempt.
    case unanswered
    /// The draws failed: a counted attempt.
    case failed(Fault)
    /// The draws took longer than allowed: lost at once, since the same seed would be as slow.
    case tooSlow
    /// The draws failed and are lost: a further attempt would give other answers than the first, so that
    /// what is asked for again would be chosen by what it says.
    case unrepeatable(Fault)
    /// The server cannot give several different draws for one request; not an attempt.
    case blocksUnsupported
    /// The same, though it gives different ones: it counts the tokens of all of them together, and what has
    /// come cannot be told without the count of each. Draws are asked for one at a time from now on.
    case alone
    /// The server refuses the prompt, which is given up.
    case refused
}

/// What draws that failed say about their server.
enum Fault: Sendable, Hashable {
    /// Nothing: it has answered, and what came is none of the answers that there can be. Waiting mends
    /// that no more than asking another time does.
    case answer
    /// It is well, as long as it does not fail again and again.
    case draws
    /// One of its streams broke. It is asked whether it is still itself, and meanwhile gets more, if others
    /// of its requests are under way: were it gone, they would break too.
    case stream
    /// It gets nothing more until it was asked whether it is still itself.
    case server
}

/// What is to be done.
enum SchedulerCommand: Sendable, Hashable {
    case launch(Block)
    /// Ask a server whether it is there and still itself.
    case probe(server: Int)
    /// Record a draw as lost after this many attempts.
    case lose(prompt: Int, index: Int, attempts: Int, tooSlow: Bool)
    /// Give up a prompt's greedy answer.
    case loseGreedy(prompt: Int, Block.Greedy)
}
