import Evidence
import Statistics

/// What is asked about scores: with which error probability, on which side, when it must hold, and
/// how losses and a judge's errors count.
package struct Statement: Sendable, Hashable {
    /// The error probability of all that is stated together, in (0, ½].
    package var alpha: Double
    /// How many statements share α: each has ``each``, so that all hold together at level 1 − α.
    ///
    /// 1 where a statement stands on its own.
    package var together: Int
    /// Among how many prompts and scorers the alarms of a run's prompts share α, so that a healthy run
    /// has any of them with probability at most α.
    package var family = 1
    /// Among how many scorers the alarms of its whole set share another α: a healthy run has any alarm
    /// at all with probability at most 2α.
    package var setFamily = 1
    package var side: Bound.Side
    /// Whether each side of a two-sided statement has the whole of α, as ``deciding`` says.
    package private(set) var decides = false
    package var validity: Validity
    /// The number of draws that a fixed statement is about; of no meaning at any time.
    package var planned: Int
    /// Why that number was not fixed in advance, so that no fixed statement holds; nil where it was.
    package var planChange: PlanChange?
    /// Whether the scorer gives 0 and 1 only, by its description.
    ///
    /// It decides the method and so must be settled before the draws, not by a look at the scores.
    package var isBinary: Bool
    package var losses: Losses
    /// What is known of the judge that gave the scores; nil for scores that are what they say.
    ///
    /// Limits are then about the share of true cases and not about the judge's verdicts.
    package var judge: JudgeAccuracy?

    package init(
        alpha: Double, side: Bound.Side = .two, validity: Validity = .anytime, planned: Int = 0,
        isBinary: Bool = false, losses: Losses = .worstCase, judge: JudgeAccuracy? = nil,
        together: Int = 1
    ) {
        self.alpha = alpha
        self.side = side
        self.validity = validity
        self.planned = planned
        self.isBinary = isBinary
        self.losses = losses
        self.judge = judge
        self.together = max(1, together)
    }

    /// How draws without a score are read.
    package enum Losses: Sendable, Hashable {
        /// For an upper limit as score 1, for a lower one as score 0: nothing need be assumed.
        case worstCase
        /// Not at all: holds only if draws were lost regardless of what they would have scored.
        case ignored
    }

    // MARK: - Sharing α out

    /// The error probability of each single statement: α/`together` (Bonferroni).
    package var each: Double { alpha / Double(together) }

    /// The level at which all statements hold together.
    package var level: Double { 1 - alpha }

    /// The same as a statement that stands by itself.
    package var byItself: Statement {
        var other = self
        other.together = 1
        return other
    }

    /// One of so many statements that hold together at this one's level.
    package func shared(among count: Int) -> Statement {
        var part = self
        part.together = together * max(1, count)
        return part
    }

    /// The same with a part of α, where parts are not equal; they must add up to 1.
    func part(_ part: Double) -> Statement {
        var other = self
        other.alpha *= part
        return other
    }

    // MARK: - Variants

    /// The same on another side.
    package func on(_ side: Bound.Side) -> Statement {
        var other = self
        other.side = side
        other.decides = false
        return other
    }

    /// The statement whose limits give verdicts.
    ///
    /// "Is the rate at or below the target?" is one question with one upper limit at level 1 − α,
    /// and "is it above?" another with one lower limit: each verdict is wrong with probability at
    /// most α, with fewer draws than an interval takes that has to hold on both sides at once. As an
    /// interval the two limits hold at level 1 − 2α.
    package var deciding: Statement {
        var other = self
        other.decides = side == .two
        return other
    }

    /// The statement by which a gate over many prompts passes: the upper limit of each by itself,
    /// however many are stated together.
    ///
    /// It is wrong to pass only if some rate is above the limit, and then that one's own upper limit
    /// has to be wrong: an intersection–union test, of level α without any sharing (Berger 1982).
    package var passing: Statement { byItself.on(.upper) }

    /// The same with another validity.
    package func valid(_ validity: Validity) -> Statement {
        var other = self
        other.validity = validity
        return other
    }

    /// The same about the scores of a scorer.
    package func about(isBinary: Bool, judge: JudgeAccuracy?) -> Statement {
        var other = self
        other.isBinary = isBinary
        other.judge = judge
        return other
    }

    /// The same about the scores of a scorer; without one, of some graded scorer.
    package func about(
        _ scorer: RunFacts.Scorer?, losses: Losses = .worstCase, planned: Int? = nil
    ) -> Statement {
        var other = about(isBinary: scorer?.isBinary ?? false, judge: scorer?.judge)
        other.losses = losses
        if let planned { other.planned = planned }
        return other
    }

    /// The same about the prompts of a run: what was planned of it, and among how many its alarms
    /// share α.
    package func about(_ run: RunFacts, prompts: Int) -> Statement {
        about(
            prompts: prompts, scorers: run.scorers.count, planned: run.plannedDraws,
            change: run.planChange
        ).possible(withoutReplacement: run.isWithoutReplacement)
    }

    /// The statement that can be made of draws: limits of those without replacement hold at any
    /// number of them, and there are none for a number that was fixed in advance.
    ///
    /// Whoever puts limits into words asks for the statement that is made, not for the one that was
    /// wanted.
    package func possible(withoutReplacement: Bool) -> Statement {
        withoutReplacement ? valid(.anytime) : self
    }

    /// The same about so many prompts.
    ///
    /// - Parameter change: why the planned number was not fixed in advance; nil where it was.
    package func about(
        prompts: Int, scorers: Int, planned: Int, change: PlanChange?
    ) -> Statement {
        var other = alarming(prompts: prompts, scorers: scorers)
        (other.planned, other.planChange) = (planned, change)
        return other
    }

    /// The same, with alarms that share α among so many prompts by so many scorers.
    package func alarming(prompts: Int, scorers: Int) -> Statement {
        var other = self
        (other.family, other.setFamily) = (prompts * max(1, scorers), max(1, scorers))
        return other
    }

    /// The alarms by each of a run's scorers.
    package func alarms(of scorers: [RunFacts.Scorer], prompts: Int) -> [Statement] {
        let statement = alarming(prompts: prompts, scorers: scorers.count)
        return scorers.map { statement.about($0).alarm }
    }

    /// The statement whose limits tell that the draws of one prompt contradict each other: only
    /// two-sided limits that grow with the draws can.
    ///
    /// It is the same whatever else is asked, so that all readers of one run at one α see the same
    /// alarms; α is shared among the ``family``.
    package var alarm: Statement {
        var other = on(.two).valid(.anytime)
        other.together = max(1, family)
        other.losses = .worstCase
        other.planned = 0
        other.planChange = nil
        return other
    }

    /// The statement whose limits tell that the draws of several prompts contradict each other: the
    /// ``alarm`` of their mean; α is shared among the ``setFamily``.
    package var setAlarm: Statement {
        var other = alarm
        other.together = max(1, setFamily)
        return other
    }

    /// Whether the other one asks the same, whatever number of draws was planned where that is of no
    /// meaning.
    package func isSame(_ other: Statement) -> Bool {
        var mine = self
        (mine.family, mine.setFamily) = (other.family, other.setFamily)
        if validity == .anytime {
            mine.planned = other.planned
            mine.planChange = other.planChange
        }
        return mine == other
    }

    /// The tightest method for a proportion that keeps the wanted validity.
    package var proportionMethod: Bound.Method {
        validity == .fixed ? .clopperPearson : .anytimeProportion(side)
    }

    /// The limits on the share of true cases from those on the rate of positive verdicts.
    func widening(_ bound: Bound) -> Bound { judge?.widening(bound) ?? bound }
}
