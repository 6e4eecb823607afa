import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// What Compare says of two runs, at every size: whole figures, of how many draws, and how they are
/// sorted.
@Suite struct CompareTests {
    /// Runs of the same prompts, of which the second leaks less and has fewer draws.
    static let pair: ExplorerModel = {
        let few = Fixture.make(name: "few", seed: 4, draws: 60, leakage: 0, prompts: 6)
        let many = Fixture.make(name: "many", seed: 1, draws: 100, leakage: 1, prompts: 6)
        var model = ExplorerModel(snapshot: many)
        _ = model.update(.others([few]))
        model.go(to: .compare)
        model.refresh()
        return model
    }()

    /// The marked prompts of one run, with different numbers of draws.
    static let marked: ExplorerModel = {
        var model = Fixture.alone
        model.context.list.marks = ["a00-genre", "a01-teacher", "a03-award"].reduce(into: []) {
            $0.insert(PromptID($1))
        }
        model.go(to: .compare)
        model.refresh()
        return model
    }()

    private func lines(
        _ keys: String = "", width: Int, height: Int, _ model: ExplorerModel = pair
    ) throws -> [String] {
        var model = model
        try ModelTests.press(keys, &model)
        _ = model.update(.resize(width: width, height: height))
        return PlainTextWriter.text(model.render()).split(separator: "\n").map(String.init)
    }

    private func text(
        _ keys: String = "", width: Int = 80, height: Int = 24, _ model: ExplorerModel = pair
    ) throws -> String {
        try lines(keys, width: width, height: height, model).joined(separator: "\n")
    }

    // MARK: - Figure

