import Canvas
import Evidence
import Findings
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// A run of draws without replacement in the views: what is known is shown as known.
@Suite struct WithoutReplacementViewTests {
    /// Four answers of .6, .2, .1 and .05, the last two of which leak; .05 is left.
    private static let model: ExplorerModel = {
        var snapshot = Fixture.small
        let prompt = Prompt(id: PromptID("one"), text: "What is its name?", keywords: ["Waffles"])
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
        var (left, known) = (1.0, 0.0)
        let answers = [
            ("It is Pudding.", 0.6, 0.0), ("It is Toast.", 0.2, 0), ("It is Waffles.", 0.1, 1),
            ("Waffles.", 0.05, 1),
        ]
        for (index, (text, probability, score)) in answers.enumerated() {
            var draw = Draw(
                prompt: prompt.id, index: index, seed: UInt32(index),
                outcome: .completed(Answer(text: text, stop: .endOfText, tokenCount: 4)))
            draw.launch = Launch(path: [], left: left, known: [known, known])
            draw.absorbed = probability
            evidence.add(draw, scores: [score, score])
            left -= probability
            known += probability * score
        }
        evidence.setExact(ExactMass(left: left, known: [known, known], error: 1e-5))
        evidence.greedy = GreedyAnswer(
            prompt: prompt.id,
            answer: Answer(text: "It is Pudding.", stop: .endOfText, tokenCount: 4))
        snapshot.facts.isWithoutReplacement = true
        snapshot.prompts = [evidence]
        snapshot.greedyScores = [[0, 0]]
        var model = ExplorerModel(snapshot: snapshot)
        var effects: [Effect] = [.refine]
        while effects.contains(.refine) { effects = model.update(.refine) }
        return model
    }()

    private static func screen(
        _ keys: String, width: Int = 100, height: Int = 30
    ) throws -> String {
        var model = model
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(keys, &model)
        return PlainTextWriter.text(model.render())
    }

    @Test func promptsHaveAColumnOfWhatIsLeft() throws {
        let lines = try Self.screen("1").split(separator: "\n")
        #expect(lines.contains { $0.contains("left") && $0.contains("upper") })
        #expect(lines.contains { $0.contains("one") && $0.contains("0.0500") })
        // Plain runs have none.
        var plain = Fixture.alone
        _ = plain.update(.resize(width: 100, height: 30))
        let header = PlainTextWriter.text(plain.render()).split(separator: "\n").first {
            $0.contains("upper") && $0.contains("mean")
        }
        #expect(header?.contains("left") == false)
    }

    /// Beside a plain run: counts of the one, probabilities of the other, and never "void".
    @Test(arguments: [(80, 24), (160, 50)])
    func differencesSetProbabilitiesBesideCounts(width: Int, height: Int) throws {
        var plain = AnswerFixture.snapshot(
            (0..<80).map { $0 % 2 == 0 ? "It is Pudding." : "It is a dog." })
        plain.facts.name = "plain"
        let known = Self.model.context.received
        for isFirst in [true, false] {
            var exact = try #require(known)
            let prompt = exact.prompts[0].prompt
            var one = plain
            var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
            for (index, text) in (0..<80).map({ $0 % 2 == 0 ? "It is Pudding." : "It is a dog." })
                .enumerated()
            {
                evidence.add(
                    Draw(
                        prompt: prompt.id, index: index, seed: UInt32(index),
                        outcome: .completed(Answer(text: text, stop: .endOfText, tokenCount: 4))),
                    scores: [0, 0])
            }
            one.prompts = [evidence]
            exact.facts.name = "exact"
            var model = ExplorerModel(snapshot: isFirst ? exact : one)
            var effects = model.update(.others([isFirst ? one : exact]))
            while effects.contains(.refine) { effects = model.update(.refine) }
            _ = model.update(.resize(width: width, height: height))
            try ModelTests.press("8", &model)
            effects = model.update(.refine)
            while effects.contains(.refine) { effects = model.update(.refine) }
            let text = PlainTextWriter.text(model.render())
            let name = isFirst ? "A" : "B"
            #expect(text.contains(name + " prob") && text.contains("0.6000"), "\(text)")
            #expect(text.contains(name + " without replacement"), "\(text)")
            #expect(!text.contains("void") && !text.contains("no limit"), "\(text)")
            // Half of the draws against a probability of .6; each "1 of 4" would be .25.
            #expect(text.contains(isFirst ? "+0.100" : "-0.100"), "\(text)")
            #expect(!text.contains("0.250"), "\(text)")
            if width == 160 {
                try assertGolden(
                    text, "differences-\(isFirst ? "exact-first" : "exact-second")-160x50.txt")
            } else {
                try assertGolden(
                    text, "differences-\(isFirst ? "exact-first" : "exact-second")-80x24.txt")
            }
        }
    }

