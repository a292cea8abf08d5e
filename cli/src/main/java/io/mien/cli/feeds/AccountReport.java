package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Says where every picture of the inputs went, and fails where that is nowhere. */
public final class AccountReport {
    @Option(
            names = "--account",
            paramLabel = "FILE",
            description = "Also write there, as JSON, where every picture of the inputs went.")
    @Nullable
    Path file;

    /** What is written as JSON. */
    private record Accounts(List<InputAccount> inputs) {}

    /**
     * Prints a line an input and its notes.
     *
     * @throws CommandException if nothing or little came of an input
     */
    public void report(List<InputAccount> accounts, Consumer<String> terminal) {
        for (InputAccount account : accounts) {
            terminal.accept(account.line());
            account.notes().forEach(note -> terminal.accept(account.stream() + ": " + note));
        }
        write(accounts);
    }

    /**
     * Says what came to little.
     *
     * @throws CommandException if that is one of them or more
     */
    public static void requireMuch(List<InputAccount> accounts) {
        String little = accounts.stream()
                .map(InputAccount::littleCame)
                .filter(sentence -> sentence != null)
                .collect(Collectors.joining("; "));
        if (!little.isEmpty()) {
            throw new CommandException(ExitCode.LITTLE, little);
        }
    }

    private void write(List<InputAccount> accounts) {
        if (file != null) {
            try {
                Files.writeString(file, CommandOutput.json(new Accounts(accounts)));
            } catch (IOException e) {
                throw new CommandException(
                        ExitCode.DISK, "--account " + file + ": cannot be written (" + FileText.of(e) + ")", e);
            }
        }
    }
}
