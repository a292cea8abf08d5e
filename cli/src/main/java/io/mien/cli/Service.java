package io.mien.cli;

import io.mien.cli.model.ModelCommand;
import io.mien.cli.stream.DashboardCommand;
import io.mien.cli.stream.GatewayCommand;
import io.mien.cli.stream.IngestCommand;
import io.mien.cli.stream.RegistryCommand;
import io.mien.cli.stream.TopicsCommand;
import io.mien.cli.terminal.Logging;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line inside images. It runs one command a process, and needs the libraries of that command only. It logs
 * to the standard output, line by line.
 */
@Command(
        name = "mien",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "One of Mien's services.")
public final class Service {
    /** Made only when named, since the libraries of the others may be missing. */
    private static final Map<String, Supplier<Object>> COMMANDS = new TreeMap<>(Map.of(
            "ingest", IngestCommand::new,
            "dashboard", DashboardCommand::new,
            "gateway", GatewayCommand::new,
            "registry", RegistryCommand::new,
            "topics", TopicsCommand::new,
            "model", ModelCommand::new));

    private Service() {}

    public static void main(String[] arguments) {
        Logging.ofService();
        CommandLine commands = new CommandLine(new Service());
        for (String word : arguments) {
            Supplier<Object> command = COMMANDS.get(word);
            if (command != null) {
                commands.addSubcommand(command.get());
                break;
            }
        }
        Mien.runToEnd(commands, arguments);
    }
}
