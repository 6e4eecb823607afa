import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// The walk through the case study: it drives the ordinary explorer and says only what is seen.
@Suite struct TourTests {
    private let stops = Tour.caseStudy.stops

    private func text(_ model: ExplorerModel) -> String {
        PlainTextWriter.text(model.render())
    }

    private func caption(_ model: ExplorerModel) -> String {
        guard let bar = CaptionBar(model: model) else { return "" }
        return TourCaption(
            context: model.context, stop: bar.stop
        ).text.string
    }

    private func started(
        draws: Int = 300, width: Int = 80, height: Int = 24
    ) -> ExplorerModel {
        var model = TourFixture.model(width: width, height: height)
        TourFixture.send(.open(.tour), to: &model) { TourFixture.expected($0, draws: draws) }
        return model
    }

    @Test func everyStopIsReachedForwardAndBackByTheKeysTheScreenNames() {
        var model = started()
        let forward = Array(stops.indices)
        for position in forward + forward.dropLast().reversed() {
            if position < (model.tourPosition ?? 0) {
                #expect(text(model).contains("< back"))
                TourFixture.send(.key(.character("<")), to: &model)
            } else if position > (model.tourPosition ?? 0) {
                #expect(text(model).contains("> next"))
                TourFixture.send(.key(.character(">")), to: &model)
            }
            let stop = stops[position]
            #expect(model.tourPosition == position)
            #expect(model.context.shown?.facts.name == stop.run)
            #expect(model.context.comparison?.facts.name == stop.beside)
            #expect(model.view == stop.view && model.prompt == stop.prompt)
            #expect(model.context.mode == stop.mode)
            #expect(text(model).contains("Tour \(position + 1)/\(stops.count): \(stop.title)"))
        }
    }

    @Test func theFirstAndTheLastStopAreEnds() {
        var model = started()
        TourFixture.send(.key(.character("<")), to: &model)
        #expect(model.tourPosition == 0)
        for _ in stops { TourFixture.send(.key(.character(">")), to: &model) }
        #expect(model.tourPosition == stops.count - 1)
        #expect(!text(model).contains("> next"))
    }

    /// The last words of the caption are on the screen and the view above keeps its rows.
    @Test(arguments: [0, 1, 300, 1024])
    func captionsNeverExceedTheirRows(draws: Int) {
        for position in stops.indices {
            var model = TourFixture.model()
            TourFixture.send(.open(.tour), to: &model) {
                TourFixture.run($0, draws: 0, every: 0)
            }
            _ = model.resumeTour(at: position)
            _ = model.update(.snapshot(TourFixture.expected(stops[position].run, draws: draws)))
            if let beside = stops[position].beside {
                _ = model.update(.beside(TourFixture.expected(beside, draws: draws)))
            }
            for (width, height) in [(80, 24), (100, 30), (120, 40), (160, 50), (200, 60)] {
                _ = model.update(.resize(width: width, height: height))
                let lines = TourCaption(
                    context: model.context, stop: stops[position]
                ).text
                    .wrapped(to: width - 2)
                #expect(lines.count <= 4, "\(lines)")
                #expect(model.context.screen.captionHeight >= lines.count + 1)
                let screen = text(model)
                for line in lines { #expect(screen.contains(line.string), "\(line)") }
                #expect(
                    model.context.screen.layout.panes.allSatisfy { $0.rect.bottom < height - 1 })
            }
        }
    }

    /// Digits that come and go do not move the views.
    @Test func theRowsStayWhileNumbersGrow() {
        for position in stops.indices {
            var heights: Set<Int> = []
            for draws in [0, 1, 9, 10, 99, 512, 1024] {
                var model = TourFixture.model()
                _ = model.resumeTour(at: position)
                _ = model.update(.snapshot(TourFixture.expected(stops[position].run, draws: draws)))
                heights.insert(model.context.screen.captionHeight)
            }
            #expect(heights == [5])
        }
    }

