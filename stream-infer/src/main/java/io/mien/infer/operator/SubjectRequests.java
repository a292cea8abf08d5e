package io.mien.infer.operator;

import io.mien.infer.element.SubjectKey;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies;

/**
 * Makes the job's asynchronous operators: ordered, and with each subject's requests in one slot, whatever the parallelism that
 * a snapshot is restored with.
 *
 * @param <I> of requests
 * @param <O> of answers
 */
public final class SubjectRequests<I, O> extends AsyncWaitOperatorFactory<I, O> {
    private static final long serialVersionUID = 1L;

    private final AsyncFunction<I, O> function;
    private final KeySelector<I, SubjectKey> subject;
    private final long patienceMillis;
    private final int capacity;

    /**
     * @param function that asks
     * @param subject of a request
     * @param patience with an answer
     * @param capacity requests under way in a slot, at most
     */
    public SubjectRequests(
            AsyncFunction<I, O> function, KeySelector<I, SubjectKey> subject, Duration patience, int capacity) {
        super(function, patience.toMillis(), capacity, OutputMode.ORDERED);
        this.function = function;
        this.subject = subject;
        this.patienceMillis = patience.toMillis();
        this.capacity = capacity;
    }

    /**
     * Puts it behind what gives the requests.
     *
     * @param requests of a keyed operator, in the slots of their subjects
     */
    public SingleOutputStreamOperator<O> behind(DataStream<I> requests, String name, TypeInformation<O> answers) {
        return requests.transform(name, answers, this).name(name).uid(name);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface has it
    public <T extends StreamOperator<O>> T createStreamOperator(StreamOperatorParameters<O> parameters) {
        return (T) new SubjectRequestsOperator<>(
                parameters,
                function,
                subject,
                patienceMillis,
                capacity,
                OutputMode.ORDERED,
                AsyncRetryStrategies.NO_RETRY_STRATEGY,
                processingTimeService,
                getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return SubjectRequestsOperator.class;
    }
}
