package io.mien.schemas.nonsense;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Camera frames that fit their schema and make no sense, the same ones for a seed. Not safe for use by many threads. */
public final class NonsenseCameraFrames {
    private static final int STREAMS = 8;
    private static final int ENDS_ONE_IN = 20;

    private final NonsenseValues values;

    /**
     * @param seed of all that follows
     * @param pictures that the frames show where they are not broken, beside those that are drawn here
     */
    public NonsenseCameraFrames(long seed, List<EncodedPicture> pictures) {
        this.values = new NonsenseValues(seed, pictures);
    }

    /** The next one. */
    public CameraFrame next() {
        long number = values.nextRecord();
        EncodedPicture picture = values.picture();
        return CameraFrame.newBuilder()
                .setStreamId(values.identifier("nonsense-" + values.below(STREAMS)))
                .setSequence(values.number(number))
                .setCapturedAt(values.time(number))
                .setEncoding(values.encoding(picture.encoding()))
                .setWidth(values.side(picture.width()))
                .setHeight(values.side(picture.height()))
                .setImage(values.image(picture))
                .setStreamEnded(values.below(ENDS_ONE_IN) == 0)
                .setSource(new FrameSourceInfo(values.identifier("test:nonsense"), values.identifier("session")))
                .build();
    }

    /** A key for it; mostly the right one. */
    public byte @Nullable [] key(CameraFrame frame) {
        return values.key(frame.getStreamId());
    }
}
