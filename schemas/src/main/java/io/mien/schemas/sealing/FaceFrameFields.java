package io.mien.schemas.sealing;

import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.avro.Sealed;
import io.mien.schemas.avro.SealedFaceFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Of a face frame its picture and landmarks are sealed; boxes, time and size stay plain. */
final class FaceFrameFields implements SealedFields<FaceFrame> {

    @Override
    public String streamId(FaceFrame record) {
        return record.getStreamId();
    }

    @Override
    public @Nullable Sealed sealed(FaceFrame record) {
        return record.getSealed();
    }

    @Override
    public boolean hasContent(FaceFrame record) {
        return record.getImage().hasRemaining();
    }

    @Override
    public ByteBuffer content(FaceFrame record) throws IOException {
        return new SealedFaceFrame(record.getEncoding(), record.getImage(), record.getLandmarks()).toByteBuffer();
    }

    @Override
    public void empty(FaceFrame record, Sealed content) {
        SealedFields.put(record, "encoding", ImageEncoding.UNKNOWN);
        SealedFields.put(record, "image", ByteBuffer.allocate(0));
        SealedFields.put(record, "landmarks", null);
        SealedFields.put(record, "sealed", content);
    }

    @Override
    public void fill(FaceFrame record, ByteBuffer content) throws IOException {
        SealedFaceFrame fields = SealedFaceFrame.fromByteBuffer(content);
        SealedFields.put(record, "encoding", fields.getEncoding());
        SealedFields.put(record, "image", fields.getImage());
        SealedFields.put(record, "landmarks", fields.getLandmarks());
        SealedFields.put(record, "sealed", null);
    }

    @Override
    public void name(FaceFrame record, NameWriter names) throws IOException {
        names.text(record.getSubjectId()).number(record.getSequence()).time(record.getCapturedAt());
    }
}
