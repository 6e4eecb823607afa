import Testing

@testable import Evidence

@Suite struct PackedSequenceTests {
    private func packed(_ numbers: some Sequence<Int32>) -> PackedSequence {
        var sequence = PackedSequence()
        for number in numbers { sequence.append(number) }
        return sequence
    }

    @Test(arguments: [0, 1, 3, 15, 255, 65_535, 65_536, Int32.max - 1])
    func `numbers of every size come back, whatever came before and after`(largest: Int32) {
        // Beyond a chunk, with the large ones at its beginning, its end and amid small ones.
        var numbers = (0..<1_500).map { Int32($0 % 3) - 1 }
        for index in [0, 63, 64, 511, 512, 700, 1_499] { numbers[index] = largest }
        let sequence = packed(numbers)
        #expect(sequence.count == 1_500)
        #expect(Array(sequence) == numbers)
        #expect(sequence.last == largest)
    }

    @Test func `equal numbers are equal sequences, and a copy is not touched by what comes later`()
    {
        let numbers = (0..<600).map { Int32($0 * $0 % 700) }
        let sequence = packed(numbers)
        #expect(sequence == packed(numbers))
        #expect(sequence.hashValue == packed(numbers).hashValue)
        #expect(sequence != packed(numbers.dropLast()))
        var longer = sequence
        longer.append(70_000)
        #expect(Array(sequence) == numbers)
        #expect(Array(longer) == numbers + [70_000])
    }

    @Test func `scores come back in launch order, binary, graded and lost ones`() {
        let scores: [Double?] = (0..<2_000).map { (index: Int) -> Double? in
            if index % 7 == 0 { return nil }
            return index < 900 ? Double(index % 2) : Double(index % 300) / 299
        }
        var sequence = ScoreSequence()
        for score in scores { sequence.append(score) }
        #expect(Array(sequence) == scores)
        for draws in [0, 1, 899, 900, 1_700, 2_000, 3_000] {
            #expect(
                sequence.distribution(ofFirst: draws)
                    == ScoreEvidence(scores.prefix(draws)).distribution)
        }
    }
}
