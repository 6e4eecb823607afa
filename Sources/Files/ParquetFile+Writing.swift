import Platform

/// Parquet files are written, as they are read, by DuckDB or Python's pyarrow where one is on the
/// machine.
package enum ParquetWriter {
    /// The type of a column.
    package enum Kind: String {
        case text, integer, number
    }

    /// What became of the rows.
    package enum Result: Equatable {
        case written
        /// Neither program is on this machine.
        case noProgram
        /// These programs could not do it.
        case failed([String])
    }

    /// Makes a Parquet file of a file of JSON Lines, an object a row.
    ///
    /// - Parameters:
    ///   - rows: the path of the JSON Lines; a member that is missing or null is NULL.
    ///   - path: the new file's; one that exists is replaced.
    package static func write(
        rows: String, columns: [(name: String, kind: Kind)], to path: String
    ) -> Result {
        var failed: [String] = []
        for (name, words) in commands(rows, columns, path) {
            switch ProgramOutput.run(words, limit: 1 << 20) {
            case .missing: continue
            case .output: return .written
            case .failed: failed.append(name)
            }
        }
        return failed.isEmpty ? .noProgram : .failed(failed)
    }

    private static func commands(
        _ rows: String, _ columns: [(name: String, kind: Kind)], _ path: String
    ) -> [(name: String, words: [String])] {
        func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
        let types: [Kind: String] = [.text: "VARCHAR", .integer: "BIGINT", .number: "DOUBLE"]
        let list = columns.map { "\(quoted($0.name)): '\(types[$0.kind] ?? "")'" }
        let query =
            "COPY (SELECT * FROM read_json(\(quoted(rows)), format = 'newline_delimited', "
            + "maximum_object_size = 268435456, columns = {\(list.joined(separator: ", "))})) "
            + "TO \(quoted(path)) (FORMAT parquet, COMPRESSION zstd)"
        let names = columns.flatMap { [$0.name, $0.kind.rawValue] }
        return [
            ("DuckDB", ["duckdb", "-batch", "-c", query]),
            // Isolated, so that no module is taken from the folder one happens to be in.
            ("pyarrow", ["python3", "-I", "-c", script, rows, path] + names),
            ("Python's DuckDB", ["python3", "-I", "-c", duckdbScript, query]),
        ]
    }

    /// Exit code 9 where the machine has no pyarrow.
    private static let script = """
        import sys, json
        try:
            import pyarrow, pyarrow.parquet
        except ImportError:
            sys.exit(9)
        rows, path, *names = sys.argv[1:]
        kinds = {"text": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64()}
        schema = pyarrow.schema([(n, kinds[k]) for n, k in zip(names[::2], names[1::2])])
        with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            batch = []
            def flush():
                writer.write_batch(pyarrow.RecordBatch.from_pylist(batch, schema=schema))
                batch.clear()
            for line in open(rows, "rb"):
                batch.append(json.loads(line))
                if len(batch) == 16384:
                    flush()
            flush()
        """

    /// Runs a query; exit code 9 where the machine has no DuckDB for Python.
    static let duckdbScript = """
        import sys
        try:
            import duckdb
        except ImportError:
            sys.exit(9)
        duckdb.sql(sys.argv[1])
        """
}
