package io.mien.cli.feeds;

import io.mien.cli.terminal.DurationConverter;
import io.mien.ingest.sources.SamplingGrid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * Which pictures of a feed are published.
 *
 * @param given whether its user has said so
 * @param grid of which the picture nearest each cell's middle is published; null: all are
 */
record SamplingChoice(boolean given, @Nullable SamplingGrid grid) {
    private static final String ALL = "all";

    /** Nobody has said anything. */
    static final SamplingChoice USUAL = new SamplingChoice(false, null);

    /**
     * As a user writes it.
     *
     * @param key for messages
     * @param text {@code all}, or a cell's length; null: nothing was said
     * @throws IllegalArgumentException if it makes no sense; the message begins with the key
     */
    static SamplingChoice parse(String key, @Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        if (text.equals(ALL)) {
            return new SamplingChoice(true, null);
        }
        try {
            Duration cell = new DurationConverter().convert(text);
            return new SamplingChoice(true, new SamplingGrid(cell));
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    key + ": " + text + " (expected: all, or the length of a cell, 1ms to 1h:"
                            + " that of the job's windows divided by 16, such as 125ms)",
                    e);
        }
    }

    /** Of a camera: sampled, unless its user wants otherwise. */
    @Nullable
    SamplingGrid ofCamera() {
        return given ? grid : SamplingGrid.DEFAULT;
    }

    /** Of what may be kept: all, unless its user wants otherwise. */
    @Nullable
    SamplingGrid ofRecording() {
        return grid;
    }
}