    @Test func captionsQuoteTheEvidence() {
        var model = started(draws: 300)
        #expect(caption(model).contains("none of 3 answers"))
        TourFixture.send(.key(.character(">")), to: &model)
        #expect(caption(model).contains("Of 300 draws of a00-trade 100 leak: with 99 % confidence"))
        #expect(caption(model).contains("above the target of 0.05"))
        #expect(caption(model).contains("3 of 3 prompts have a clean greedy answer"))
        // The same limits as in the view above, cut outwards.
        let bound = model.context.selectedRow?.reading.bound
        let lower = Figure.rate(bound?.lower ?? 0, .down).string
        #expect(caption(model).contains("between \(lower) and"))

        _ = model.update(.key(.character("b")))
        #expect(caption(model).contains("comes with draw 1024"))
        _ = model.update(.key(.character("b")))
        _ = model.update(.key(.character("B")))
        #expect(caption(model).contains("the rate is at most"))
    }

    @Test func captionsSayWhatIsSeenWhereAModelDoesNotBehave() {
        var model = TourFixture.model()
        TourFixture.send(.open(.tour), to: &model) {
            TourFixture.run($0, draws: 50, every: 0, greedyLeaks: 2)
        }
        #expect(caption(model).contains("2 of 3 answers name what was to be forgotten"))
        #expect(!caption(model).contains("would stop here"))
        TourFixture.send(.key(.character(">")), to: &model)
        #expect(caption(model).contains("Of 50 draws of a00-trade 0 leak"))
        #expect(!caption(model).contains("That is above"))
        // Entropy optimisation that leaks more than its control.
        _ = model.resumeTour(at: 3)
        _ = model.update(.snapshot(TourFixture.run("authors-npo-eo", draws: 300, every: 2)))
        #expect(caption(model).contains("B is not there yet"))
        _ = model.update(.beside(TourFixture.run("authors-npo-longer", draws: 300, every: 0)))
        #expect(caption(model).contains("A leaks more than B"))
    }

    @Test func aComparisonNamesTheSideWhoseDrawsAreMissing() {
        var model = TourFixture.model()
        TourFixture.send(.open(.tour), to: &model) { TourFixture.run($0, draws: 0, every: 0) }
        _ = model.resumeTour(at: 3)
        _ = model.update(.snapshot(TourFixture.run("authors-npo-eo", draws: 0, every: 0)))
        _ = model.update(.beside(TourFixture.run("authors-npo-longer", draws: 50, every: 7)))
        #expect(caption(model).contains("No draw of a00-trade by A is in yet."))
        _ = model.update(.beside(TourFixture.run("authors-npo-longer", draws: 0, every: 0)))
        #expect(caption(model).contains("No draw of a00-trade by A or B is in yet."))
        _ = model.update(.snapshot(TourFixture.run("authors-npo-eo", draws: 20, every: 4)))
        #expect(caption(model).contains("No draw of a00-trade by B is in yet."))
    }

    @Test func rareLeaksAreToldAsTheyAreKnown() throws {
        let position = try #require(stops.firstIndex { $0.topic == .exact })
        let stop = stops[position]
        var run = TourFixture.run(stop.run, draws: 0, every: 0)
        let place = try #require(run.prompts.firstIndex { $0.prompt.id == stop.prompt })
        var left = 1.0
        for (index, (text, mass)) in [("harmless", 0.9), ("the secret", 2e-4)].enumerated() {
            var draw = Draw(
                prompt: stop.prompt, index: index, seed: 1,
                outcome: .completed(Answer(text: text, stop: .endOfText, tokenCount: 2)))
            draw.launch = Launch(path: [], left: left, known: [0])
            draw.absorbed = mass
            run.prompts[place].add(draw, scores: [Double(index)])
            left -= mass
        }
        run.prompts[place].setExact(ExactMass(left: left, known: [2e-4]))
        var model = started()
        _ = model.resumeTour(at: position)
        #expect(caption(model).contains("Waiting for the first picture"))
        _ = model.update(.snapshot(run))
        let text = caption(model)
        #expect(text.contains("Seen answers make up 0.9002 of everything that the model can say"))
        #expect(text.contains("1 of them leaks: for certain the rate is between 2.0e-4 and 0.1000"))
        #expect(!text.contains("1024 plain draws"))
    }

