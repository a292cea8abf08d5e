package io.mien.cli.terminal;

import com.fasterxml.jackson.core.JacksonException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.scanner.ScannerException;

/**
 * Says where in a YAML file something is wrong. Of a text that is no YAML, Jackson 2.21 gives the place of the last thing that
 * it understood; the parser beneath it knows the place of the fault.
 */
public final class YamlLine {
    private YamlLine() {}

    /** Such as {@code line 2: }, to stand before a message; empty if it is not known. */
    public static String before(JacksonException e) {
        if (e.getCause() instanceof MarkedYAMLException marked) {
            String line = before(marked);
            if (!line.isEmpty()) {
                return line;
            }
        }
        return e.getLocation() == null ? "" : text(e.getLocation().getLineNr());
    }

    /** The same, of what the parser itself says. */
    public static String before(MarkedYAMLException e) {
        // What was begun and has no end, as a quotation, is noticed at the end of the file.
        Mark mark =
                e instanceof ScannerException && e.getContextMark() != null ? e.getContextMark() : e.getProblemMark();
        return mark == null ? "" : text(mark.getLine() + 1);
    }

    private static String text(int line) {
        return "line " + line + ": ";
    }
}
