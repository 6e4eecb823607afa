import Files
import Testing

/// What JSON cannot say is an error, never an empty text.
@Suite struct EncodingTests {
    private struct Row: Encodable {
        var inner: Inner
        struct Inner: Encodable { var limit: Double }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func aNumberThatIsNotFiniteIsNamed(number: Double) {
        let fault = #expect(throws: EncodingFault.self) {
            try Row(inner: Row.Inner(limit: number)).jsonText()
        }
        #expect(fault?.description.contains("inner.limit") == true, "\(fault as Any)")
    }

    @Test func namesAreSortedAndSlashesPlain() throws {
        #expect(try ["b": "x/y", "a": "é"].jsonText() == #"{"a":"é","b":"x/y"}"#)
        #expect(JSONValue.string("\u{1B}\"é").json == #""\u001b\"é""#)
    }
}
