package io.mien.infer.operator;

import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.RecordHeader;
import io.mien.infer.element.RejectedFrame;
import io.mien.infer.element.SourceRecord;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterLog;
import io.mien.schemas.DeadLetterRecord;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.LoggerFactory;

/** Sets records aside as they were received, with the reason added to their headers. */
public final class DeadLetters {
    /** The side output that they leave an operator by. */
    public static final OutputTag<OutgoingRecord> OUTPUT = new OutputTag<>("dead-letters", OutgoingRecord.TYPE);

    private static final DeadLetterLog log = new DeadLetterLog(LoggerFactory.getLogger(DeadLetters.class));

    private DeadLetters() {}

    static OutgoingRecord of(SourceRecord source, RefusedRecordException refusal, String stage) {
        return of(
                source,
                new DeadLetterHeaders(
                        refusal.reason(),
                        String.valueOf(refusal.getMessage()),
                        stage,
                        source.topic(),
                        source.partition(),
                        source.offset(),
                        refusal.schemaId(),
                        refusal.exception()));
    }

    static OutgoingRecord of(RejectedFrame rejected, String stage) {
        SourceRecord source = rejected.source();
        return of(
                source,
                new DeadLetterHeaders(
                        rejected.reason(),
                        rejected.message(),
                        stage,
                        source.topic(),
                        source.partition(),
                        source.offset(),
                        null,
                        rejected.exception()));
    }

    private static OutgoingRecord of(SourceRecord source, DeadLetterHeaders reasons) {
        log.tell(reasons);
        RecordHeaders received = new RecordHeaders();
        source.headers().forEach(header -> received.add(header.name(), header.value()));
        DeadLetterRecord letter = DeadLetterRecord.of(source.key(), source.value(), received, reasons);
        List<RecordHeader> headers = new ArrayList<>();
        letter.headers().forEach(header -> headers.add(new RecordHeader(header.key(), header.value())));
        return new OutgoingRecord(Topic.FACE_FRAMES_DEAD_LETTERS.topicName(), letter.key(), letter.value(), headers);
    }
}
