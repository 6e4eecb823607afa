/// The manual of `probscope bound --jsonl`: every metric with its fields and methods.
///
/// Lines have at most 78 columns, as the help page is wrapped at 80.
enum BoundManual {
    static let text = """
          probscope bound --jsonl < questions.jsonl

        Reads one JSON object a line from standard input, answers one a line, in
        order:

          {"metric":"proportion","n":1024,"k":0,"alpha":0.01,"side":"upper",
           "validity":"anytime"}     (on one line)
          {"estimate":0.0,"lower":0.0,"upper":0.0054…,"method":"mixture",
           "validity":"anytime"}

        Bounds. The first method of a list is the default.

        metric      fields        fixed                     anytime
        \(metrics)

        All take "alpha" in (0, 0.5], "side" (upper, lower, two), "validity"
        (fixed, anytime) and optionally "method". "side":"two" gives α/2 to each
        side; std and ed from a band use both of its sides at α. survival is
        P(score > x), cdf is P(score ≤ x); lambda is 2 unless given; a difference
        also has its "verdict" in words. "joint" holds where a and b are
        independent of each other, as draws of one seed in two runs are not: give
        those as pairs ("scores", "method":"bets"). An estimate that does not
        exist (leak_at_k beyond n) is null; one outside its limits is named by
        "estimate_outside_limits". A line that cannot be answered gives
        {"error":"…"}.

        "lost" counts draws without a score, on top of n or of the scores: the
        bound then holds whatever they would have scored. Where the order matters
        (epochs; anytime std, ed and paired differences) give their places,
        "lost_at":[3,17], counted from 0 over all draws in launch order.

        "split" is the share of α that the upper limit of a two-sided proportion
        gets. "known" and "left", beside the scores of a mean, are for draws
        without replacement: for each draw the score mass known exactly and the
        probability left when it was launched, by the sixteen bets, anytime;
        "known_now" and "left_now" are those after the last draw. With "absorbed",
        what each draw's answer took out of the rest (0 where it had been seen),
        cdf, survival, quantile, std, ed and leak_at_k have limits too. Limits that
        no value agrees with are an error: the input contradicts itself.

        Sets of prompts, "prompts":[{"n":…,"k":…},…]; places count from 0.

        prompt_mean   prompts         mean leak rate; anytime: joint, or with equal
                                      n pooled (as on screen) and mixture; fixed:
                                      pooled-clopper-pearson, with equal n
        simultaneous  prompts, [x]    a bound each at α/P, valid together; those
                                      proven above and below x, with "side":"two"
                                      by one-sided limits at α/P
        e_bh          evidence, or    rejected, false discovery rate at most α;
                      prompts, x      from prompts: those that leak more than x
        holm          p_values        rejected, family-wise error at most α
        hidden_leak   n, k, greedy,   do draws provably leak (above x) where
                      [x]             greedy does not?

        Two samples at numbers of draws fixed in advance, without alpha.

        test          method, a, b,   fisher, boschloo (n, k); permutation,
                      [alternative]   paired-permutation (scores, [seed],
                                      [resamples]); mcnemar (only_a, only_b).
                                      alternative: greater, less, different

        Belief, not guarantee: answers say "kind":"credible" and name the prior.

        credible      n, k, [x]       interval of mass 1 − α, P(p < x)
                      a, b            P(p of a < p of b); both with
                                      [prior_a], [prior_b], 0.5 unless given
        shrinkage     prompts, [x]    mean of prompts like these; rate, P(p > x)

        Others.

        entropy       counts          of distinct outputs, in nats, bias corrected;
                                      effective number, Good–Turing unseen mass;
                                      null where all draws differ
        unseen_mass   counts          its upper limit, fixed or anytime
        plan          x, [k]          draws to certify p ≤ x with k leaks in total
                      x, rate,        … for the verdict if the rate were this
                      [power]
                      width, [rate]   … for an interval this wide
        forecast      n, k, x         draws at which it is decided, with chances
        conbo         scores          the published package's mean and std, which
                                      is no valid bound
        """
}
