package io.mien.infer.accounting;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * Keeps what one slot of one operator has counted. It is part of the checkpoint, so that a record that is read again
 * after a failure is counted once. Flink's metrics, which start at 0 with each attempt, are counted beside it.
 *
 * <p>Threads: the task's own thread counts; others may read the counts.
 */
public final class Account {
    private static final ListStateDescriptor<Map<String, Long>> STATE =
            new ListStateDescriptor<>("account", Types.MAP(Types.STRING, Types.LONG));

    private final ConcurrentMap<String, Long> counts = new ConcurrentHashMap<>();
    private final Map<String, Counter> metrics = new HashMap<>();
    private final MetricGroup group;
    private final ListState<Map<String, Long>> state;
    private final Ledger ledger;

    private Account(MetricGroup group, ListState<Map<String, Long>> state, Ledger ledger) {
        this.group = group;
        this.state = state;
        this.ledger = ledger;
    }

    /** Opens the account of a slot, with what the checkpoint has of it. */
    public static Account open(
            String operator, Ledger ledger, RuntimeContext context, FunctionInitializationContext initialization)
            throws Exception {
        ListState<Map<String, Long>> state =
                initialization.getOperatorStateStore().getListState(STATE);
        Account account = new Account(context.getMetricGroup().addGroup("mien"), state, ledger);
        for (Map<String, Long> kept : state.get()) {
            kept.forEach((name, count) -> account.counts.merge(name, count, Long::sum));
        }
        int slot = context.getTaskInfo().getIndexOfThisSubtask();
        ledger.put(operator + "-" + slot, account.counts);
        return account;
    }

    /** The process's. */
    public Ledger ledger() {
        return ledger;
    }

    /** Counts one. */
    public void count(String name) {
        counts.merge(name, 1L, Long::sum);
        metrics.computeIfAbsent(name, same -> CountName.metric(group, same)).inc();
    }

    /** Stores the counts; the operator calls this when it is asked for its state. */
    public void snapshot() throws Exception {
        state.update(List.of(new HashMap<>(counts)));
    }
}
