package io.mien.ingest.detect;

import io.mien.ingest.picture.Picture;
import java.util.List;

/**
 * Finds faces. The same picture gives the same answer, whatever came before it.
 *
 * <p>Threads: one instance a thread. It holds native memory until {@link #close()}.
 */
public interface FaceDetector extends AutoCloseable {

    /**
     * The faces in a picture, in no particular order; empty if there are none.
     *
     * @param picture of any size; stays the caller's and unchanged
     */
    List<Detection> detect(Picture picture);

    @Override
    void close();
}
