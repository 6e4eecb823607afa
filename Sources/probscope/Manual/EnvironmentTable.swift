/// The environment variables that the program heeds.
enum EnvironmentTable {
    static let variables: [(name: String, meaning: String)] = [
        (
            "PROBSCOPE_API_KEY",
            "The servers' API key, where no --api-key-file is given. It is in no run file, log or "
                + "message."
        ),
        (
            "PROBSCOPE_JUDGE_API_KEY",
            "The API key of a judge's server, which never gets the other one."
        ),
        ("PROBSCOPE_EMBEDDING_API_KEY", "The same of an embedding server."),
        (
            "SSL_CERT_FILE",
            "Certificates to trust in place of the system's, where no --ca-file is given."
        ),
        (
            "PROBSCOPE_TRACE",
            "A file to which requests, events and retries are written as lines, secrets removed."
        ),
        ("PROBSCOPE_DATA", "The folder with Themes and SampleData, where no --data is given."),
        (
            "PROBSCOPE_LLAMA_PYTHON",
            "A Python with the package xllamacpp, which has llama.cpp's server; demo starts it "
                + "where there is no llama-server."
        ),
        ("PATH", "Where llama-server and the programs of command scorers are looked for."),
        ("ACCESSIBLE", "If set and not 0, explore and demo do what --plain does."),
        ("NO_COLOR", "If set, no colours unless --color asks for them."),
        ("PAGER", "What the reader's key | opens an answer in, instead of less."),
        ("TERM", "The terminal's type; with dumb, recorded runs are printed line by line."),
        ("LC_ALL, LC_CTYPE, LANG", "Whether the terminal shows UTF-8; without it plots are ASCII."),
        ("ESCDELAY", "Milliseconds to wait for the rest of a key's code after Esc."),
        ("TMPDIR", "Where demo keeps its run and the server's log until it ends."),
        ("USER", "Who labels answers, where no --person is given."),
        ("LOGNAME", "The same where USER is not set."),
        ("HOME", "The folder above .config and .local/state."),
        ("XDG_CONFIG_HOME", "The folder of settings, instead of ~/.config."),
        ("XDG_STATE_HOME", "The folder of what is remembered, instead of ~/.local/state."),
        (
            "http_proxy, https_proxy, all_proxy, no_proxy",
            "The proxies on the way to servers, as curl(1) reads them."
        ),
    ]
}
