package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/** Grey films with a sound that is silent for a second and loud from then on. */
final class FilmWithSound {
    static final int FRAME_RATE = 25;

    private static final int SIDE = 64;
    private static final int SAMPLE_RATE = 44_100;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private FilmWithSound() {}

    /**
     * Writes one, of the kind that its ending says.
     *
     * @param from when the first picture is shown, seconds after the sound's beginning
     * @param pictures how long there are pictures, seconds
     * @param sound how long it sounds, seconds
     */
    static Path write(Path file, int from, int pictures, int sound) throws FrameRecorder.Exception {
        FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), SIDE, SIDE, 1);
        String ending = file.toString().toLowerCase(Locale.ROOT);
        recorder.setVideoCodecName(ending.endsWith("flv") ? "flv" : "mpeg4");
        recorder.setAudioCodecName(ending.endsWith("asf") ? "wmav2" : "aac");
        recorder.setFrameRate(FRAME_RATE);
        recorder.setSampleRate(SAMPLE_RATE);
        recorder.start();
        try (Frame frame = new Frame(SIDE, SIDE, Frame.DEPTH_UBYTE, 3)) {
            ByteBuffer pixels = (ByteBuffer) frame.image[0];
            for (int i = 0; i < pixels.capacity(); i++) {
                pixels.put(i, (byte) 90);
            }
            for (int tick = 0; tick < FRAME_RATE * Math.max(sound, from + pictures); tick++) {
                if (tick >= FRAME_RATE * from && tick < FRAME_RATE * (from + pictures)) {
                    recorder.setTimestamp(tick * MICROS_PER_SECOND / FRAME_RATE);
                    recorder.record(frame, AV_PIX_FMT_RGB24);
                }
                if (tick < FRAME_RATE * sound) {
                    recorder.recordSamples(ShortBuffer.wrap(samples(tick)));
                }
            }
        } finally {
            recorder.close();
        }
        return file;
    }

    private static short[] samples(int tick) {
        short[] samples = new short[SAMPLE_RATE / FRAME_RATE];
        for (int i = 0; i < samples.length; i++) {
            int at = tick * samples.length + i;
            samples[i] = at < SAMPLE_RATE ? 0 : (short) (20_000 * Math.sin(at * 0.1));
        }
        return samples;
    }
}
