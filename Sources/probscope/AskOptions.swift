import ArgumentParser
import Evidence
import Exchange
import Grouping
import Journal
import Text

/// Whether a run's answers are put back to a model, and to which.
struct AskOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Put each distinct answer back to this server, once: is it true? Its key is "
                + "$PROBSCOPE_JUDGE_API_KEY.", valueName: "url"))
    var ask: String?

    @Option(
        help: ArgumentHelp(
            "With --ask, the question: a template with {answer} and, if wanted, {prompt} and {mark}, that "
                + "True or False answers. Without it true, which comes with the program.",
            valueName: "file"),
        completion: .file())
    var question: String?

    @Option(
        help: ArgumentHelp(
            "Ask this server, once for each, how far the question entails the explanation (the thoughts) "
                + "before each answer: the weights of the answer posterior.", valueName: "url"))
    var weigh: String?

    @Option(
        help: ArgumentHelp(
            "With --weigh, the question that yes or no answers. Without it entails, which comes with the "
                + "program.", valueName: "file"),
        completion: .file())
    var weighing: String?

    func validate() throws {
        if question != nil, ask == nil { throw ValidationError("--question goes with --ask.") }
        if weighing != nil, weigh == nil { throw ValidationError("--weighing goes with --weigh.") }
    }

    /// What counts as confidence where nothing else is asked for.
    var confidence: Confidence { ask == nil ? .answer : .asked }

    /// Asks what is not known yet, and keeps the replies beside the run.
    func ask(_ journal: Journal) throws {
        if let ask { try put(.answer, question, to: ask, journal) }
        if let weigh { try put(.explanation, weighing, to: weigh, journal) }
    }

    private func put(
        _ subject: AskedQuestion.Subject, _ file: String?, to url: String, _ journal: Journal
    ) throws {
        let file = file ?? subject.template
        guard let text = try ScorerFactory.template(file) else {
            throw Failure(
                "There is no question \(file): name a file that can be read.",
                status: ExitStatus.badUsage)
        }
        let question = try failing(ExitStatus.badUsage) {
            try AskedQuestion(subject, template: text)
        }
        let options = try failing { try ServerOptions.parse(["--server", url]) }
        guard let server = try options.ready(keyVariable: "PROBSCOPE_JUDGE_API_KEY").first else {
            return
        }
        let run = try failing { try RecordedRun.snapshot(of: journal) }
        let kept = AskedFile(journal.askedPath)
        try ProgressLine.during("Asking about answers") { line in
            let memory = try failing {
                try waiting {
                    let asker = AnswerAsker(try await ServerEntailment(server), question)
                    return try await asker.ask(about: run, keepingIn: kept, progress: line.show)
                }
            }
            if subject == .explanation { try Self.checkWeights(memory.back(run)) }
        }
    }

    /// Weights that nobody gave are no posterior.
    private static func checkWeights(_ back: AskedBack) throws(Failure) {
        let masses = back.masses
        guard masses.asked > 0 else {
            throw Failure(
                "No answer has an explanation before it: run --explain-first N samples such answers."
            )
        }
        guard masses.refused < masses.asked else {
            throw Failure(
                "Of no explanation \(back.model) says whether the question entails it: yes and no have "
                    + "\(Figure.number(masses.mean)) of the probability on average, and a reply needs "
                    + "\(Figure.number(AskedBack.leastMass)). Another model or question may do better."
            )
        }
        guard masses.refused > 0 else { return }
        StandardStreams.message(
            "Warning: of \(masses.refused) of \(masses.asked) draws the reply is neither yes nor no: they do "
                + "not count in the posterior.")
    }
}

extension Journal {
    /// What the model itself said of every draw, and what one replied when the answers were put back.
    ///
    /// - Parameter run: the run as it is; without it, it is read where that is needed.
    func probabilities(
        of run: Snapshot? = nil, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> OwnProbabilities {
        var own = try ownProbabilities(progress: progress)
        let memories = try AskedFile(askedPath).read()
        guard !memories.isEmpty else { return own }
        let run = try run ?? RecordedRun.snapshot(of: self)
        own.asked = memories.last { $0.subject == .answer }?.back(run)
        own.entailed = memories.last { $0.subject == .explanation }?.back(run)
        return own
    }
}
