package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A picture as it comes out of a decoder, before anything is spent on its pixels.
 *
 * @param frame in native memory
 * @param position the time of the picture from the source's beginning, microseconds
 * @param shape how it is to be shown
 * @param owned whether {@link #free()} frees it; else it is valid until the decoder is asked for the next
 */
record DecodedPicture(AVFrame frame, long position, Shape shape, boolean owned) {

    /** The same, for longer; it shares the pixels. The caller frees it. */
    DecodedPicture kept() {
        return owned ? this : new DecodedPicture(av_frame_clone(frame), position, shape, true);
    }

    /** To be called once. */
    void free() {
        if (owned) {
            av_frame_free(frame);
        }
    }
}
