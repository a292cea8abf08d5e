package io.mien.schemas.sealing;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.avro.Sealed;
import io.mien.schemas.avro.SealedCameraFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Of a camera frame its picture is sealed; place, time and size stay plain. */
final class CameraFrameFields implements SealedFields<CameraFrame> {

    @Override
    public String streamId(CameraFrame record) {
        return record.getStreamId();
    }

    @Override
    public @Nullable Sealed sealed(CameraFrame record) {
        return record.getSealed();
    }

    @Override
    public boolean hasContent(CameraFrame record) {
        return record.getImage().hasRemaining();
    }

    @Override
    public ByteBuffer content(CameraFrame record) throws IOException {
        return new SealedCameraFrame(record.getEncoding(), record.getImage()).toByteBuffer();
    }

    @Override
    public void empty(CameraFrame record, Sealed content) {
        SealedFields.put(record, "encoding", ImageEncoding.UNKNOWN);
        SealedFields.put(record, "image", ByteBuffer.allocate(0));
        SealedFields.put(record, "sealed", content);
    }

    @Override
    public void fill(CameraFrame record, ByteBuffer content) throws IOException {
        SealedCameraFrame fields = SealedCameraFrame.fromByteBuffer(content);
        SealedFields.put(record, "encoding", fields.getEncoding());
        SealedFields.put(record, "image", fields.getImage());
        SealedFields.put(record, "sealed", null);
    }

    @Override
    public void name(CameraFrame record, NameWriter names) throws IOException {
        names.number(record.getSequence()).time(record.getCapturedAt());
    }
}
