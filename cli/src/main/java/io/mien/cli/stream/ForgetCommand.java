package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.keys.Forgetting;
import io.mien.keys.KeyFolder;
import io.mien.keys.StreamKeyCount;
import io.mien.recording.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien forget}. */
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Destroys a stream's keys: its pictures and readings that are sealed can then be read by nobody, wherever they lie.",
        footer = {
            "",
            "Examples:",
            "  mien forget hall --keys keys",
            "  mien forget hall --keys keys --yes --recording run    also says what of a recording is erased",
            "",
            "It cannot be undone, and may be repeated. Running processes let go of the key within five seconds. Copies of",
            "the folder of keys, such as back-ups, must go too; docs/operations.md."
        })
public final class ForgetCommand implements Callable<Integer> {
    private static final int STREAMS_NAMED = 8;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STREAM", description = "Id of the stream.")
    String stream = "";

    @Option(names = "--keys", required = true, paramLabel = "DIR", description = "Folder of the streams' keys.")
    Path keys = Path.of("");

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who does it, for the journal in the folder of keys (default: the user of this process).")
    @Nullable
    String by;

    @Option(
            names = "--recording",
            paramLabel = "DIR",
            description = "Recording of which to say what is erased and what is plain; may be given again.")
    List<Path> recordings = List.of();

    @Override
    public Integer call() {
        KeyFolder folder = KeyFolder.of(keys);
        List<Recording> opened = recordings.stream().map(Recording::open).toList();
        Optional<StreamKeyCount> known = folder.streams().stream()
                .filter(each -> each.stream().equals(stream))
                .findFirst();
        if (known.isEmpty()) {
            throw new CommandException(
                    ExitCode.INPUT,
                    "stream " + stream + ": has no key in " + keys + " (expected: " + streams(folder)
                            + "; what was never sealed is not forgotten by this)");
        }
        if (known.get().keys() > 0 && !yes) {
            confirm();
        }
        String who = by == null ? System.getProperty("user.name", "unknown") : by;
        Forgetting forgetting = folder.forget(stream, who);
        print(forgetting, opened);
        return ExitCode.OK.code();
    }

    private static String streams(KeyFolder folder) {
        List<StreamKeyCount> streams = folder.streams();
        return streams.isEmpty()
                ? "a folder with keys"
                : "one of "
                        + streams.stream()
                                .limit(STREAMS_NAMED)
                                .map(StreamKeyCount::stream)
                                .collect(Collectors.joining(", "))
                        + (streams.size() > STREAMS_NAMED ? ", …" : "");
    }

    /** Asks on the terminal; who has none, or answers nothing, is refused. */
    private void confirm() {
        PrintWriter err = CommandOutput.err(spec);
        err.print("All sealed pictures and readings of " + stream + " will be unreadable for ever. Its id, to go on: ");
        err.flush();
        String answer;
        try {
            answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            answer = null;
        }
        if (!stream.equals(answer)) {
            err.println();
            throw new CommandException(
                    ExitCode.USAGE,
                    "forget " + stream + ": not done (expected: its id as the answer, or --yes where nobody is asked)");
        }
    }

    private void print(Forgetting forgetting, List<Recording> opened) {
        PrintWriter out = CommandOutput.out(spec);
        if (forgetting.destroyed().isEmpty()) {
            out.println(stream + ": was forgotten at " + String.join(", ", forgetting.before()));
        } else {
            out.println(stream + ": forgotten; " + forgetting.destroyed().size()
                    + (forgetting.destroyed().size() == 1 ? " key" : " keys") + " destroyed: "
                    + String.join(", ", forgetting.destroyed()));
        }
        out.println(
                "unreadable now: its sealed pictures and readings in camera-frames, face-frames, expressions, both topics of"
                        + " dead letters, and every recording of them");
        out.println("running processes let go of the key within 5 s; still to do: back-ups of " + keys
                + ", records that were written without --keys, and what others keep of its readings");
        for (Recording recording : opened) {
            SealedShare share = SealedShare.of(recording, stream, KeyFolder.of(keys));
            out.println(share.line());
        }
        out.flush();
    }
}
