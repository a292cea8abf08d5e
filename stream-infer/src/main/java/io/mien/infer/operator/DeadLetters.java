package io.mien.infer.operator;

import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.RecordHeader;
import io.mien.infer.element.SourceRecord;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets records aside as they were received, with the reason added to their headers. */
public final class DeadLetters {
    /** The side output that they leave an operator by. */
    public static final OutputTag<OutgoingRecord> OUTPUT = new OutputTag<>("dead-letters", OutgoingRecord.TYPE);

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private DeadLetters() {}

    static OutgoingRecord of(SourceRecord source, RefusedRecordException refusal, String stage) {
        log.warn(
                "dead letter {} at {}: {} topic={} partition={} offset={}",
                refusal.reason(),
                stage,
                refusal.getMessage(),
                source.topic(),
                source.partition(),
                source.offset());
        List<RecordHeader> headers = new ArrayList<>(source.headers());
        new DeadLetterHeaders(
                        refusal.reason(),
                        String.valueOf(refusal.getMessage()),
                        stage,
                        source.topic(),
                        source.partition(),
                        source.offset(),
                        refusal.schemaId(),
                        refusal.exception())
                .toMap()
                .forEach((name, value) -> headers.add(new RecordHeader(name, value)));
        return new OutgoingRecord(Topic.FACE_FRAMES_DEAD_LETTERS.topicName(), source.key(), source.value(), headers);
    }
}
