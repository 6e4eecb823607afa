import Platform

/// A Parquet file as JSON Lines, through DuckDB or Python's pyarrow where one is on the machine.
enum ParquetFile {
    private static let mark: [UInt8] = Array("PAR1".utf8)

    static func isOne(_ bytes: TextBytes) -> Bool { bytes.starts(with: mark) }

    /// - Throws: ``PromptError`` with the line that converts it by hand.
    static func jsonLines(_ path: String) throws(PromptError) -> TextBytes {
        var failed: [String] = []
        for (name, words) in commands(path) {
            switch ProgramOutput.run(words, limit: Packing.limit) {
            case .missing: continue
            case .output(let bytes): return TextBytes(bytes)
            case .failed: failed.append(name)
            }
        }
        throw fault(path, failed)
    }

    static func fault(_ path: String, _ failed: [String] = []) -> PromptError {
        let name = PromptError.printable(path.split(separator: "/").last.map(String.init) ?? path)
        let tried = failed.isEmpty ? "" : ", which \(failed.joined(separator: " and ")) cannot read"
        return PromptError(
            file: path,
            reason: "this is a Parquet file\(tried); convert it with duckdb -c \"COPY (FROM "
                + "'\(name)') TO 'prompts.jsonl'\", or with python3 -c \"import pandas; "
                + "pandas.read_parquet('\(name)').to_json('prompts.jsonl', orient='records', "
                + "lines=True)\"")
    }

    private static func commands(_ path: String) -> [(name: String, words: [String])] {
        let quoted = path.replacing("'", with: "''")
        let query =
            "COPY (SELECT * FROM read_parquet('\(quoted)')) TO '/dev/stdout' (FORMAT json)"
        return [
            ("DuckDB", ["duckdb", "-batch", "-c", query]),
            // Isolated, so that no module is taken from the folder one happens to be in.
            ("pyarrow", ["python3", "-I", "-c", script, path]),
            ("Python's DuckDB", ["python3", "-I", "-c", ParquetWriter.duckdbScript, query]),
        ]
    }

    /// Writes one object a row; exit code 9 where the machine has no pyarrow.
    private static let script = """
        import sys, json
        try:
            import pyarrow.parquet
        except ImportError:
            sys.exit(9)
        for batch in pyarrow.parquet.ParquetFile(sys.argv[1]).iter_batches():
            for row in batch.to_pylist():
                sys.stdout.write(json.dumps(row, default=str) + "\\n")
        """
}
