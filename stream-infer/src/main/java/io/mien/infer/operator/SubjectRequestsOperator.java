package io.mien.infer.operator;

import io.mien.infer.element.SubjectKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.AsyncRetryStrategy;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamElement;
import org.apache.flink.streaming.runtime.streamrecord.StreamElementSerializer;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/**
 * Flink's asynchronous operator, whose requests under way go to the slots of their subjects when a snapshot is restored. Flink
 * itself deals them out to the slots one by one: with another number of slots a subject's frames would be encoded in several
 * at once, overtake each other and those that come after them, and windows would be made without them.
 *
 * <p>The requests are kept in a list that every slot sees whole and takes its own from. Flink's own list, which older
 * snapshots hold them in, is read and left empty.
 */
final class SubjectRequestsOperator<I, O> extends AsyncWaitOperator<I, O> {
    private static final long serialVersionUID = 1L;

    /** The name that Flink's operator gives its list. */
    private static final String FLINKS = "_async_wait_operator_state_";

    private static final String OURS = "requests";

    private final KeySelector<I, SubjectKey> subject;
    private transient @Nullable ListState<StreamElement> kept;

    SubjectRequestsOperator(
            StreamOperatorParameters<O> parameters,
            AsyncFunction<I, O> function,
            KeySelector<I, SubjectKey> subject,
            long patienceMillis,
            int capacity,
            OutputMode mode,
            AsyncRetryStrategy<O> retries,
            ProcessingTimeService clock,
            MailboxExecutor mailbox) {
        super(parameters, function, patienceMillis, capacity, mode, retries, clock, mailbox);
        this.subject = subject;
    }

    private ListStateDescriptor<StreamElement> list(String name) {
        TypeSerializer<I> requests = getOperatorConfig().getTypeSerializerIn(0, getUserCodeClassloader());
        return new ListStateDescriptor<>(name, new StreamElementSerializer<>(requests));
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        OperatorStateStore store = context.getOperatorStateStore();
        ListState<StreamElement> ours = store.getUnionListState(list(OURS));
        List<StreamElement> own = new ArrayList<>();
        for (StreamElement request : ours.get()) {
            if (isOwn(request)) {
                own.add(request);
            }
        }
        ours.clear();
        kept = ours;
        // What is in Flink's list is asked again when this is opened.
        store.getListState(list(FLINKS)).addAll(own);
    }

    private boolean isOwn(StreamElement request) throws Exception {
        TaskInfo slot = getRuntimeContext().getTaskInfo();
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        subject.getKey(request.<I>asRecord().getValue()),
                        slot.getMaxNumberOfParallelSubtasks(),
                        slot.getNumberOfParallelSubtasks())
                == slot.getIndexOfThisSubtask();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ListState<StreamElement> ours = kept;
        if (ours == null) {
            throw new IllegalStateException("not initialised");
        }
        ListState<StreamElement> flinks = getOperatorStateBackend().getListState(list(FLINKS));
        List<StreamElement> underWay = new ArrayList<>();
        flinks.get().forEach(underWay::add);
        flinks.clear();
        ours.update(underWay);
    }
}
