import Exchange
import Files
import Journal
import Platform

/// A run's draws as Parquet, through a program that can write it.
enum ParquetExport {
    static func write(
        _ journal: Journal, to path: String?, overwrites: Bool, progress: (Int, Int) -> Void
    ) throws {
        guard let path, path != "-" else {
            throw Failure(
                "Parquet goes to a file; name it with --output.", status: ExitStatus.badUsage)
        }
        try overwrites ? OutputFile.check(path) : OutputFile.checkNew(path)
        let (rows, table) = (path + ".rows.partial", path + ".table.partial")
        defer { for file in [rows, table] { unlink(file) } }
        try OutputFile.write(to: rows, overwrites: true) { write in
            try TypedDrawTable.writeRows(journal, progress: progress, to: write)
        }
        let columns = TypedDrawTable.columns(of: journal.identity)
        switch ParquetWriter.write(rows: rows, columns: columns, to: table) {
        case .written: try copy(table, to: path, overwrites: overwrites)
        case .noProgram: throw Failure("\(path): \(missing(journal.path))")
        case .failed(let programs):
            throw Failure(
                "\(path): \(programs.joined(separator: " and ")) could not write it; "
                    + missing(journal.path))
        }
    }

    private static func missing(_ run: String) -> String {
        "Parquet is written by DuckDB or by Python's pyarrow, where one is installed (pip install "
            + "pyarrow); elsewhere: probscope export \(run) --format jsonl --output draws.jsonl, and "
            + "there duckdb -c \"COPY (FROM 'draws.jsonl') TO 'draws.parquet'\""
    }

    private static func copy(_ source: String, to path: String, overwrites: Bool) throws {
        let file = open(source, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure("\(source) is not there.") }
        defer { close(file) }
        try OutputFile.write(to: path, overwrites: overwrites) { write in
            var room = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                let count = read(file, &room, room.count)
                guard count >= 0 else { throw Failure("\(source) cannot be read.") }
                if count == 0 { return }
                try write(count == room.count ? room : Array(room.prefix(count)))
            }
        }
    }
}
