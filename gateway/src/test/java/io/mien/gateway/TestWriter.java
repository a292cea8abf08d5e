package io.mien.gateway;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is given, for as long as it is let. */
final class TestWriter implements FrameWriter {
    final List<CameraFrame> cameraFrames = new ArrayList<>();
    final List<FaceFrame> faceFrames = new ArrayList<>();
    private final List<Delivery> open = new ArrayList<>();
    boolean full;

    @Override
    public synchronized boolean offer(CameraFrame frame, Delivery delivery) {
        if (full) {
            return false;
        }
        cameraFrames.add(frame);
        open.add(delivery);
        return true;
    }

    @Override
    public synchronized boolean offer(FaceFrame frame, Delivery delivery) {
        if (full) {
            return false;
        }
        faceFrames.add(frame);
        open.add(delivery);
        return true;
    }

    /** Ends all deliveries that are under way. */
    void deliver(@Nullable Exception failure) {
        List<Delivery> ended;
        synchronized (this) {
            ended = new ArrayList<>(open);
            open.clear();
        }
        ended.forEach(delivery -> delivery.ended(failure));
    }
}
