package io.mien.bench;

import io.mien.faces.clips.Expression;
import io.mien.faces.mesh.FaceKits;
import io.mien.faces.render.HeadGeometry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Looks for what a network that learned from photographs takes for an expression on rendered faces. The table of the
 * renderer's expressions was made with it; photographs so had an indirect part in the demonstration model.
 */
@Command(
        name = "bench/run expressions",
        mixinStandardHelpOptions = true,
        description = "Searches for weights of movements that the independent network reads as an expression.",
        footer = {
            "",
            "Example:",
            "  bench/run expressions --kit ICT-FACEKIT --data DIR --expression anger \\",
            "    --movement browDown=0:1.8 --movement noseSneer=0:1.1 --movement mouthPress=0:1.2"
        })
final class ExpressionsBenchmark implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--kit", required = true, paramLabel = "DIR", description = "ICT-FaceKit's folder.")
    Path kit = Path.of("");

    @Option(
            names = "--kit-cache",
            paramLabel = "DIR",
            description = "Where the kit's thin form is kept (default: the folder for temporary files).")
    Path kitCache = Path.of(System.getProperty("java.io.tmpdir", "."));

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Holds expression.")
    Path data = Path.of("");

    @Option(
            names = "--expression",
            required = true,
            description = "What the network should read: ${COMPLETION-CANDIDATES}.")
    Expression expression = Expression.ANGER;

    @Option(
            names = "--movement",
            required = true,
            paramLabel = "NAME=LOW:HIGH",
            description = "A movement that may take part, and the weights it may have; several times.")
    List<String> movements = List.of();

    @Option(
            names = "--rounds",
            defaultValue = "8",
            description = "How often the draws move (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--draws", defaultValue = "64", description = "Faces of a round (default: ${DEFAULT-VALUE}).")
    int draws;

    @Option(names = "--people", defaultValue = "18", description = "Who show each of them (default: ${DEFAULT-VALUE}).")
    int people;

    @Option(names = "--seed", defaultValue = "1", description = "Of all draws (default: ${DEFAULT-VALUE}).")
    long seed;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ExpressionsBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Map<String, CrossEntropySearch.Range> ranges = new LinkedHashMap<>();
        movements.forEach(movement -> ranges.put(name(movement), range(movement)));
        HeadGeometry head = new HeadGeometry(FaceKits.open(kit, kitCache));
        try (IndependentNetwork network = new IndependentNetwork(data.resolve("expression"))) {
            List<ExpressionSearch.Round> done = new ExpressionSearch(
                            head, network, expression, new ExpressionSearch.Plan(rounds, draws, people, seed))
                    .run(ranges);
            for (int round = 0; round < done.size(); round++) {
                FigureLine.print(
                        spec,
                        String.format(
                                Locale.ROOT,
                                "round %d: probability of %s %.2f, read as such %.2f",
                                round + 1,
                                expression.label(),
                                done.get(round).probability(),
                                done.get(round).recognised()));
            }
            FigureLine.print(
                    spec,
                    done.get(done.size() - 1).found().entrySet().stream()
                            .map(found -> String.format(
                                    Locale.ROOT,
                                    "%s=%.2f:%.2f",
                                    found.getKey(),
                                    found.getValue().low(),
                                    found.getValue().high()))
                            .collect(Collectors.joining(" ")));
        }
        return 0;
    }

    private static String name(String movement) {
        return parts(movement)[0];
    }

    private static CrossEntropySearch.Range range(String movement) {
        String[] ends = parts(movement)[1].split(":", -1);
        return new CrossEntropySearch.Range(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
    }

    private static String[] parts(String movement) {
        if (!movement.matches("[A-Za-z]+=[0-9.]+:[0-9.]+")) {
            throw new IllegalArgumentException(
                    "--movement " + movement + " (expected: a name and two weights, such as browDown=0:1.8)");
        }
        return movement.split("=", -1);
    }
}
