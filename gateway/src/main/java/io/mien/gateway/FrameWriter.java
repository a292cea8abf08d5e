package io.mien.gateway;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import org.jspecify.annotations.Nullable;

/** Where the frames of all streams go. It never waits; each stream's frames stay in their order. */
interface FrameWriter {
    /** Hears once what became of a frame that was taken, on a thread that must not be kept. */
    @FunctionalInterface
    interface Delivery {
        /** @param failure null: it is written */
        void ended(@Nullable Exception failure);
    }

    /** Takes a camera frame, or says that there is no room for it now. */
    boolean offer(CameraFrame frame, Delivery delivery);

    /** Takes a face frame, or says that there is no room for it now. */
    boolean offer(FaceFrame frame, Delivery delivery);
}
