/// The files that the program reads and writes.
enum FileTable {
    static let files: [(path: String, meaning: String)] = [
        (
            "*.run",
            "A run: an SQLite file with prompts, settings, draws and scores. While it is written, "
                + "-wal, -shm and -lock files lie beside it. It is readable by its owner alone."
        ),
        (
            "*.run.labels.jsonl",
            "What people said of a run's answers, a line each, beside the run; only ever added to. "
                + "Two people's files are joined by cat."
        ),
        (
            "*.run.groups.jsonl",
            "The topics and meanings of a run's answers, as servers told them; without it they are "
                + "asked again."
        ),
        (
            "*.run.asked.jsonl",
            "What a model replied when a run's answers or explanations were put back to it; without it "
                + "they are asked about again."
        ),
        (
            "PREFIX/share/probscope/Themes, PREFIX/share/probscope/SampleData",
            "The themes, and the models, prompts and recorded run of the demo. They are looked for "
                + "beside the program's own folder, wherever it was installed."
        ),
        (
            "~/.config/probscope/themes/NAME.theme",
            "Themes of your own, see probscope themes."
        ),
        (
            "~/.local/state/probscope/places/",
            "Where each run was left, so that explore returns there; --no-state neither reads nor "
                + "writes it."
        ),
    ]
}
