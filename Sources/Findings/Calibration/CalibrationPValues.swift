import Statistics

/// The tests of whether the model is calibrated, for questions that are an independent sample with their
/// references.
struct CalibrationPValues {
    private(set) var entries: [CalibrationEntry] = []
    /// What is not tested, and why.
    private(set) var remarks: [String] = []

    /// - Parameters:
    ///   - questions: which prompts ask the same: their references are one, so that they are one unit.
    ///   - isComplete: whether every prompt has just the planned number of draws. How many it has may
    ///     else have been decided by what they were, and then their mean is not 0 on average.
    ///   - isImported: whether what stands first may not be the draw that was made first.
    ///   - isStated: whether the outcomes are the truth. A judge's errors alone make a calibrated model
    ///     look as if it were not.
    init(
        _ prompts: [PromptForecasts], questions: [[Int]], isComplete: Bool, isStated: Bool,
        isImported: Bool
    ) {
        let groups = questions.compactMap { question in
            try? ForecastGroup(question.flatMap { prompts[$0].inOrder })
        }
        guard groups.count > 1 else { return }
        entries = [
            CalibrationEntry(
                "skce", "kernel calibration error", "squared, unbiased; 0 where calibrated",
                KernelCalibration.unbiased(groups), isSigned: true)
        ]
        guard isStated else {
            remarks.append("No p-value is stated: the judge's errors are no fault of the model.")
            return
        }
        let firsts = questions.map { question in
            prompts[question[0]].forecasts.first.flatMap { $0 }.flatMap { try? ForecastGroup([$0]) }
        }
        // Whether a lost draw was right is not known, and what is lost may depend on it.
        if !firsts.contains(where: { $0 == nil }), isComplete || !isImported {
            entries.append(
                CalibrationEntry(
                    "skce_p", "p, one draw a prompt", "exact at any number of prompts",
                    KernelCalibration.firstDrawPValue(firsts.compactMap { $0 }) ?? .nan, .pValue,
                    units: firsts.count))
        } else {
            remarks.append(
                firsts.contains { $0 == nil }
                    ? "No p-value of one draw a prompt: some prompt's first draw is missing, and what is "
                        + "lost may depend on whether it was right."
                    : "No p-value of one draw a prompt: a file without the planned number of draws may lack "
                        + "the first ones.")
        }
        if isComplete, !prompts.contains(where: { $0.missing > 0 }) {
            entries.append(
                CalibrationEntry(
                    "martingale_p", "p, all draws", "a martingale: also while prompts are added",
                    CalibrationMartingale(groups).pValue, .pValue, units: groups.count))
        } else {
            remarks.append(
                "No p-value of all draws: draws are missing, or some prompt has another number of them "
                    + "than was planned, which may depend on whether they were right.")
        }
    }
}