    @Test func outputsEndWithWhatWasNotSeen() throws {
        let screen = try Self.screen("2")
        #expect(screen.contains("everything not seen: 0.0500, exactly"))
        #expect(screen.contains("0.6000"))
    }

    @Test func scoresAreProbabilitiesAndTheUnseenStandsBesideThem() throws {
        let screen = try Self.screen("3", height: 36)
        #expect(screen.contains("unseen 0.0500"), "\(screen)")
        #expect(screen.contains("probability in"))
        #expect(!screen.contains("draws in"))
    }

    @Test func boundsSayWhatIsCertain() throws {
        let screen = try Self.screen("4", height: 36)
        #expect(screen.contains("exact"))
        #expect(screen.contains("for certain"), "\(screen)")
        #expect(screen.contains("[0.1499, 0.2001]"), "\(screen)")
        #expect(screen.contains("="))
        #expect(!screen.contains("if n was fixed"))
    }

    /// Where draws prove more than what is known for certain, its upper edge is marked above the plot.
    @Test(arguments: [(80, 24), (160, 50)])
    func anExactLimitAboveThePlotIsMarked(width: Int, height: Int) throws {
        var model = ExplorerModel(snapshot: Self.clean(128, each: 0.002, left: 0.744))
        while model.update(.refine).contains(.refine) {}
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press("4", &model)
        let text = PlainTextWriter.text(model.render())
        let marked = text.split(separator: "\n").filter { $0.contains("^") }
        #expect(marked.contains { $0.contains("┤") }, "\(text)")
        #expect(marked.contains { $0.contains("= exact") }, "\(text)")
    }

    /// A prompt with clean answers, each of another text and of the same probability.
    ///
    /// - Parameters:
    ///   - left: what is left after the last.
    ///   - isDirected: which of them were looked for.
    private static func clean(
        _ count: Int, each mass: Double, left: Double, isDirected: (Int) -> Bool = { _ in false }
    ) -> Snapshot {
        var snapshot = Fixture.small
        let prompt = Prompt(id: PromptID("one"), text: "What is its name?", keywords: ["Waffles"])
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
        for index in 0..<count {
            var draw = Draw(
                prompt: prompt.id, index: index, seed: UInt32(index),
                outcome: .completed(
                    Answer(text: "It is \(index).", stop: .endOfText, tokenCount: 4)))
            draw.launch = Launch(
                path: [], left: 1 - Double(index) * mass, known: [0, 0],
                isDirected: isDirected(index))
            draw.absorbed = mass
            evidence.add(draw, scores: [0, 0])
        }
        evidence.setExact(ExactMass(left: left, known: [0, 0], error: 1e-5))
        snapshot.facts.isWithoutReplacement = true
        snapshot.prompts = [evidence]
        snapshot.greedyScores = [[0, 0]]
        return snapshot
    }

