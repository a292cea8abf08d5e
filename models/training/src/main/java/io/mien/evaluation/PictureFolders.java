package io.mien.evaluation;

import io.mien.models.ModelException;
import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.NaturalOrder;
import io.mien.pictures.RgbImage;
import io.mien.pictures.UnreadableImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * Reads clips that are folders with a picture a frame, in the natural order of the files' names: the published code's where
 * numbers have as many digits. What file systems, browsers and data sets leave in a folder besides is none of the clip's.
 */
public final class PictureFolders implements ClipPictures, ClipListReading.FrameCounter {
    private static final Comparator<Path> BY_NAME =
            Comparator.comparing(file -> file.getFileName().toString(), NaturalOrder.INSTANCE);

    /** Of files that are no picture. A picture of a kind that is not read is refused, not left out. */
    private static final Set<String> OTHER_ENDINGS =
            Set.of("db", "ini", "txt", "csv", "json", "xml", "npy", "npz", "mat", "wav", "pts", "md", "tmp", "part");

    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    @Override
    public Map<Integer, RgbImage> read(Path place, SortedSet<Integer> numbers) {
        List<Path> files = files(place);
        Map<Integer, RgbImage> pictures = new HashMap<>();
        for (int number : numbers) {
            if (number >= files.size()) {
                throw new ModelException("clip " + place + ": " + files.size() + " pictures (expected: at least "
                        + (number + 1) + ", as the list says)");
            }
            pictures.put(number, decode(files.get(number)));
        }
        return pictures;
    }

    private static List<Path> files(Path place) {
        if (Files.isRegularFile(place)) {
            return List.of(place); // a still
        }
        try (Stream<Path> entries = Files.list(place)) {
            return entries.filter(PictureFolders::mayBePicture).sorted(BY_NAME).toList();
        } catch (IOException e) {
            throw new ModelException("clip " + place + ": cannot be read: " + e, e);
        }
    }

    @Override
    public int frames(Path place) {
        return files(place).size();
    }

    private static boolean mayBePicture(Path entry) {
        String name = entry.getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean isStray = name.startsWith(".") || name.startsWith("@") || OTHER_ENDINGS.contains(ending);
        return !isStray && !Files.isDirectory(entry);
    }

    private RgbImage decode(Path file) {
        try {
            return decoder.decodeUpright(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException | UnreadableImageException e) {
            throw new ModelException("picture " + file + ": " + e.getMessage(), e);
        }
    }
}
