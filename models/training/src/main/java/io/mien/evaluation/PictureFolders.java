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
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;

/** Clips as folders with a picture a frame, in the natural order of the files' names. */
public final class PictureFolders implements ClipPictures {
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
            // Data sets have leading zeros: then this is the order of the published code, Python's sorted(). Hidden
            // files
            // are none of the clip's, as for its glob().
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString(), NaturalOrder.INSTANCE))
                    .toList();
        } catch (IOException e) {
            throw new ModelException("clip " + place + ": cannot be read: " + e, e);
        }
    }

    private RgbImage decode(Path file) {
        try {
            return decoder.decodeUpright(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException | UnreadableImageException e) {
            throw new ModelException("picture " + file + ": " + e.getMessage(), e);
        }
    }
}
