package io.mien.ingest.sources;

import io.mien.pictures.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A film written again with other pictures: each at the time that {@link VideoFileSource} gives it, with the film's sound
 * where the new file's kind takes it. Not safe for use by many threads; native memory is held until {@link #close()}.
 */
public final class FilmCopy implements AutoCloseable {
    /** Bits for each pixel of a picture: more than a film of the same size usually has. */
    private static final double BITS_PER_PIXEL = 0.25;

    private static final double USUAL_FRAME_RATE = 25;
    private static final double MOST_FRAMES_PER_SECOND = 120;

    private final VideoFileSource source;
    private final VideoFileWriter writer;
    private final @Nullable SoundTrack sound;
    private final OptionalLong shift;
    private boolean heard;
    private boolean soundEnded;
    private String soundNote;
    private boolean closed;

    private FilmCopy(VideoFileSource source, VideoFileWriter writer, @Nullable SoundTrack sound, String soundNote) {
        this.source = source;
        this.writer = writer;
        this.sound = sound;
        this.soundNote = soundNote;
        this.shift = source.clockShift();
    }

    /**
     * Begins it, over a file that is there.
     *
     * @param source which has given its first picture
     * @param file with an ending of a kind that takes H.264: mp4, mov or mkv
     * @param width of all pictures, even
     * @param height of all pictures, even
     * @throws IOException if it cannot be written
     */
    public static FilmCopy open(VideoFileSource source, Path file, int width, int height) throws IOException {
        double rate = Math.min(
                MOST_FRAMES_PER_SECOND,
                Math.max(1, source.description().frameRate().orElse(USUAL_FRAME_RATE)));
        Optional<SoundTrack> found = source.sound();
        if (found.isEmpty()) {
            return new FilmCopy(source, writer(file, width, height, rate, null), null, "no sound in it");
        }
        SoundTrack track = found.get();
        String codec = track.codec();
        try {
            if (source.clockShift().isPresent()
                    && VideoFileWriter.takes(file, track.parameters().codec_id())) {
                VideoFileWriter writer = writer(file, width, height, rate, track);
                return new FilmCopy(source, writer, track, "its sound (" + codec + ") copied");
            }
        } catch (IOException e) {
            // With another sound the same file may be no trouble; if it is, the next try says so.
            track.close();
            return new FilmCopy(
                    source, writer(file, width, height, rate, null), null, "its sound (" + codec + ") left out");
        } catch (RuntimeException e) {
            track.close();
            throw e;
        }
        track.close();
        String note = "its sound (" + codec + ") left out: this kind of file does not take it (.mkv takes any)";
        return new FilmCopy(source, writer(file, width, height, rate, null), null, note);
    }

    private static VideoFileWriter writer(Path file, int width, int height, double rate, @Nullable SoundTrack track)
            throws IOException {
        return VideoFileWriter.open(file, width, height, rate, BITS_PER_PIXEL, track);
    }

    /**
     * Adds the picture that the source has just given, as it is to be.
     *
     * @param image of the size that all have
     * @param position the source's, microseconds
     */
    public void write(RgbImage image, long position) throws IOException {
        if (sound != null && !soundEnded && !source.clockShift().equals(shift)) {
            soundEnded = true;
            soundNote += " up to where the film's clock jumps";
        }
        copySound(position);
        writer.write(image.pixels(), position);
    }

    private void copySound(long position) throws IOException {
        SoundTrack track = sound;
        if (track != null && !soundEnded && shift.isPresent()) {
            track.copyUntil(position, shift.getAsLong(), packet -> {
                writer.writeSound(packet, track.timeBase());
                heard = true;
            });
        }
    }

    /** Finishes the file, and says what became of the sound. */
    public String finish() throws IOException {
        copySound(Long.MAX_VALUE);
        close();
        return sound == null || heard ? soundNote : "its sound left out: none of it lies beside the pictures";
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                writer.close();
            } finally {
                if (sound != null) {
                    sound.close();
                }
            }
        }
    }
}
