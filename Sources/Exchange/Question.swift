import Files
import FoundationEssentials
import Prompts
import Statistics

/// One line of `probscope bound --jsonl`.
protocol Question: Decodable, Sendable {
    /// The fields of the answer.
    func fields() throws -> AnswerFields
}

extension BoundQuestion: Question {
    func fields() throws -> AnswerFields {
        let bound = try answer()
        var fields = AnswerFields(bound)
        if metric == .difference {
            let verdict = ComparisonVerdict(difference: bound)
            fields.append("verdict", .text(verdict.words(first: "a", second: "b")))
        }
        return fields
    }
}

extension AnswerFields {
    /// A bound with the words that every answer with a guarantee has.
    init(_ bound: Bound) {
        self.init([
            "estimate": .number(bound.estimate), "lower": .number(bound.lower),
            "upper": .number(bound.upper), "method": .text(bound.method.rawValue),
            "validity": .text(bound.validity.kind.rawValue),
        ])
        if bound.excludesEstimate { append("estimate_outside_limits", .truth(true)) }
    }
}

/// A question of any metric: the bounds of ``BoundQuestion``, or one of those in the table.
struct AnyQuestion: Decodable {
    let question: any Question

    /// The metrics whose answer is not a single bound of one or two samples.
    static let others: [String: any Question.Type] = [
        "prompt_mean": PromptMeanQuestion.self,
        "simultaneous": SimultaneousQuestion.self,
        "e_bh": DiscoveryQuestion.self,
        "holm": HolmQuestion.self,
        "hidden_leak": HiddenLeakQuestion.self,
        "test": TestQuestion.self,
        "credible": CredibleQuestion.self,
        "shrinkage": ShrinkageQuestion.self,
        "entropy": EntropyQuestion.self,
        "unseen_mass": UnseenMassQuestion.self,
        "plan": PlanQuestion.self,
        "forecast": ForecastQuestion.self,
        "conbo": ConboQuestion.self,
    ]

    static var names: [String] {
        BoundQuestion.Quantity.allCases.map(\.rawValue) + others.keys.sorted()
    }

    private enum Field: String, CodingKey { case metric }

    init(from decoder: any Decoder) throws {
        let names = Self.names.joined(separator: ", ")
        let fields = try decoder.container(keyedBy: Field.self)
        guard let name = try fields.decodeIfPresent(String.self, forKey: .metric) else {
            throw QuestionError("the field \"metric\" is missing; it is \(names)")
        }
        if BoundQuestion.Quantity(rawValue: name) != nil {
            question = try BoundQuestion(from: decoder)
        } else if let type = Self.others[name] {
            question = try type.init(from: decoder)
        } else {
            throw QuestionError("metric is \"\(name)\"; it must be one of \(names)")
        }
    }
}

extension Decodable {
    /// Reads one line.
    ///
    /// NaN and the infinities are no JSON, but some writers emit them; they are read, so that the
    /// error can name them. Nothing else that JSON does not have gets past ``JSONParser/check(_:)``.
    init(questionLine line: String) throws(QuestionError) {
        if line.utf8.contains(0) {
            throw QuestionError(
                "the line has a NUL byte; if it is UTF-16, convert it with iconv -f UTF-16 -t UTF-8"
            )
        }
        try JSONParser.check(line)
        do {
            let decoder = JSONDecoder()
            do {
                self = try decoder.decode(Self.self, from: Data(line.utf8))
            } catch let error as DecodingError {
                guard case .dataCorrupted = error, Self.namesNonNumber(line) else { throw error }
                decoder.allowsJSON5 = true
                self = try decoder.decode(Self.self, from: Data(line.utf8))
            }
        } catch let error as QuestionError {
            throw error
        } catch let error as DecodingError {
            throw QuestionError(error)
        } catch {
            throw QuestionError("the line is not a JSON object")
        }
    }

    private static func namesNonNumber(_ line: String) -> Bool {
        ["NaN", "Infinity"].contains { line.utf8.firstRange(of: $0.utf8) != nil }
    }
}

extension JSONParser {
    /// Refuses what is no JSON, or has a name twice in one object, where a decoder would take either
    /// value.
    fileprivate static func check(_ line: String) throws(QuestionError) {
        let bytes = TextBytes(Array(line.utf8))
        var parser = JSONParser(bytes, range: 0..<bytes.count)
        parser.readsNonNumbers = true
        do throws(JSONParser.Fault) {
            _ = try parser.onlyValue(orSay: "text follows the question")
        } catch {
            if error.isNameTwice, let field = error.field {
                throw QuestionError("the field \"\(field)\" occurs twice; give it once")
            }
            throw QuestionError("the line is not valid JSON: \(error.reason)")
        }
    }
}
