package io.mien.schemas.nonsense;

import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Face frames that fit their schema and make no sense, of subjects that come in turn, the same ones for a seed. Not safe
 * for use by many threads.
 */
public final class NonsenseFaceFrames {
    private static final int STREAMS = 4;
    private static final int SUBJECTS = 3;
    private static final int ENDS_ONE_IN = 20;
    private static final int ABSENT_ONE_IN = 4;

    private final NonsenseValues values;

    /**
     * @param seed of all that follows
     * @param pictures that the frames show where they are not broken, beside those that are drawn here
     */
    public NonsenseFaceFrames(long seed, List<EncodedPicture> pictures) {
        this.values = new NonsenseValues(seed, pictures);
    }

    /** The next one. */
    public FaceFrame next() {
        long number = values.nextRecord();
        EncodedPicture picture = values.picture();
        boolean ended = values.below(ENDS_ONE_IN) == 0;
        return FaceFrame.newBuilder()
                .setStreamId(values.identifier("nonsense-" + values.below(STREAMS)))
                .setSubjectId(values.identifier("s" + values.below(SUBJECTS)))
                .setSequence(values.number(number))
                .setCapturedAt(values.time(number))
                .setEncoding(values.encoding(picture.encoding()))
                .setWidth(values.side(picture.width()))
                .setHeight(values.side(picture.height()))
                .setImage(ended ? values.imageOfEnd(picture) : values.image(picture))
                .setFaceBox(values.below(ABSENT_ONE_IN) == 0 ? null : box(picture))
                .setLandmarks(values.below(ABSENT_ONE_IN) == 0 ? null : landmarks(picture))
                .setCameraBox(values.below(ABSENT_ONE_IN) == 0 ? null : box(picture))
                .setDetectionScore(values.below(ABSENT_ONE_IN) == 0 ? null : values.decimal(0.9f))
                .setTrackEnded(ended)
                .build();
    }

    /** A key for it; mostly the right one. */
    public byte @Nullable [] key(FaceFrame frame) {
        return values.key(frame.getStreamId());
    }

    private Box box(EncodedPicture picture) {
        return new Box(
                values.decimal(picture.width() * 0.2f),
                values.decimal(picture.height() * 0.2f),
                values.decimal(picture.width() * 0.6f),
                values.decimal(picture.height() * 0.6f));
    }

    private Landmarks landmarks(EncodedPicture picture) {
        return new Landmarks(
                point(picture, 0.35f, 0.4f),
                point(picture, 0.65f, 0.4f),
                point(picture, 0.5f, 0.55f),
                point(picture, 0.4f, 0.7f),
                point(picture, 0.6f, 0.7f));
    }

    private Point point(EncodedPicture picture, float x, float y) {
        return new Point(values.decimal(picture.width() * x), values.decimal(picture.height() * y));
    }
}
