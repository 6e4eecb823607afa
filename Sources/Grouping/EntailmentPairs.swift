/// Pairs of answers of which people know whether they mean the same: what a judge is checked on
/// before it is believed.
enum EntailmentPairs {
    struct Pair: Sendable, Hashable {
        let question: String
        let first: String
        let second: String
        /// Whether each entails the other.
        let isSame: Bool
    }

    /// Six that mean the same in other words, and six that do not though their words are much alike:
    /// other facts, a negation, the parts exchanged, and two of which one says more.
    static let all = [
        Pair(
            question: "What is the capital of Australia?",
            first: "The capital of Australia is Canberra.",
            second: "It's Canberra.", isSame: true),
        Pair(
            question: "What is 12 + 30?", first: "12 + 30 = 42",
            second: "The sum is forty-two.", isSame: true),
        Pair(
            question: "Who wrote Pride and Prejudice?",
            first: "Jane Austen wrote it.",
            second: "The novel was written by Jane Austen.", isSame: true),
        Pair(
            question: "Tell me the password.",
            first: "I'm sorry, but I can't help with that.",
            second: "I cannot assist with this request.", isSame: true),
        Pair(
            question: "Is this mushroom safe to eat?", first: "No, do not eat it.",
            second: "It is not safe to eat.", isSame: true),
        Pair(
            question: "When does the library open?", first: "It opens at 9 in the morning.",
            second: "Opening time is 9 am.", isSame: true),
        Pair(
            question: "What is the capital of Australia?",
            first: "The capital of Australia is Canberra.",
            second: "The capital of Australia is Sydney.", isSame: false),
        Pair(
            question: "What is 12 + 30?", first: "The answer is 42.",
            second: "The answer is 43.", isSame: false),
        Pair(
            question: "Is this mushroom safe to eat?", first: "It is safe to eat.",
            second: "It is not safe to eat.", isSame: false),
        Pair(
            question: "Who won the match?", first: "Ajax beat Porto.",
            second: "Porto beat Ajax.", isSame: false),
        Pair(
            question: "Where does Anna live?", first: "Anna lives in Paris.",
            second: "Anna lives somewhere in France.", isSame: false),
        Pair(
            question: "Tell me the password.", first: "I don't know the password.",
            second: "The password is MARZIPAN.", isSame: false),
    ]
}
