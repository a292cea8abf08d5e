package io.mien.ingest.sources;

import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.NaturalOrder;
import io.mien.pictures.RgbImage;
import io.mien.pictures.UnreadableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads pictures from files, one after another at a steady rate: a single JPEG or PNG file, or all those of a folder in
 * the natural order of their names, {@code f2.jpg} before {@code f10.jpg}. Each stands upright as its EXIF orientation
 * says; colours come as they are stored ({@link ImageDecoder}).
 *
 * <p>Not safe for use by many threads.
 */
public final class PictureFilesSource implements FrameSource {
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png");

    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    /** The user's own files may be larger than what strangers send. */
    private static final ImageLimits LIMITS = new ImageLimits(64 << 20, 50_000_000);

    private final List<Path> files;
    private final FrameSourceDescription description;
    private final ImageDecoder decoder = new ImageDecoder(LIMITS);
    private final Duration interval;
    private int next;

    private PictureFilesSource(Path place, List<Path> files, double frameRate) {
        this.files = files;
        this.interval = Duration.ofNanos(Math.round(1e9 / frameRate));
        this.description = new FrameSourceDescription(
                String.valueOf(place.toAbsolutePath().normalize().getFileName()),
                place.toAbsolutePath().toUri().toString(),
                OptionalDouble.of(frameRate),
                OptionalLong.of(files.size()),
                Optional.of(interval.multipliedBy(files.size())));
    }

    /**
     * Opens a picture, or a folder of them; in a folder, what has no picture's name ({@code .jpg}, {@code .jpeg}, {@code
     * .png}) and hidden files are left out.
     *
     * @param frameRate pictures a second, more than 0
     * @throws FrameSourceException if nothing is there, it may not be read, or it is a folder without pictures
     */
    public static PictureFilesSource open(Path place, double frameRate) throws FrameSourceException {
        if (!(frameRate > 0) || !Double.isFinite(frameRate)) {
            throw new IllegalArgumentException("frame rate: " + frameRate + " (expected: more than 0)");
        }
        if (!Files.exists(place)) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_FOUND, "pictures " + place + ": not there (check the path)");
        }
        return new PictureFilesSource(place, Files.isDirectory(place) ? picturesOf(place) : List.of(place), frameRate);
    }

    private static List<Path> picturesOf(Path folder) throws FrameSourceException {
        List<Path> pictures;
        try (Stream<Path> entries = Files.list(folder)) {
            pictures = entries.filter(file -> isPicture(name(file)) && Files.isRegularFile(file))
                    .sorted(Comparator.comparing(PictureFilesSource::name, NaturalOrder.INSTANCE))
                    .toList();
        } catch (IOException e) {
            throw notReadable(folder, e);
        }
        if (pictures.isEmpty()) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_A_VIDEO,
                    "folder " + folder + ": no pictures in it (expected: files named .jpg, .jpeg or .png)");
        }
        return pictures;
    }

    /** Whether a file is a picture by its first bytes, whatever its name. */
    public static boolean isPicture(Path file) throws IOException {
        byte[] start;
        try (InputStream stream = Files.newInputStream(file)) {
            start = stream.readNBytes(4);
        }
        return Arrays.equals(start, PNG) || (start.length == 4 && Arrays.equals(start, 0, 3, JPEG, 0, 3));
    }

    /** Whether a file is a picture that is not hidden, by its name. */
    static boolean isNamedLikePicture(Path file) {
        return isPicture(name(file));
    }

    private static boolean isPicture(String name) {
        int dot = name.lastIndexOf('.');
        return !name.startsWith(".")
                && dot > 0
                && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static FrameSourceException notReadable(Path file, IOException cause) {
        return new FrameSourceException(
                FrameSourceException.Kind.NOT_READABLE, "pictures " + file + ": cannot be read: " + cause, cause);
    }

    @Override
    public FrameSourceDescription description() {
        return description;
    }

    /**
     * {@inheritDoc}
     *
     * @throws FrameSourceException if the file is no picture, a broken one, or larger than 64 MiB or 50 million pixels
     */
    @Override
    public Optional<SourceFrame> next() throws FrameSourceException {
        if (next >= files.size()) {
            return Optional.empty();
        }
        RgbImage image = read(files.get(next));
        Duration position = interval.multipliedBy(next);
        next++;
        return Optional.of(new SourceFrame(image, position));
    }

    @Override
    public boolean skip() {
        if (next >= files.size()) {
            return false;
        }
        next++;
        return true;
    }

    private RgbImage read(Path file) throws FrameSourceException {
        try {
            if (Files.size(file) > LIMITS.bytes()) {
                throw new FrameSourceException(
                        FrameSourceException.Kind.NOT_READABLE,
                        "picture " + file + ": " + Files.size(file) + " bytes (expected: at most " + LIMITS.bytes()
                                + ")");
            }
            return decoder.decodeUpright(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (UnreadableImageException e) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_A_VIDEO, "picture " + file + ": " + e.getMessage(), e);
        } catch (FrameSourceException e) {
            throw e;
        } catch (IOException e) {
            throw notReadable(file, e);
        }
    }

    @Override
    public void close() {
        next = files.size();
    }
}
