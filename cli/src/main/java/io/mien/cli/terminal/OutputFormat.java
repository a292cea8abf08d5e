package io.mien.cli.terminal;

/** The format of a command's result. */
public enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON
}
