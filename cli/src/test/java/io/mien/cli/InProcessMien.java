package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.terminal.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A command line as a user gives it, run in this JVM. */
public final class InProcessMien {
    private InProcessMien() {}

    /** What came of it. */
    public record Result(int exitCode, String out, String err) {

        /** The output as JSON, of a command that went well. */
        public JsonNode json() throws JsonProcessingException {
            assertThat(exitCode).as(err).isZero();
            return new ObjectMapper().readTree(out);
        }

        /** The sentence of a command that failed with this code. */
        public String refusal(ExitCode code) {
            assertThat(exitCode).as(err).isEqualTo(code.code());
            return err;
        }
    }

    public static Result run(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
                PrintStream err = new PrintStream(errBytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            System.setErr(err);
            int exitCode = Mien.run(arguments, Map.of());
            return new Result(
                    exitCode, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }
}
