package io.mien.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The lines of examples/README.md that start a client, each with the folder that it is run in. */
final class ExampleLines {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    /** What the README says once, before them: the system, the gateway, the packages. */
    private static final Pattern PREPARATION =
            Pattern.compile("\\./mien .*|export .*|python3 -m venv .*|venv/bin/pip .*|npm .*");

    private ExampleLines() {}

    /** A line, without its addresses yet. */
    record Line(Path folder, String text) {
        /** Starts it, with both outputs in a file. */
        Process start(Map<String, String> addresses, Map<String, String> environment, Path output) throws IOException {
            String command = text;
            for (Map.Entry<String, String> address : addresses.entrySet()) {
                command = command.replaceAll("\\b" + address.getKey() + "\\b(?!=)", address.getValue());
            }
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", "exec env " + command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
            builder.environment().putAll(environment);
            return builder.start();
        }
    }

    static List<Line> read() throws IOException {
        List<Line> lines = new ArrayList<>();
        Path folder = REPOSITORY;
        String begun = "";
        for (String line : Files.readAllLines(REPOSITORY.resolve("examples/README.md"))) {
            if (!line.startsWith("    ")) {
                continue;
            }
            String text = begun + line.strip();
            if (text.endsWith("\\")) {
                begun = text.substring(0, text.length() - 1);
                continue;
            }
            begun = "";
            if (text.startsWith("cd ")) {
                folder = folder.resolve(text.substring("cd ".length())).normalize();
            } else if (!PREPARATION.matcher(text).matches()) {
                lines.add(new Line(folder, text));
            }
        }
        return lines;
    }
}
