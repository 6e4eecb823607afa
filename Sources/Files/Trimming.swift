extension StringProtocol where SubSequence == Substring {
    /// The text without white space at its ends.
    package var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
