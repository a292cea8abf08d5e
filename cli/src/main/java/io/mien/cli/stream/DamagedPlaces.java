package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.recording.Damage;
import io.mien.recording.Recording;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What of a recording was not as it was written while a command read it, each place once. Used by one thread. */
final class DamagedPlaces implements Consumer<Damage> {
    private final Recording recording;
    private final Set<Damage> places = new LinkedHashSet<>();

    DamagedPlaces(Recording recording) {
        this.recording = recording;
    }

    @Override
    public void accept(Damage damage) {
        // Of a recording that was stopped, a cut-off is an honest end.
        if (damage.isChange() || recording.manifest().finished()) {
            places.add(damage);
        }
    }

    int count() {
        return places.size();
    }

    /**
     * Does nothing if there are none.
     *
     * @param done what became of the rest
     * @throws CommandException naming the first of them
     */
    void requireNone(String done) {
        if (!places.isEmpty()) {
            throw new CommandException(
                    ExitCode.INPUT,
                    "recording " + recording.folder() + ": " + places.size()
                            + (places.size() == 1 ? " place is" : " places are") + " not as written; " + done
                            + " (expected: all of it; `mien audit` says what that means for the readings)"
                            + Damage.listed(places));
        }
    }
}