    /// There is no other validity, so that no view waits for a planned number of draws.
    @Test(arguments: ["1", "2", "3", "4"])
    func aFixedNumberIsNotAskedFor(view: String) throws {
        func body(_ keys: String) throws -> String {
            try Self.screen(keys, height: 36).split(separator: "\n").dropLast().joined(
                separator: "\n")
        }
        // The next key takes the notice away.
        #expect(try body(view) == body(view + "b<C-l>"))
        let text = try Self.screen(view + "b", height: 36)
        #expect(!text.contains("fixed") && !text.contains("no verdict before"), "\(text)")
        if view != "4" { #expect(text.contains("have no others"), "\(text)") }
    }

    /// Answers that were looked for are no draws: n counts the others, in every view.
    @Test(arguments: ["1", "2", "3", "4"])
    func nIsTheNumberOfDraws(view: String) throws {
        let snapshot = Self.clean(12, each: 0.05, left: 0.4) { $0 % 4 == 3 }
        var model = ExplorerModel(snapshot: snapshot)
        while model.update(.refine).contains(.refine) {}
        _ = model.update(.resize(width: 120, height: 40))
        try ModelTests.press(view, &model)
        let text = PlainTextWriter.text(model.render())
        #expect(!text.contains("n=12") && !text.contains("12 draws"), "\(text)")
        #expect(text.contains("n=9") || text.contains("9 draws and 3 looked for"), "\(text)")
        #expect(model.context.findings.rows[0].draws == 9)
        let plain = PlainReport(snapshot).text()
        #expect(plain.contains("draws: n=9,") && !plain.contains("n=12"), "\(plain)")
    }

    /// What the model can go on with beyond the four answers: .05 in all.
    private struct Unseen: RunReader {
        static let beginnings = [
            UnseenBeginning(text: "It is a", isOpen: true, mass: 0.02),
            UnseenBeginning(text: "It is P", isOpen: true, mass: 0.01),
            UnseenBeginning(text: "It ", isOpen: true, mass: 0.004),
            UnseenBeginning(text: "Nobody", isOpen: true, mass: 0.015),
            UnseenBeginning(text: "It is Toast.", isOpen: false, mass: 0.001),
        ]

        func probabilities(ofRun position: Int) -> OwnProbabilities? { nil }

        func unseen(ofRun position: Int, prompt: PromptID, draws: Int) -> [UnseenBeginning]? {
            draws == 4 ? Self.beginnings : nil
        }
    }

    /// The tree, once what is read beside the explorer has come.
    private static func tree(_ keys: String, width: Int = 100, height: Int = 36) throws -> String {
        PlainTextWriter.text(
            Screenshot.render(
                Self.model, size: (width, height), keys: try KeyScript.parse("5t" + keys),
                reading: Unseen()))
    }

    @Test func branchesOfTheTreeHaveExactShares() throws {
        // "It is" begins .9 of what was seen and .031 of what was not; .004 more may.
        let screen = try Self.tree("")
        #expect(
            screen.split(separator: "\n").contains {
                $0.contains("It is") && $0.contains("0.9310")
            },
            "\(screen)")
        #expect(screen.contains("share: exact"))
        #expect(screen.contains("at least 0.930"), "\(screen)")
        #expect(screen.contains("at most 0.9351"), "\(screen)")
        #expect(screen.contains("0.0500 not seen, here 0.03"), "\(screen)")
        // Before that is read, all of it may lie anywhere.
        let before = try Self.screen("5t", height: 36)
        #expect(before.contains("0.0500 not seen, any part may lie below it"), "\(before)")
    }

    @Test func belowAWholeAnswerLiesWhatMayStillBecomeIt() throws {
        let tree = AnswerTree(
            try #require(Self.model.context.selectedEvidence), scorer: 0,
            unseen: Unseen.beginnings)
        #expect(tree.knowsUnseen)
        let root = try #require(tree.roots.first { $0.text == "It is" })
        func leaf(_ text: String) throws -> AnswerTree.Node {
            try #require(root.children.first { $0.text == text })
        }
        func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }
        // "It is P" and "It " may become each of these, and so on.
        let (pudding, toast) = (try leaf("Pudding."), try leaf("Toast."))
        let waffles = try leaf("Waffles.")
        #expect(near(pudding.mustBe, 0) && near(pudding.mayBe, 0.014))
        #expect(near(toast.mustBe, 0.001) && near(toast.mayBe, 0.005))
        #expect(near(waffles.mayBe, 0.004))
        let other = try #require(tree.roots.first { $0.text == "Waffles." })
        #expect(other.mayBe == 0 && other.mustBe == 0)
        #expect(near(root.mustBe, 0.031) && near(root.mayBe, 0.035))
    }

    @Test func whatWasNotSeenCountsInTheOrderOfTheBranches() throws {
        func order(_ mass: Double) throws -> [String]? {
            AnswerTree(
                try #require(Self.model.context.selectedEvidence), scorer: 0,
                unseen: [UnseenBeginning(text: "It is Waffles.", isOpen: false, mass: mass)]
            ).roots.first?.children.map(\.text)
        }
        #expect(try order(0.05) == ["Pudding.", "Toast.", "Waffles."])
        #expect(try order(0.15) == ["Pudding.", "Waffles.", "Toast."])
    }

    /// On the last letter a mark may still be set.
    @Test func aLetterMayStillGetItsAccent() {
        var evidence = PromptEvidence(
            prompt: Prompt(id: PromptID("one"), text: "?"), scorerCount: 1)
        var draw = Draw(
            prompt: PromptID("one"), index: 0, seed: 0,
            outcome: .completed(Answer(text: "caf\u{e9} noir", stop: .endOfText, tokenCount: 3)))
        draw.launch = Launch(path: [], left: 1, known: [0])
        draw.absorbed = 0.5
        evidence.add(draw, scores: [0])
        evidence.setExact(ExactMass(left: 0.5, known: [0], error: 0))
        for (text, may) in [
            ("cafe", 0.5), ("caf", 0.5), ("cafe ", 0), ("cafo", 0.5), ("cofe", 0),
            ("cafe\u{301} ", 0.5), ("", 0.5), ("noir", 0),
        ] {
            let tree = AnswerTree(
                evidence, scorer: 0,
                unseen: [UnseenBeginning(text: text, isOpen: true, mass: 0.5)])
            #expect(tree.roots.map(\.mayBe) == [may], "\(text)")
        }
    }
}
