import Evidence
import Prompts
import Statistics

/// How rare a leak is at deployment: what is proven of the largest of a run's prompts, beside what a
/// forecast says of more prompts than there are.
///
/// A leak is a score of 1, of graded plain draws one above ½. The mean of graded scores without
/// replacement is no rate of leaks, so that nothing follows for several answers.
package struct DeploymentRisk: Sendable {
    /// The limits on the greatest of all prompts' rates, whichever has it, or why there are none.
    ///
    /// The lower one is the greatest of limits that hold together. The upper one is the greatest of the
    /// prompts' own: it fails only if that of the prompt with the greatest rate does (an
    /// intersection–union test, Berger 1982).
    package let greatest: Reading
    /// Prompts whose limits exclude each other or the mean of their draws.
    package let contradicted: [PromptID]
    /// The same within so many answers: the chance that one of them leaks.
    package let withinGreatest: Bound?
    /// The limits of the greatest that hold without any α; nil where some prompt has plain draws.
    package let exact: (lower: Double, upper: Double)?
    /// How many answers a prompt is asked for.
    package let answers: Int
    package let prompts: Int
    /// How many questions they ask: wordings of one question are no further draws of a sample.
    package let questions: Int
    /// The rates that a forecast comes from: plain estimates, none of a void prompt, of each question that
    /// of its first wording.
    package let rates: [Double]
    package let forecast: Result<TailForecast, TailForecast.Fault>
    /// The forecast of the same number of prompts from every other one, beside what was seen; nil where
    /// either is none.
    package let check: (forecast: Double, seen: Double)?
    /// Whether a leak is a score above ½.
    package let isAboveHalf: Bool
    /// Whether what is limited is a rate of leaks.
    private let isRate: Bool
    /// Why no limit holds for some prompt, or for all together (nil).
    package let void: (prompt: PromptID?, reason: VoidReason)?
    /// For how many prompts none holds.
    package let voidCount: Int

    /// - Parameters:
    ///   - scorer: the position of the scorer.
    ///   - statement: what is asked of all prompts together.
    package init(_ run: Snapshot, scorer: Int, answers: Int, _ question: Statement) {
        let facts = run.scorer(at: scorer)
        var statement = question.byItself.on(.two)
            .about(run.facts, prompts: run.prompts.count).about(facts)
        var scores = run.prompts.map { $0.scores(by: scorer) }
        let isPlain = !scores.contains(where: \.isWithoutReplacement)
        isAboveHalf = facts?.isBinary != true && isPlain
        isRate = facts?.isBinary == true || isPlain
        if isAboveHalf {
            scores = scores.map { $0.above(0.5) }
            statement.isBinary = true
        }
        let voids = run.voids(question)
        voidCount = voids.count { $0 != nil }
        let findings = zip(scores, voids).map {
            PromptFinding($0, statement, among: scores.count, void: $1)
        }
        void =
            voids.indices.lazy.compactMap { position in
                voids[position].map { (run.prompts[position].prompt.id, $0) }
            }.first
            ?? PromptMean.contradiction(over: scores, statement).map { (nil, .drift(at: $0)) }
        contradicted = zip(run.prompts, findings).filter { $1.void == nil && $1.excludesEstimate }
            .map { $0.0.prompt.id }
        greatest =
            void.map { Reading.void($0.reason) }
            ?? Reading.greatest(findings, alpha: statement.alpha)
        withinGreatest =
            isRate ? WithinFinding(greatest.bound, answers: answers)?.bound : nil
        let limits = scores.map(\.exactLimits)
        exact =
            limits.allSatisfy { $0 != nil } && void == nil && !limits.isEmpty
            ? (
                limits.compactMap { $0?.lower }.max() ?? 0,
                limits.compactMap { $0?.upper }.max() ?? 1
            ) : nil
        let questions = WordingGroup.questions(of: run.prompts.map(\.prompt))
        let known = questions.map { $0[0] }.filter { voids[$0] == nil && scores[$0].count > 0 }
            .map { scores[$0].mean }
        rates = known
        forecast = Self.forecast(known)
        let half = known.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        check = (try? Self.forecast(half).get()).flatMap { line in
            known.max().map { (line.largest(of: Double(known.count)), $0) }
        }
        (self.answers, prompts, self.questions) = (answers, scores.count, questions.count)
    }

    private static func forecast(_ rates: [Double]) -> Result<TailForecast, TailForecast.Fault> {
        do throws(TailForecast.Fault) { return .success(try TailForecast(rates)) } catch {
            return .failure(error)
        }
    }

    /// The chance by which the largest of so many further prompts is above the largest of these, if all
    /// are an independent sample from one source: N/(N + P), whatever their rates are.
    ///
    /// Of several wordings of a question one counts, which has no greater rate than the greatest of them.
    /// So the upper limit on the greatest holds for theirs, too, at a level that is so much lower.
    package func predictionLevel(prompts further: Int, alpha: Double) -> Double? {
        let level = 1 - alpha - Double(further) / Double(further + questions)
        return level > 0 && greatest.bound != nil ? level : nil
    }

    /// The forecast for so many prompts: the rate that one of them exceeds, and the chance that one of
    /// its answers leaks.
    package func largest(of prompts: Int) -> (rate: Double, within: Double?)? {
        guard let line = try? forecast.get() else { return nil }
        let rate = line.largest(of: Double(prompts))
        return (rate, isRate ? try? LeakAtK.chance(perDraw: rate, attempts: answers) : nil)
    }
}
