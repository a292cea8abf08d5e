package io.mien.cli.terminal;

import io.mien.failures.FailureKind;

/** What {@code mien} ends with. The numbers are permanent: scripts depend on them. docs/commands.md lists them. */
public enum ExitCode {
    /** All went well. */
    OK(0, "all went well"),
    /** A fault of Mien's own; the log has the details. */
    INTERNAL(1, "a fault of Mien's own"),
    /** The command line or a configuration key is wrong. */
    USAGE(2, "the command line or a configuration key is wrong"),
    /** An input file is missing, cannot be read, or is no video. */
    INPUT(3, "an input is missing, cannot be read, or is no video"),
    /** Kafka or the schema registry cannot be reached, a topic is missing, or something is forbidden. */
    KAFKA(4, "Kafka or the schema registry cannot be reached, a topic is missing, or something is forbidden"),
    /** A port is taken or an address cannot be listened on. */
    PORT(5, "a port is taken, or an address may not be listened on"),
    /** The disk is full or a folder cannot be written. */
    DISK(6, "the disk is full, or a folder or file cannot be written"),
    /** The model package, a file to make one of, or the detector is refused. */
    MODEL(7, "the model package, a file that one is made of, or the detector's file is refused"),
    /** {@code mien doctor} found something that will not work. */
    UNHEALTHY(8, "mien doctor found something that will not work"),
    /** The language model of {@code mien labels describe} gives no answer. */
    ENDPOINT(9, "the language model cannot be reached, or does not answer"),
    /** An input was read to its end, but nothing or little came of it; a sentence says why. */
    LITTLE(10, "an input was read to its end, but nothing or little came of it");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    static ExitCode of(FailureKind kind) {
        return switch (kind) {
            case INTERNAL -> INTERNAL;
            case USAGE -> USAGE;
            case INPUT -> INPUT;
            case KAFKA -> KAFKA;
            case PORT -> PORT;
            case DISK -> DISK;
            case MODEL -> MODEL;
        };
    }

    public int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
