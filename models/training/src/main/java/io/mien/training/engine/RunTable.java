package io.mien.training.engine;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the epochs of a run as a table ({@code run.csv}) and a picture ({@code run.png}), both as a whole each time.
 */
record RunTable(List<EpochResult> epochs) {
    private static final String COLUMNS =
            "stage,epoch,learning_rate,loss,training_war,training_uar,validation_war,validation_uar";

    RunTable {
        epochs = List.copyOf(epochs);
    }

    void write(Path folder) {
        Path file = folder.resolve("run.csv");
        Path unfinished = folder.resolve("run.csv.unfinished");
        try {
            Files.writeString(
                    unfinished,
                    epochs.stream().map(RunTable::line).collect(Collectors.joining("\n", COLUMNS + "\n", "\n")));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            RunPlot.write(epochs, folder.resolve("run.png"));
        } catch (IOException e) {
            throw new ModelException("run " + folder + ": its table cannot be written: " + e, e);
        }
    }

    String lastLine() {
        EpochResult last = epochs.get(epochs.size() - 1);
        String validation = last.validationWar() == null
                ? ""
                : String.format(
                        Locale.ROOT, ", validation WAR %.3f UAR %.3f", last.validationWar(), last.validationUar());
        return String.format(
                Locale.ROOT,
                "%s epoch %d: loss %.4f, training WAR %.3f UAR %.3f%s",
                last.stage(),
                last.epoch(),
                last.loss(),
                last.trainingWar(),
                last.trainingUar(),
                validation);
    }

    private static String line(EpochResult epoch) {
        return String.join(
                ",",
                epoch.stage(),
                Integer.toString(epoch.epoch()),
                String.format(Locale.ROOT, "%.4g", epoch.learningRate()),
                number(epoch.loss()),
                number(epoch.trainingWar()),
                number(epoch.trainingUar()),
                number(epoch.validationWar()),
                number(epoch.validationUar()));
    }

    /** Nothing where there is no number. */
    private static String number(@Nullable Double value) {
        return value == null || value.isNaN() ? "" : String.format(Locale.ROOT, "%.5f", value);
    }
}
