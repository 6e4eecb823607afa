import Canvas
import TestSupport
import Testing

@Suite("Plots")
struct PlotTests {
    private func drawn(
        _ width: Int, _ height: Int, _ draw: (inout Frame) -> Void
    ) -> String {
        var frame = Frame(width: width, height: height)
        draw(&frame)
        return PlainTextWriter.text(frame)
    }

    private func bar(_ fraction: Double, _ level: GlyphLevel = .block) -> String {
        drawn(4, 1) {
            Plot.horizontalBar(
                &$0, in: $0.bounds, fraction: fraction, glyphs: Glyphs(level), style: .text)
        }
    }

    @Test("A bar has eighths of a cell, is empty only at 0 and full only at 1")
    func bars() {
        #expect(bar(0) == "\n")
        #expect(bar(0.0001) == "▏\n")
        #expect(bar(0.5) == "██\n")
        #expect(bar(0.53125) == "██▏\n")
        #expect(bar(0.9999) == "███▉\n")
        #expect(bar(1) == "████\n")
        #expect(bar(7) == "████\n")
        #expect(bar(.nan) == "\n")
        #expect(bar(0.5, .ascii) == "##\n")
    }

    @Test("Histogram columns have eighths of a row and every count above 0 is seen")
    func histogram() {
        let text = drawn(5, 2) {
            Plot.histogram(
                &$0, in: $0.bounds, counts: [0, 1, 8, 12, 1600], glyphs: Glyphs(.block),
                style: .text)
        }
        #expect(text == "    █\n ▁▁▁█\n")
        let logarithmic = drawn(5, 2) {
            Plot.histogram(
                &$0, in: $0.bounds, counts: [0, 1, 8, 120, 1600], scale: .logarithmic,
                glyphs: Glyphs(.block), style: .text)
        }
        #expect(logarithmic == "   ▂█\n ▂▅██\n")
    }

    @Test("More bins than columns are added up, fewer are widened")
    func bins() {
        let summed = drawn(2, 1) {
            Plot.histogram(
                &$0, in: $0.bounds, counts: [1, 1, 2, 2], glyphs: Glyphs(.block), style: .text)
        }
        #expect(summed == "▄█\n")
        let widened = drawn(5, 1) {
            Plot.histogram(
                &$0, in: $0.bounds, counts: [1, 2], glyphs: Glyphs(.block), style: .text)
        }
        #expect(widened == "▄▄███\n")
    }

    @Test("Two histograms mirror each other by share")
    func mirrored() {
        var frame = Frame(width: 3, height: 4)
        Plot.mirroredHistogram(
            &frame, in: frame.bounds, upper: [0, 1, 4], lower: [400, 100, 0],
            glyphs: Glyphs(.block), upperStyle: .role(.barSampled), lowerStyle: .role(.bar))
        #expect(PlainTextWriter.text(frame) == "  █\n ▄█\n█▀\n█\n")
        #expect(frame[1, 1].style.role == .barSampled)
        #expect(frame[1, 2].style.role == .bar)
        let ascii = drawn(3, 4) {
            Plot.mirroredHistogram(
                &$0, in: $0.bounds, upper: [0, 1, 4], lower: [4, 1, 0], glyphs: Glyphs(.ascii),
                upperStyle: .text, lowerStyle: .text)
        }
        #expect(ascii == "  #\n :#\n#:\n#\n")
    }

    @Test("The marker stands in the column of the bin that holds its value")
    func marker() {
        for value in [0, 0.05, 0.3, 0.6, 0.7, 0.999, 1] {
            var counts = [Int](repeating: 0, count: 10)
            counts[min(9, Int(value * 10 + 1e-9))] = 1
            var frame = Frame(width: 40, height: 4)
            Plot.histogram(
                &frame, in: frame.bounds, counts: counts, glyphs: Glyphs(.block), style: .text,
                marker: value)
            let column = (0..<40).first { frame[$0, 0].text == "◆" }
            #expect(column.map { frame[$0, 1].text } == "█", "\(value)")
        }
    }

    @Test("A sparkline has the width asked for")
    func sparkline() {
        let glyphs = Glyphs(.block)
        #expect(Plot.sparkline(counts: [0, 1, 4, 8], width: 4, glyphs: glyphs).string == " ▁▄█")
        #expect(Plot.sparkline(counts: [], width: 3, glyphs: glyphs).string == "   ")
        #expect(Plot.sparkline(counts: [5], width: 3, glyphs: glyphs).string == "███")
        for width in 0...30 {
            let text = Plot.sparkline(counts: Array(0..<20), width: width, glyphs: glyphs)
            #expect(text.width == width)
        }
    }

