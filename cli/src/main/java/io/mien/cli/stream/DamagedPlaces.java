package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.recording.Damage;
import io.mien.recording.Recording;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What of a recording was not as it was written while a command read it, each place once. Used by one thread. */
final class DamagedPlaces implements Consumer<Damage> {
    private static final int SHOWN = 20;

    private final Recording recording;
    private final Set<String> messages = new LinkedHashSet<>();

    DamagedPlaces(Recording recording) {
        this.recording = recording;
    }

    @Override
    public void accept(Damage damage) {
        // Of a recording that was stopped, a cut-off is an honest end.
        if (damage.isChange() || recording.manifest().finished()) {
            messages.add(damage.message());
        }
    }

    int count() {
        return messages.size();
    }

    /**
     * Does nothing if there are none.
     *
     * @param done what became of the rest
     * @throws CommandException naming the first of them
     */
    void requireNone(String done) {
        if (!messages.isEmpty()) {
            throw new CommandException(
                    ExitCode.INPUT,
                    "recording " + recording.folder() + ": " + messages.size()
                            + (messages.size() == 1 ? " place is" : " places are") + " not as written; " + done
                            + " (expected: all of it; `mien audit` says what that means for the readings)\n  "
                            + messages.stream().limit(SHOWN).collect(Collectors.joining("\n  "))
                            + (messages.size() > SHOWN ? "\n  … and " + (messages.size() - SHOWN) + " more" : ""));
        }
    }
}
