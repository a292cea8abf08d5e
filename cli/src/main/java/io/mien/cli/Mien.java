package io.mien.cli;

import io.mien.cli.demo.DemoCommand;
import io.mien.cli.faces.FacesCommand;
import io.mien.cli.model.EvalCommand;
import io.mien.cli.model.LabelsCommand;
import io.mien.cli.model.ModelCommand;
import io.mien.cli.recording.AnnotateCommand;
import io.mien.cli.stream.AuditCommand;
import io.mien.cli.stream.DashboardCommand;
import io.mien.cli.stream.DlqCommand;
import io.mien.cli.stream.DoctorCommand;
import io.mien.cli.stream.ForgetCommand;
import io.mien.cli.stream.GatewayCommand;
import io.mien.cli.stream.InferCommand;
import io.mien.cli.stream.IngestCommand;
import io.mien.cli.stream.KeysCommand;
import io.mien.cli.stream.ModelDeployCommand;
import io.mien.cli.stream.ModelRollbackCommand;
import io.mien.cli.stream.ModelStatusCommand;
import io.mien.cli.stream.RecordCommand;
import io.mien.cli.stream.RegistryCommand;
import io.mien.cli.stream.ReplayCommand;
import io.mien.cli.stream.TopicsCommand;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ConfigurationDefaults;
import io.mien.cli.terminal.DurationConverter;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FailureReport;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.Logging;
import io.mien.cli.train.TrainCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "mien",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Turns video into a stream of apparent facial expressions, each with its evidence.",
        subcommands = {
            DemoCommand.class,
            IngestCommand.class,
            InferCommand.class,
            DashboardCommand.class,
            GatewayCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            AuditCommand.class,
            AnnotateCommand.class,
            TopicsCommand.class,
            RegistryCommand.class,
            DlqCommand.class,
            KeysCommand.class,
            ForgetCommand.class,
            ModelCommand.class,
            LabelsCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            FacesCommand.class,
            DoctorCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  mien demo                        the whole system in one process, on rendered faces",
            "  mien demo --input talk.mp4       the same on a video of yours",
            "  mien ingest --help               more on one command",
            "",
            "Options also come from the environment (MIEN_INFER_PURPOSE) and from a file",
            "(--config FILE, with lines such as infer.purpose = user study); docs/commands.md."
        })
public final class Mien implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Properties file with defaults for options; also MIEN_CONFIG.")
    @Nullable
    Path config;

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Write a detailed log there. Warnings go to the terminal in any case.")
    void setLogFile(Path file) {
        try {
            Logging.toFile(file);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, "--log-file " + file + ": cannot be written (" + FileText.of(e) + ")", e);
        }
    }

    private Mien() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv()));
    }

    /** Runs one command line and returns its exit code. */
    static int run(String[] arguments, Map<String, String> environment) {
        Logging.toTerminal();
        return run(commands(), arguments, environment);
    }

    /** What puts a model into a running job talks to Kafka, as commands of streams do, and stands with those of models. */
    private static CommandLine commands() {
        CommandLine commands = new CommandLine(new Mien());
        CommandLine models = Objects.requireNonNull(commands.getSubcommands().get("model"), "model");
        models.addSubcommand(new ModelDeployCommand())
                .addSubcommand(new ModelRollbackCommand())
                .addSubcommand(new ModelStatusCommand());
        return commands;
    }

    /** Runs a command line of some of the commands, and ends the process with its exit code. */
    static void runToEnd(CommandLine commands, String[] arguments) {
        System.exit(run(commands, arguments, System.getenv()));
    }

    private static int run(CommandLine commands, String[] arguments, Map<String, String> environment) {
        CommandLine commandLine = commands.registerConverter(java.time.Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> FailureReport.print(failure, command.getErr()))
                .setParameterExceptionHandler(Mien::refuse);
        try {
            commandLine.setDefaultValueProvider(
                    ConfigurationDefaults.read(commandLine, environment, configurationFile(arguments, environment)));
        } catch (CommandException e) {
            return FailureReport.print(e, commandLine.getErr());
        }
        try {
            return commandLine.execute(arguments);
        } catch (LinkageError | VirtualMachineError e) {
            // A library that does not load here, or no memory: the command line's own handler is for exceptions.
            return FailureReport.print(e, commandLine.getErr());
        }
    }

    private static int refuse(ParameterException failure, String[] arguments) {
        if (failure.getCause() instanceof CommandException cause) {
            return FailureReport.print(cause, failure.getCommandLine().getErr());
        }
        CommandLine command = failure.getCommandLine();
        command.getErr().println("mien: " + failure.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.code();
    }

    /** The defaults are needed before the options are parsed, so the option that names their file is looked for alone. */
    private static @Nullable Path configurationFile(String[] arguments, Map<String, String> environment) {
        List<String> words = List.of(arguments);
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith("--config=")) {
                return Path.of(words.get(i).substring("--config=".length()));
            }
            if (words.get(i).equals("--config") && i + 1 < words.size()) {
                return Path.of(words.get(i + 1));
            }
        }
        String variable = environment.get("MIEN_CONFIG");
        return variable == null || variable.isBlank() ? null : Path.of(variable);
    }

    /** Without a command this prints which commands there are. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