    @Test("A ruler shows the interval, its estimate and other marks on one scale")
    func ruler() {
        let text = drawn(21, 1) {
            Plot.ruler(
                &$0, in: $0.bounds, lower: 0.2, estimate: 0.4, upper: 0.6,
                marks: [(0.9, "T", .role(.target))], glyphs: Glyphs(.ascii))
        }
        #expect(text == "....|===M===|.....T..\n")
    }

    @Test("A mark that would hide the estimate stands beside it, on the side where it lies")
    func marksBesideTheEstimate() {
        func ruler(_ mark: Double, estimate: Double = 0.4) -> String {
            drawn(21, 1) {
                Plot.ruler(
                    &$0, in: $0.bounds, lower: 0.2, estimate: estimate, upper: 0.6,
                    marks: [(mark, "T", .role(.target))], glyphs: Glyphs(.ascii))
            }
        }
        #expect(ruler(0.4) == "....|===MT==|........\n")
        #expect(ruler(0.41) == "....|===MT==|........\n")
        #expect(ruler(0.39) == "....|==TM===|........\n")
        // Nothing lies beyond the ends.
        #expect(ruler(1, estimate: 1).hasSuffix("T\n") && ruler(0, estimate: 0).hasPrefix("T."))
        #expect(ruler(0.99, estimate: 0.995).hasSuffix("TM\n"))
        #expect(ruler(0.004, estimate: 0.01).hasPrefix("MT"))
    }

    @Test("Ticks are multiples of 1, 2 or 5 and the labels tell them apart")
    func ticks() {
        func labels(_ range: ClosedRange<Double>, _ count: Int) -> [String] {
            let ticks = Axis(range).ticks(count: count)
            return ticks.values.map(ticks.label)
        }
        #expect(labels(0...1, 6) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(labels(0...1, 3) == ["0.0", "0.5", "1.0"])
        #expect(labels(0...1024, 6) == ["0", "200", "400", "600", "800", "1000"])
        #expect(labels(-0.05...0.05, 5) == ["-0.04", "-0.02", "0.00", "0.02", "0.04"])
        #expect(labels(0...40_000, 3) == ["0", "20k", "40k"])
        #expect(labels(0.3...0.3, 5) == ["0.3"])
        let decades = Axis(1...1e6, scale: .logarithmic).ticks(count: 7)
        #expect(decades.values.map(decades.label) == ["1", "10", "100", "1k", "10k", "100k", "1M"])
        let small = Axis(0.001...1, scale: .logarithmic).ticks(count: 4)
        #expect(small.values.map(small.label) == ["0.001", "0.01", "0.1", "1"])
    }

    @Test("A value and its cell agree on every axis")
    func axisRoundTrip() {
        for axis in [Axis(0...1), Axis(-3...5), Axis(1...10_000, scale: .logarithmic)] {
            for count in 1...50 {
                for cell in 0..<count {
                    #expect(
                        axis.cell(of: axis.value(ofCell: cell, count: count), count: count) == cell)
                }
            }
        }
        #expect(Axis(0...1).cell(of: 99, count: 10) == 9)
        #expect(Axis(0...1).cell(of: -99, count: 10) == 0)
        #expect(Axis(0...1).fraction(of: .nan) == nil)
        #expect(Axis(0...10, scale: .logarithmic).fraction(of: 0) == nil)
    }

    @Test("Every plot at every glyph level looks as before", arguments: GlyphLevel.allCases)
    func gallery(_ level: GlyphLevel) throws {
        try assertGolden(
            PlainTextWriter.text(Gallery.plots(Glyphs(level))), "plots-\(level.rawValue).txt")
    }

    @Test("The ASCII level is pure ASCII")
    func asciiLevel() {
        let text = PlainTextWriter.text(Gallery.plots(Glyphs(.ascii)))
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
    }

    @Test("No plot traps or leaves its rectangle, at any size and with any numbers")
    func sweep() {
        let numbers = [0, 0.25, 1, -3, 1e300, .nan, .infinity, -.infinity]
        let frame = Frame(width: 40, height: 14)
        for level in GlyphLevel.allCases {
            let glyphs = Glyphs(level)
            for width in 0...34 {
                for height in [0, 1, 2, 3, 5, 9] {
                    let rect = Rect(x: 3, y: 2, width: width, height: height)
                    var drawn = frame
                    let value = numbers[(width + height) % numbers.count]
                    Gallery.draw(into: &drawn, in: rect, value: value, glyphs: glyphs)
                    drawn.fill(rect, style: .text)
                    #expect(drawn == frame, "\(level) \(width)x\(height)")
                }
            }
        }
    }
}
