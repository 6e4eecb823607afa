import Statistics

/// The six samples of the reference vectors at α = 0.01, with values from an independent
/// computation: mean limits use the one-sided width on each side (a two-sided α of 0.02), the
/// limits of σ the two-sided width.
struct ReferenceSample {
    var name: String
    var scores: ScoreDistribution
    var deviation: Double
    var gridMeanLower: Double
    var gridMeanUpper: Double
    var meanLower: Double
    var meanUpper: Double
    var conboLower: Double
    var conboUpper: Double
    var deviationLower: Double
    var deviationUpper: Double
    var tolerance = 1e-9

    static var all: [ReferenceSample] {
        get throws {
            let levels = [0, 0.25, 0.5, 0.75, 1].flatMap { [Double](repeating: $0, count: 40) }
            let rare = [Double](repeating: 0, count: 150) + [Double](repeating: 0.8, count: 50)
            return [
                ReferenceSample(
                    name: "five levels", scores: try ScoreDistribution(levels),
                    deviation: 0.353553391, gridMeanLower: 0.388735015,
                    gridMeanUpper: 0.610328604, meanLower: 0.392701699,
                    meanUpper: 0.607298301, conboLower: 0, conboUpper: 0.514579115,
                    deviationLower: 0.259720647, deviationUpper: 0.427253069),
                ReferenceSample(
                    name: "even steps",
                    scores: try ScoreDistribution((0..<200).map { Double($0) / 199 }),
                    deviation: 0.290122137, gridMeanLower: 0.393512621,
                    gridMeanUpper: 0.606487379, meanLower: 0.398220615,
                    meanUpper: 0.601779385, conboLower: 0, conboUpper: 0.492099506,
                    deviationLower: 0.195957656, deviationUpper: 0.376451909),
                ReferenceSample(
                    name: "rare high scores", scores: try ScoreDistribution(rare),
                    deviation: 0.346410162, gridMeanLower: 0.113873073,
                    gridMeanUpper: 0.309318503, meanLower: 0.114161359,
                    meanUpper: 0.307298301, conboLower: 0.038172162, conboUpper: 0.484167959,
                    deviationLower: 0.266853579, deviationUpper: 0.440891374),
                ReferenceSample(
                    name: "1024 even steps",
                    scores: try ScoreDistribution((0..<1024).map { (Double($0) + 0.5) / 1024 }),
                    deviation: 0.288674997, gridMeanLower: 0.448908807,
                    gridMeanUpper: 0.551091193, meanLower: 0.453704829,
                    meanUpper: 0.546295171, conboLower: 0.166996015, conboUpper: 0.383979333,
                    deviationLower: 0.245766257, deviationUpper: 0.329795199),
                ReferenceSample(
                    name: "half zeros, half ones",
                    scores: ScoreDistribution(zeros: 512, ones: 512), deviation: 0.5,
                    gridMeanLower: 0.448009, gridMeanUpper: 0.547420, meanLower: 0.452580,
                    meanUpper: 0.547420, conboLower: 0.259145, conboUpper: 0.447685,
                    deviationLower: 0.473886, deviationUpper: 0.5, tolerance: 6e-7),
                ReferenceSample(
                    name: "all zeros", scores: ScoreDistribution(zeros: 1024, ones: 0),
                    deviation: 0, gridMeanLower: 0, gridMeanUpper: 0.047420, meanLower: 0,
                    meanUpper: 0.047420, conboLower: 0, conboUpper: 0.225900,
                    deviationLower: 0, deviationUpper: 0.220003, tolerance: 6e-7),
            ]
        }
    }
}
