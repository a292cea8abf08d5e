package io.mien.infer.group;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A source that reads only while its job holds its consumer group. The lease is held where Flink hands out the partitions:
 * on the job manager, for as long as the job lives, and not by a task, which may start again elsewhere at any time.
 *
 * @param <T> of its records
 * @param <S> of its splits
 * @param <E> of what it keeps in a checkpoint
 */
public final class LeasedSource<T, S extends SourceSplit, E> implements Source<T, S, E>, ResultTypeQueryable<T> {
    private static final long serialVersionUID = 1L;

    private final Source<T, S, E> source;
    private final TypeInformation<T> type;
    /** An immutable one, which is serializable. */
    @SuppressWarnings("serial")
    private final Map<String, String> client;

    private final String groupId;

    /**
     * @param source what reads
     * @param type of its records
     * @param client settings of Kafka's clients
     * @param groupId of the job
     */
    public LeasedSource(Source<T, S, E> source, TypeInformation<T> type, Map<String, String> client, String groupId) {
        this.source = source;
        this.type = type;
        this.client = Map.copyOf(client);
        this.groupId = groupId;
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SourceReader<T, S> createReader(SourceReaderContext context) throws Exception {
        return source.createReader(context);
    }

    @Override
    public SplitEnumerator<S, E> createEnumerator(SplitEnumeratorContext<S> context) throws Exception {
        return new LeasedEnumerator<>(source.createEnumerator(context), context, client, groupId);
    }

    @Override
    public SplitEnumerator<S, E> restoreEnumerator(SplitEnumeratorContext<S> context, E checkpoint) throws Exception {
        return new LeasedEnumerator<>(source.restoreEnumerator(context, checkpoint), context, client, groupId);
    }

    @Override
    public SimpleVersionedSerializer<S> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<E> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return type;
    }
}
