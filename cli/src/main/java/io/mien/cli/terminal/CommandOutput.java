package io.mien.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mien.models.json.StrictJson;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The streams that a command writes to. */
public final class CommandOutput {
    private CommandOutput() {}

    /** The stream of the result. */
    public static PrintWriter out(@Nullable CommandSpec spec) {
        return known(spec).commandLine().getOut();
    }

    /** The stream of everything beside the result, such as progress. */
    public static PrintWriter err(@Nullable CommandSpec spec) {
        return known(spec).commandLine().getErr();
    }

    /** A record as JSON, its components in their order and in snake case. */
    public static String json(Object result) {
        try {
            return StrictJson.indented().writeValueAsString(result) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON of " + result.getClass(), e); // records of plain values
        }
    }

    public static void printJson(PrintWriter out, Object result) {
        out.print(json(result));
        out.flush();
    }

    private static CommandSpec known(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls");
        }
        return spec;
    }
}
