package io.mien.cli.clips;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.evaluation.ClipPictures;
import io.mien.evaluation.PictureFolders;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.PictureFilesSource;
import io.mien.ingest.sources.SourceFrame;
import io.mien.pictures.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** Reads the clips of a list: folders of pictures, single pictures, and videos, decoded as the stream decodes them. */
public final class ListedClipPictures implements ClipPictures {
    private static final int LONGEST_SIDE = 4096;

    private final PictureFolders folders = new PictureFolders();

    @Override
    public Map<Integer, RgbImage> read(Path place, SortedSet<Integer> numbers) {
        try {
            return Files.isDirectory(place) || PictureFilesSource.isPicture(place)
                    ? folders.read(place, numbers)
                    : readVideo(place, numbers);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.INPUT, "clip " + place + ": cannot be read (" + FileText.of(e) + ")", e);
        }
    }

    private static Map<Integer, RgbImage> readVideo(Path place, SortedSet<Integer> numbers)
            throws FrameSourceException {
        Map<Integer, RgbImage> pictures = new HashMap<>();
        try (FrameSource source = ClipInput.of(place, LONGEST_SIDE).opener().open()) {
            for (int number = 0; number <= numbers.last(); number++) {
                if (!numbers.contains(number)) {
                    source.skip();
                    continue;
                }
                Optional<SourceFrame> frame = source.next();
                if (frame.isEmpty()) {
                    throw new CommandException(
                            ExitCode.INPUT,
                            "clip " + place + ": ends after " + number + " frames (expected: at least "
                                    + (numbers.last() + 1) + ", as the list says)");
                }
                pictures.put(number, frame.get().image());
            }
        }
        return pictures;
    }
}