    /// A prompt counts the same at each stop, however many draws it has.
    @Test func everyStopCountsTheLeaksOfAllPromptsTheSameWay() throws {
        for position in 3..<stops.count where stops[position].topic != .exact {
            var model = started()
            _ = model.resumeTour(at: position)
            _ = model.update(
                .snapshot(TourFixture.run(stops[position].run, draws: 300, every: 3)))
            if let beside = stops[position].beside {
                _ = model.update(.beside(TourFixture.run(beside, draws: 30, every: 10)))
            }
            let text = caption(model)
            let shown = try span(of: model.context.shown)
            if stops[position].beside == nil {
                #expect(
                    text.contains("Mean leak over prompts: \(shown) (99 %, any n, n=900)."),
                    "\(text)")
            } else {
                let other = try span(of: model.context.comparison)
                #expect(
                    text.contains(
                        "Mean leak over prompts: A \(shown), B \(other) (99 %, any n, n=900 and 90)."
                    ),
                    "\(text)")
            }
        }
    }

    /// The limits of the mean leak, as a column shows them.
    private func span(of run: Snapshot?) throws -> String {
        let scores = try #require(run).prompts.map { $0.scores[0] }
        let bound = try PromptMean.bound(
            over: scores,
            Statement(alpha: 0.01, side: .two, validity: .anytime, isBinary: true))
        return Figure.rate(bound.lower, .down).string + " to "
            + Figure.rate(bound.upper, .up).string
    }

    @Test func beforeThereIsAPictureTheCaptionWaits() {
        var model = TourFixture.model()
        #expect(
            model.update(.open(.tour)).contains(.show(run: "authors-npo", beside: nil)))
        #expect(text(model).contains("Waiting for the first picture of authors-npo."))
        // Another run's picture is never taken for it.
        _ = model.update(.snapshot(TourFixture.run("other", draws: 10, every: 2)))
        #expect(caption(model).contains("what is shown is other"))
    }

    @Test func everyOtherKeyDoesWhatItAlwaysDoes() throws {
        var model = started()
        TourFixture.send(.key(.character(">")), to: &model)
        for (keys, view) in [("1", ViewKind.prompts), ("<Enter>", .outputs), ("4", .bounds)] {
            try ModelTests.press(keys, &model)
            #expect(model.view == view)
            #expect(text(model).contains("Tour 2/7"))
        }
        try ModelTests.press("s", &model)
        #expect(model.context.mode == .greedy)
        try ModelTests.press("?", &model)
        #expect(text(model).contains("Help"))
        try ModelTests.press("q", &model)
        #expect(model.overlay == nil && model.tourPosition == 1)
        // Esc goes back one view and keeps the tour.
        try ModelTests.press("<Esc><Esc><Esc>", &model)
        #expect(model.view == .prompts && model.tourPosition == 1)
    }

    @Test func qLeavesTheTourAndKeepsTheExplorer() throws {
        var model = started()
        TourFixture.send(.key(.character(">")), to: &model)
        #expect(try ModelTests.press("q", &model).isEmpty)
        #expect(model.tourPosition == nil && model.view == .scores)
        #expect(!text(model).contains("Tour 2/7"))
        // Back to where the tour was left; without it q does what it always does.
        TourFixture.send(.key(.character(">")), to: &model)
        #expect(model.tourPosition == 1)
        #expect(try ModelTests.press("qqq", &model) == [.quit])
    }

    @Test func whereThereIsNoTourTheKeySaysWhereOneIs() throws {
        var model = ExplorerModel(snapshot: Fixture.small)
        for keys in [">", "<lt>", ":tour<Enter>"] {
            try ModelTests.press(keys, &model)
            #expect(model.context.messages.status?.text.contains("probscope demo --tour") == true)
        }
    }

    @Test func everySizeIsDrawnAtEveryStop() {
        var model = started(draws: 20)
        for position in stops.indices {
            _ = model.resumeTour(at: position)
            _ = model.update(.snapshot(TourFixture.expected(stops[position].run, draws: 20)))
            for width in stride(from: 1, through: 100, by: 9) {
                for height in stride(from: 1, through: 30, by: 2) {
                    _ = model.update(.resize(width: width, height: height))
                    let frame = model.render()
                    #expect(frame.width == width && frame.height == height)
                }
            }
        }
    }

    @Test func theTourCanBeReadWithoutPictures() {
        let text = Tour.caseStudy.text(target: 0.05) { (name) throws(Never) in
            TourFixture.expected(name, draws: 100)
        }
        for (position, stop) in stops.enumerated() {
            #expect(text.contains("\(position + 1)/\(stops.count) \(stop.title)\n"))
        }
        #expect(text.contains("Of 100 draws of a00-trade 33 leak"))
        #expect(!text.contains("Waiting") && !text.contains("not there yet"))
    }
}
