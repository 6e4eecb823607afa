import Canvas

/// One row of the key table: keys, what they do, and how that is said.
package struct KeyBinding: Sendable, Hashable {
    package let context: KeyContext
    /// The keys, the one to be shown first.
    package let keys: [Key]
    /// The names of the keys, separated by blanks, such as `j Down`.
    package let names: String
    /// The name of the first key.
    package let keyName: SafeText
    let action: Action
    /// What the keys do, for the help and the manual.
    package let help: SafeText
    /// One or two words for the footer; nil where the key is not shown there.
    package let label: SafeText?

    /// A binding of the keys with these names, separated by blanks.
    init(
        _ context: KeyContext, _ names: String, _ action: Action, _ help: SafeText,
        label: SafeText? = nil
    ) {
        self.context = context
        self.names = names
        keyName = SafeText(sanitizing: names.split(separator: " ").first.map(String.init) ?? "")
        self.keys = names.split(separator: " ").compactMap { Key(name: String($0)) }
        self.action = action
        self.help = help
        self.label = label
    }

    /// A binding of a view's own key.
    init(
        _ view: (some View).Type, _ names: String, _ action: Action, _ help: SafeText,
        label: SafeText? = nil
    ) {
        self.init(KeyContext(of: view), names, action, help, label: label)
    }
}

extension KeyBinding {
    /// Keys of a list that move by what is on the screen, as in vim.
    static func ofWindow(_ view: (some View).Type) -> [KeyBinding] {
        [
            KeyBinding(view, "H", .windowFirst, "to the first line on the screen"),
            KeyBinding(view, "L", .windowLast, "to the last line on the screen"),
            KeyBinding(view, "z", .centre, "this line to the middle of the screen"),
        ]
    }
}
