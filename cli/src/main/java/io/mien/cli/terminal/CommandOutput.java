package io.mien.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The streams that a command writes to. */
public final class CommandOutput {
    /** The models' own writer is not in the images of those that have no model. */
    private static final ObjectWriter JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            // Java's own Double.toString changed with JDK 19; this writer gives the shortest form on all.
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build()
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

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
            return JSON.writeValueAsString(result) + "\n";
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
