/// Keys written as text: characters stand for themselves, other keys stand in angle brackets, as in
/// `jj<Enter>s<C-d><Esc>`; `<lt>` is the character `<`.
package enum KeyScript {
    /// What is wrong with a script, and where.
    package struct SyntaxError: Error, Hashable, CustomStringConvertible {
        /// The name between the brackets, or the rest of the script if no bracket closes it.
        package let name: String
        /// The position in the script, counted in characters from 1.
        package let position: Int
        package let description: String
    }

    /// - Throws: `SyntaxError` for an unknown key name or a bracket that is never closed.
    package static func parse(_ script: String) throws(SyntaxError) -> [Key] {
        var keys: [Key] = []
        var rest = Substring(script)
        var position = 1
        while let character = rest.popFirst() {
            guard character == "<" else {
                keys.append(Self.literal(character))
                position += 1
                continue
            }
            guard let close = rest.firstIndex(of: ">") else {
                throw SyntaxError(
                    name: String(rest), position: position,
                    description: "'<' at character \(position) of the key script is never closed; "
                        + "write <lt> for the character itself")
            }
            let name = String(rest[..<close])
            guard let key = Key(name: name) else {
                throw SyntaxError(
                    name: name, position: position,
                    description:
                        "unknown key <\(name)> at character \(position) of the key script; "
                        + "known are <Enter>, <Esc>, <Tab>, <S-Tab>, <Space>, <Up>, <PgDn>, <Home>, "
                        + "<F1>, <C-d> and the like")
            }
            keys.append(key)
            position += name.count + 2
            rest = rest[rest.index(after: close)...]
        }
        return keys
    }

    private static func literal(_ character: Character) -> Key {
        switch character {
        case "\n", "\r", "\r\n": .enter
        case "\t": .tab
        default: .character(character)
        }
    }
}
