package io.mien.cli;

/** How a command's result is written. */
enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON
}
