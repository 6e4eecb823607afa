import FoundationEssentials

/// The commands and their options as the argument parser describes them, the source of the help
/// pages.
struct ToolDescription: Decodable {
    var command: Command

    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    /// An argument, an option or a flag.
    struct Argument: Decodable, Equatable {
        var kind: Kind
        var shouldDisplay: Bool
        /// The title of its group, such as "Server".
        var sectionTitle: String?
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?

        enum Kind: String, Decodable { case positional, option, flag }
    }

    /// A way of writing an option.
    struct Name: Decodable, Equatable {
        var kind: Kind
        var name: String

        enum Kind: String, Decodable { case long, short, longWithSingleDash }

        /// With its dashes.
        var written: String { (kind == .long ? "--" : "-") + name }
    }

    /// - Throws: `DecodingError` where the text is no description.
    init(json: String) throws {
        self = try JSONDecoder().decode(ToolDescription.self, from: Data(json.utf8))
    }
}
