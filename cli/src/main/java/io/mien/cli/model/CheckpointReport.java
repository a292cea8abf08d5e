package io.mien.cli.model;

import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.OutputFormat;
import io.mien.making.checkpoint.OtherContent;
import io.mien.making.importing.CheckpointInspection;
import io.mien.making.importing.KeyReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/**
 * Describes a checkpoint, for people and for programs.
 *
 * @param checkpoint the file
 * @param bytes its length
 * @param format its container, for example {@code torch-zip}
 * @param kind what model it holds, for example {@code dfer-clip}
 * @param sizes what its shapes say
 * @param keys what becomes of each
 * @param others what it holds besides
 */
record CheckpointReport(
        String checkpoint,
        long bytes,
        String format,
        String kind,
        Map<String, String> sizes,
        KeyReport keys,
        List<OtherContent> others) {

    static CheckpointReport of(CheckpointInspection inspection) {
        return new CheckpointReport(
                inspection.file().toString(),
                inspection.bytes(),
                Choice.word(inspection.format()),
                Choice.word(inspection.kind()),
                inspection.sizes(),
                inspection.keys(),
                inspection.others());
    }

    static void print(CheckpointInspection inspection, PrintWriter out, OutputFormat format) {
        switch (format) {
            case TEXT -> printText(inspection, out);
            case JSON -> CommandOutput.printJson(out, of(inspection));
        }
    }

    private static void printText(CheckpointInspection inspection, PrintWriter out) {
        KeyReport keys = inspection.keys();
        out.println(inspection.file() + ": " + inspection.kind());
        out.println("  file: " + inspection.format() + ", " + inspection.bytes() + " bytes");
        inspection.sizes().forEach((what, size) -> out.println("  " + what + ": " + size));
        inspection.others().forEach(other -> out.println("  also holds " + other.name() + ": " + other.description()));
        out.println("  " + keys.used().size() + " keys would be used, "
                + keys.ignored().size() + " ignored, " + keys.missing().size() + " missing, "
                + keys.misshapen().size() + " of another shape");
        keys.missing().forEach(key -> out.println("  missing    " + key.key() + " (expected: " + key.expected() + ")"));
        keys.misshapen()
                .forEach(key -> out.println(
                        "  misshapen  " + key.key() + " is " + key.found() + " (expected: " + key.expected() + ")"));
        keys.used()
                .forEach(key -> out.println("  used       " + key.key() + " " + key.type() + " " + key.shape()
                        + (key.name().equals(key.key()) ? "" : " as " + key.name())));
        keys.ignored().forEach(key -> out.println("  ignored    " + key.key() + ": " + key.reason()));
        out.flush();
    }
}