    @Test(arguments: ["", "v"])
    func figuresAreWholeOrNotThereAtEveryWidth(keys: String) throws {
        for var model in [Self.pair, Self.marked] {
            try ModelTests.press(keys, &model)
            for width in Array(24...64) + Array(stride(from: 65, through: 200, by: 3)) {
                for height in [6, 24] {
                    let lines = try lines(width: width, height: height, model).dropFirst(2)
                        .dropLast()
                    for whole in lines {
                        // What is believed has three decimals, and its prior one.
                        let line = whole.split(separator: "P(A > B)").first ?? ""
                        #expect(
                            line.count == whole.count || whole.contains("(credible, prior Beta("))
                        let isWhole = line.count { $0 == "[" } == line.count { $0 == "]" }
                        #expect(isWhole, "\(width): \(line)")
                        for word in line.split(whereSeparator: { " [],█│".contains($0) })
                        where word.contains(".") && !Self.isWhole(word) {
                            Issue.record("\(width): \(word) in \(line)")
                        }
                    }
                }
            }
        }
    }

    /// Whether a word is no number, or one with all of its decimals.
    private static func isWhole(_ word: Substring) -> Bool {
        guard let first = word.first, "+-0123456789".contains(first), !word.contains("..") else {
            return true
        }
        let decimals = word.drop { $0 != "." }.dropFirst()
        if word.contains("e") { return Double(String(word)) != nil && word.last != "e" }
        // The ticks of an axis have one decimal, a difference in a row three, all else four.
        let isSigned = first == "+" || first == "-"
        return decimals.count == 4 || decimals.count == (isSigned ? 3 : 1)
    }

    @Test(arguments: [
        (24, 6), (30, 8), (33, 24), (40, 12), (48, 12), (60, 20), (80, 8), (80, 10), (80, 24),
        (100, 12), (100, 30), (120, 40),
    ])
    func everySizeSaysOfHowManyDrawsAndWhatTheLimitsHoldFor(width: Int, height: Int) throws {
        for (model, column) in [(Self.pair, " pairs "), (Self.marked, " n ")] {
            let text = try text(width: width, height: height, model)
            #expect(text.contains("99 %") && text.contains("any n"), "\(text)")
            #expect(text.contains("n=") || text.contains(column), "\(text)")
        }
    }

    /// Where there is no room for its column, the verdict on the selected prompt stands below.
    @Test(arguments: [(40, 12), (60, 12), (60, 20), (80, 10), (80, 24)])
    func everySizeWithAFootSaysTheVerdict(width: Int, height: Int) throws {
        let verdicts = Set(try #require(Self.pair.compare.table).rows.compactMap(\.verdict))
        #expect(verdicts.contains(.firstLeaksMore) && verdicts.contains(.undecided))
        for (keys, words) in [
            ("", ["A leaks more", "no difference"]), ("s", ["greedy answer"]),
        ] {
            for steps in 0..<6 {
                let text = try text(
                    keys + String(repeating: "j", count: steps), width: width, height: height)
                #expect(words.contains { text.contains($0) }, "\(text)")
            }
        }
    }

    /// Beside the draws the decoding differs: said once, and with what it is where there is room.
    @Test func whatDiffersIsSaidOnceAtEachWidth() throws {
        var model = Self.pair
        var other = Fixture.make(name: "few", seed: 4, draws: 60, leakage: 0, prompts: 6)
        other.facts.decoding = "pure T=0.2, 24 tokens"
        _ = model.update(.others([other]))
        for width in 40...120 {
            let text = try text(width: width, height: 24, model)
            #expect(!text.contains("differ: decoding differ"), "\(text)")
            #expect(text.contains("decoding"), "\(text)")
            if width >= 80 { #expect(text.contains("pure T=0.2, 24 tokens"), "\(text)") }
        }
        #expect(try text(width: 60, height: 12, model).contains("decoding"))
    }

    /// In the table with three decimals, in the foot with four.
    @Test func theLimitsThatAreReadContainTheLimitsThatAreProven() throws {
        let comparison = try #require(Self.pair.compare.table)
        for row in comparison.rows {
            let bound = try #require(row.difference?.bound)
            for places in [3, 4] {
                let limits = Figure.signedInterval(bound, places: places).string
                    .split(whereSeparator: { "[], ".contains($0) }).compactMap { Double($0) }
                #expect(limits.count == 2)
                #expect(limits[0] <= bound.lower && limits[1] >= bound.upper, "\(bound)")
            }
        }
    }

    @Test func thePairsStandBesideTheMeansThatSpeakOfThem() throws {
        let lines = try lines(width: 80, height: 24)
        #expect(lines[2].contains("mean A mean B pairs  A - B 99 % together"), "\(lines)")
        #expect(lines[3].contains("    60  "), "\(lines)")
        #expect(try text(width: 80, height: 10).contains("n=60 pairs · 99 % two-sided"))
        let marked = try self.lines(width: 60, height: 12, Self.marked)
        #expect(marked[2].contains("upper     n"), "\(marked)")
    }

    @Test func lostDrawsAreSaidWithTheNumberOfDraws() throws {
        var run = Fixture.snapshot
        let position = try #require(run.prompts.firstIndex { $0.lost > 0 })
        run.prompts = [run.prompts[position]]
        run.greedyScores = [run.greedyScores[position]]
        let (draws, lost) = (run.prompts[0].drawCount, run.prompts[0].lost)
        var model = ExplorerModel(snapshot: run)
        _ = model.update(.others([run]))
        let n = "n=\(draws), \(lost) lost"
        let compared = try text("6", width: 100, model)
        #expect(compared.split(separator: n).count == 3, "A and B: \(compared)")
        #expect(try text("2s", width: 100, height: 40, model).contains(n))
    }

    // MARK: - Order

    @Test func compareIsSortedByItsOwnColumns() throws {
        var model = Self.pair
        let order = model.compare.ids
        var seen: [CompareSort.Column] = []
        for _ in CompareSort.Column.allCases {
            seen.append(model.compare.sort.column)
            try ModelTests.press("o", &model)
        }
        #expect(seen == CompareSort.Column.allCases && model.compare.sort == CompareSort())
        #expect(model.compare.ids == order && model.context.list.sort == PromptSort())
        func differences() -> [Double] {
            model.compare.ids.compactMap { id in
                model.compare.table?.rows.first { $0.id == id }?.difference?.bound.estimate
            }
        }
        try ModelTests.press(":sort difference<Enter>", &model)
        #expect(differences() == differences().sorted(by: >) && differences().count == 6)
        let shown = try text(width: 120, model)
        #expect(shown.contains("by difference") && shown.contains("↓A - B 99 %"), "\(shown)")
        try ModelTests.press("O", &model)
        #expect(differences() == differences().sorted())
        let turned = try text(width: 120, model)
        #expect(turned.contains("by difference reversed") && turned.contains("↑A - B"))
        for (column, heading) in [
            ("id", "id↓"), ("mean-a", "↓mean A"), ("mean-b", "↓mean B"), ("verdict", "verdict↓"),
        ] {
            let text = try text(":sort \(column)<Enter>", width: 120, model)
            #expect(text.contains(heading), "\(text)")
        }
        #expect(model.context.list.sort == PromptSort())
        // What is opened is what is shown as selected.
        #expect(model.compare.ids.contains(try #require(model.prompt)))
        let proven = try text(":sort verdict<Enter>g", width: 120, height: 12, model)
        #expect(proven.split(separator: "\n")[3].contains("A leaks more"), "\(proven)")
    }

    @Test func markedPromptsOfOneRunAreSortedByWhatTheyHave() throws {
        var model = Self.marked
        try ModelTests.press("oo", &model)
        #expect(model.compare.sort.column == .first)
        try ModelTests.press("o", &model)
        #expect(model.compare.sort.column == .run)
        try ModelTests.press(":sort difference<Enter>", &model)
        #expect(model.compare.sort.column == .run && model.context.messages.status?.isError == true)
    }

    // MARK: - Words

    @Test func theTitleSaysTheFilterTheSearchAndWhatIsInOneRunOnly() throws {
        let filtered = try lines("&award<Enter>", width: 80, height: 24)
        #expect(filtered[1].contains("1 of 6 prompts with award"), "\(filtered)")
        let search = try lines("/a00-<Enter>n", width: 80, height: 24)
        #expect(search[1].contains("hit 2/6"), "\(search)")
        let less = Fixture.make(name: "less", seed: 4, draws: 20, leakage: 0, prompts: 4)
        var model = ExplorerModel(
            snapshot: Fixture.make(name: "more", seed: 4, draws: 20, prompts: 6))
        _ = model.update(.others([less]))
        let unmatched = try lines("6", width: 80, height: 24, model)
        #expect(unmatched[1].contains("4 prompts · 2 prompts in one run only"), "\(unmatched)")
    }

    @Test func aRunWithoutTheScorerSaysSo() throws {
        var model = Self.pair
        var other = try #require(model.context.comparison)
        other.facts.scorers.removeLast()
        _ = model.update(.others([other]))
        try ModelTests.press("6v", &model)
        let sentence = "B has no scores by rouge-l-recall; :scorer keyword, or probscope score"
        for height in [12, 24, 40] {
            #expect(try text(width: 80, height: height, model).contains(sentence))
        }
        #expect(
            try text(width: 40, height: 12, model).contains("B has no scores by rouge-l-recall"))
        #expect(try !text("v", width: 80, height: 24, model).contains("has no scores"))
    }

    @Test func onlyScoresOfZeroAndOneLeak() throws {
        let binary = try text(":sort verdict<Enter>g", width: 120)
        #expect(binary.contains("A leaks more than B") && !binary.contains("scores higher"))
        let graded = try text("v:sort verdict<Enter>g", width: 120)
        #expect(graded.contains("A scores higher than B") && !graded.contains("leaks more"))
        #expect(graded.split(separator: "\n")[3].contains("A scores higher"), "\(graded)")
    }

    @Test(arguments: [24, 40, 80, 120])
    func drawsThatDriftedAreNotShownWithPlainLimits(width: Int) throws {
        var drifted = TourFixture.run("drifted", draws: 0, every: 0)
        let prompt = drifted.prompts[0].prompt
        for index in 0..<900 {
            let leaks = index >= 450
            drifted.prompts[0].add(
                Draw(
                    prompt: prompt.id, index: index, seed: 1,
                    outcome: .completed(
                        Answer(text: leaks ? "secret" : "no", stop: .endOfText, tokenCount: 1))),
                scores: [leaks ? 1 : 0])
        }
        let steady = TourFixture.run("steady", draws: 900, every: 3)
        for (first, second, name) in [(drifted, steady, "A"), (steady, drifted, "B")] {
            var model = ExplorerModel(snapshot: first)
            _ = model.update(.others([second]))
            var effects = model.update(.key(.character("6")))
            for _ in 0..<200 where effects.contains(.refine) { effects = model.update(.refine) }
            let lines = try lines(width: width, height: 24, model)
            #expect(lines[3].contains("DRIFT"), "\(lines)")
            #expect(lines.dropFirst(6).contains { $0.contains("DRIFT at n=") }, "\(lines)")
            if width > 40 {
                #expect(lines.contains { $0.contains("of \(name) contradict each") })
            }
            #expect(!lines[4].contains("DRIFT"))
        }
    }

    // MARK: - Histograms

    @Test func anOutlineThatCrossesABarLeavesItsFill() {
        var frame = Frame(width: 20, height: 8)
        let glyphs = Glyphs(.block)
        Plot.overlaidHistogram(
            &frame, in: Rect(x: 0, y: 0, width: 20, height: 8), bars: [10, 90],
            outline: [70, 30], glyphs: glyphs, barStyle: .role(.barSampled),
            outlineStyle: Style(.bar, .bold))
        let row = (0..<8).first { frame[15, $0].text == "─" }
        #expect(row != nil && frame[15, row ?? 0].style == Style(.barSampled, .reverse))
        #expect(frame[15, 7].text == "█" && frame[5, 2].style == Style(.bar, .bold))
    }

    // MARK: - Prompts of one run alone

    /// A run with a prompt more, whose draws contradict each other.
    private static func stray() -> ExplorerModel {
        var other = Fixture.make(name: "few", seed: 4, draws: 60, leakage: 0, prompts: 6)
        var prompt = PromptEvidence(
            prompt: Prompt(id: PromptID("stray"), text: "?"), scorerCount: 2)
        for draw in 0..<200 {
            let answer = Answer(text: "\(draw % 7)", stop: .endOfText, tokenCount: 1)
            prompt.add(
                Draw(
                    prompt: prompt.prompt.id, index: draw, seed: UInt32(draw),
                    outcome: .completed(answer)), scores: [draw < 60 ? 1 : 0, 0.5])
        }
        other.prompts.append(prompt)
        other.greedyScores.append([0, 0])
        var model = ExplorerModel(
            snapshot: Fixture.make(name: "many", seed: 1, draws: 100, leakage: 1, prompts: 6))
        _ = model.update(.others([other]))
        model.go(to: .compare)
        while model.update(.refine).contains(.refine) {}
        return model
    }

    /// Nothing is decided of the set, whichever prompt is selected and wherever there is room.
    @Test(arguments: [(40, 12), (60, 12), (60, 20), (80, 10), (80, 24), (120, 40)])
    func aPromptOfOneRunAloneThatDriftsIsSaid(width: Int, height: Int) throws {
        let model = Self.stray()
        for keys in ["", "jj"] {
            let text = try text(keys, width: width, height: height, model)
            #expect(text.contains("DRIFT at n="), "\(text)")
            #expect(!text.contains("P(A > B)"), "\(text)")
            if width >= 80, height >= 24 {
                #expect(text.contains("stray, in B only: DRIFT at n="), "\(text)")
                #expect(text.contains("no verdict on the set"), "\(text)")
            }
        }
        #expect(model.context.compared.pairs.isVoid)
    }
}
