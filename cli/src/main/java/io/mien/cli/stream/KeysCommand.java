package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.keys.KeyFolder;
import io.mien.keys.MasterKey;
import io.mien.keys.StreamKeyCount;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes and lists the keys that streams are sealed with.",
        footer = {
            "",
            "Examples:",
            "  mien keys create --keys keys --master-key master-key.json",
            "  mien ingest --keys keys --master-key master-key.json --input hall.mp4",
            "  mien keys list --keys keys",
            "  mien forget hall --keys keys",
            "",
            "docs/operations.md tells what is sealed, and what forgetting does and does not."
        },
        subcommands = {KeysCommand.Create.class, KeysCommand.Listing.class})
public final class KeysCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandException(ExitCode.USAGE, "keys: no command (expected: create or list; mien keys --help)");
    }

    /** {@code mien keys create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Makes a folder of keys and, unless it is in a key service, the master key that wraps them.")
    static final class Create implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        @Option(names = "--keys", required = true, paramLabel = "DIR", description = "New folder for the keys.")
        Path keys = Path.of("");

        @Option(
                names = "--master-key",
                required = true,
                paramLabel = "FILE|URL",
                description =
                        "New file for the master key, best on another disk than the keys; or the address of a key in a key service.")
        String masterKey = "";

        @Override
        public Integer call() {
            PrintWriter out = CommandOutput.out(spec);
            KeyFolder.requireNew(keys);
            if (!MasterKey.isService(masterKey)) {
                MasterKey.create(Path.of(masterKey));
                out.println("master key " + masterKey + ": made; who loses it loses all that is sealed");
            }
            KeyFolder.create(keys, masterKey);
            out.println("keys       " + keys + ": made; each stream's key is added with its first record");
            out.flush();
            return ExitCode.OK.code();
        }
    }

    /** {@code mien keys list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Lists the streams that have keys, and those that were forgotten.")
    static final class Listing implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        @Option(names = "--keys", required = true, paramLabel = "DIR", description = "Folder of the keys.")
        Path keys = Path.of("");

        @Override
        public Integer call() {
            PrintWriter out = CommandOutput.out(spec);
            List<StreamKeyCount> streams = KeyFolder.of(keys).streams();
            for (StreamKeyCount stream : streams) {
                out.println(stream.stream() + ": " + stream.keys() + (stream.keys() == 1 ? " key" : " keys")
                        + (stream.forgotten() > 0 ? ", " + stream.forgotten() + " destroyed" : ""));
            }
            if (streams.isEmpty()) {
                out.println("no stream has a key yet");
            }
            out.flush();
            return ExitCode.OK.code();
        }
    }
}
