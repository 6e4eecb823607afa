import Files
import Prompts

/// The fields of one object of a file, read with errors that name the line and the field.
struct FieldReader {
    let tree: JSONValue
    /// The file and line, such as "draws.jsonl, line 3".
    let place: String

    init(_ tree: JSONValue, _ place: String) {
        self.tree = tree
        self.place = place
    }

    /// The error that a field is not what is wanted.
    func error(_ field: String, _ wanted: String) -> ImportError {
        ImportError("\(place), field \(field): \(wanted).")
    }

    /// A field that is there and not null.
    subscript(_ name: String) -> JSONValue? {
        guard let value = tree[name], !value.isNull else { return nil }
        return value
    }

    /// What a field of this name says was wrong; nil where it says nothing.
    func fault(_ name: String) -> JSONValue? {
        tree[name].flatMap { $0.isNoFault ? nil : $0 }
    }

    func text(_ name: String) throws(ImportError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw error(name, "a text is wanted") }
        return text
    }

    func flag(_ name: String) throws(ImportError) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.flag else { throw error(name, "true or false is wanted") }
        return flag
    }

    func list(_ name: String) throws(ImportError) -> [JSONValue]? {
        guard let value = self[name] else { return nil }
        guard let list = value.list else { throw error(name, "a list is wanted") }
        return list
    }

    /// A text or number, or a list of them; nil where the field is missing.
    func texts(_ name: String) throws(ImportError) -> [String]? {
        guard let value = self[name] else { return nil }
        guard let texts = value.texts else {
            throw error(name, "a text or a list of texts is wanted")
        }
        return texts
    }

    func object(_ name: String) throws(ImportError) -> FieldReader? {
        guard let value = self[name] else { return nil }
        guard value.fields != nil else { throw error(name, "an object is wanted") }
        return FieldReader(value, "\(place), field \(name)")
    }

    /// A whole number from 0 to 2³¹ − 1, so that sums of them stay in range.
    func count(_ name: String) throws(ImportError) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.number, let count = Int(exactly: number), count >= 0,
            count <= Int(Int32.max)
        else { throw error(name, "a whole number from 0 to \(Int32.max) is wanted") }
        return count
    }

    /// The scores of one draw by their scorers' names; a null is a scorer that failed.
    func scores() throws(ImportError) -> [String: ImportedScore] {
        guard let scores = self["scores"] else { return [:] }
        guard let fields = scores.fields else {
            throw error("scores", "an object of numbers is wanted")
        }
        var found: [String: ImportedScore] = [:]
        for (name, value) in fields where !value.isNull {
            guard let score = ImportedScore(value) else {
                throw ImportError(
                    "\(place), score \(PromptError.printable(name)): a number or a grade is "
                        + "wanted.")
            }
            found[name] = score
        }
        return found
    }
}
