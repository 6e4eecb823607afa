import Testing

@testable import Files

@Suite struct SHA256Tests {
    /// FIPS 180-4 examples, and lengths around the end of a block checked with `sha256sum`.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `known texts have their known hashes`(text: String, expected: String) {
        var hash = SHA256()
        hash.update(text.utf8)
        #expect(hash.finish() == expected)
    }

    @Test(arguments: [
        (
            55,
            "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"
        ),
        (
            56,
            "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"
        ),
        (
            63,
            "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"
        ),
        (
            64,
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
        ),
        (
            65,
            "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"
        ),
        (
            1_000_000,
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `texts of the letter a have their known hashes`(length: Int, expected: String) {
        var hash = SHA256()
        for _ in 0..<length / 5 { hash.update("aaaaa".utf8) }
        hash.update(repeatElement(UInt8(ascii: "a"), count: length % 5))
        #expect(hash.finish() == expected)
    }

    @Test func `fields do not run into each other`() {
        func hash(_ fields: String...) -> String {
            var hash = SHA256()
            for field in fields { hash.update(field: field) }
            return hash.finish()
        }
        #expect(hash("ab", "c") != hash("a", "bc"))
        #expect(hash("ab", "") != hash("ab"))
    }
}
