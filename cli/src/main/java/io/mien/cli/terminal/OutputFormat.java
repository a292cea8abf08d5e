package io.mien.cli.terminal;

/** How a command's result is written. */
public enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON
}
