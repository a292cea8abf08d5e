package io.mien.cli.clips;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.evaluation.ClipList;
import io.mien.evaluation.ClipListFormat;
import io.mien.evaluation.ClipListReading;
import io.mien.models.LabelSet;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How lists of clips are read. */
public final class ClipListOptions {
    private static final Logger log = LoggerFactory.getLogger(ClipListOptions.class);

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Where the clips are on this machine, whatever folder the list names.")
    @Nullable
    Path root;

    @Option(
            names = "--list-encoding",
            paramLabel = "NAME",
            description = "Of a list without a byte-order mark, for example windows-1252 or GB18030 (default: UTF-8).")
    @Nullable
    String encoding;

    @Option(
            names = "--list-labels",
            split = ",",
            paramLabel = "NAME,…",
            description =
                    "What the list's numbers from 0 stand for, where their order is not the model's: lists of MAFW in the"
                            + " line of MAE-DFER begin with anger,disgust,fear,happiness (default: the model's order).")
    List<String> labels = List.of();

    @Option(
            names = "--frames-on-disk",
            description =
                    "Count a clip's frames where it lies; what the list says of them is not used. The data sets' own"
                            + " lists say nothing, and are read so.")
    boolean framesOnDisk;

    @Option(
            names = "--skip-bad",
            description =
                    "Go on without lines that are none and clips that are not there or cannot be read; how many is"
                            + " said in the result (default: all of them are named, and nothing is done).")
    boolean skipBad;

    /**
     * Reads a list.
     *
     * @throws io.mien.models.ModelException as {@link ClipList#readWith}
     */
    public ClipList read(Path list, ClipListFormat format) {
        ClipList read = ClipList.readWith(
                list,
                new ClipListReading(
                        Optional.ofNullable(root),
                        format,
                        labels(format),
                        charset(),
                        Optional.of(new ListedClipPictures()),
                        framesOnDisk,
                        skipBad));
        if (!read.skipped().isEmpty()) {
            log.warn(
                    "list {}: {} of {} lines are left out, the first: {}",
                    list,
                    read.skipped().size(),
                    read.skipped().size() + read.clips().size(),
                    read.skipped().get(0));
        }
        return read;
    }

    /** Whether to go on without clips that cannot be read. */
    public boolean skipBad() {
        return skipBad;
    }

    /** What the lists' numbers stand for, as it was given; empty if it was not. */
    public List<String> labels() {
        return labels;
    }

    private Optional<LabelSet> labels(ClipListFormat format) {
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        String given = "--list-labels " + String.join(",", labels);
        if (format != ClipListFormat.PUBLISHED) {
            throw new CommandException(
                    ExitCode.USAGE, given + ": of a data set's own label file, which has its own (expected: none)");
        }
        try {
            return Optional.of(new LabelSet("list", labels));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, given + ": " + e.getMessage(), e);
        }
    }

    private Optional<Charset> charset() {
        try {
            return Optional.ofNullable(encoding).map(Charset::forName);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--list-encoding " + encoding + ": no encoding (expected: UTF-8, windows-1252, …)",
                    e);
        }
    }
}
