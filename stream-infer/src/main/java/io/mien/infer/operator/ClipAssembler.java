package io.mien.infer.operator;

import io.mien.infer.element.Clip;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.ModelAssignment;
import io.mien.infer.element.ModelAssignment.Role;
import io.mien.infer.element.SkippedCell;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.element.TrackEnd;
import io.mien.infer.window.ClipComposer;
import io.mien.infer.window.SlidingWindows;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the embeddings of a subject's newest cells and makes its windows of them. A window is made when the frame of
 * its last cell or of a later one comes, or the word that such a cell was passed over. When the track ends, the last windows are made, up to the first that holds the
 * last frame. A window without a frame is not made.
 */
public final class ClipAssembler extends KeyedProcessFunction<SubjectKey, EncodingOutcome, Clip> {
    private static final long serialVersionUID = 1L;

    private final ClipComposer composer;
    private final SlidingWindows windows;
    private final long idleMillis;

    private transient @Nullable Running running;

    /**
     * @param composer of windows
     * @param idleTimeout after which the state of a silent subject is cleared
     */
    public ClipAssembler(ClipComposer composer, Duration idleTimeout) {
        this.composer = composer;
        this.windows = composer.windows();
        this.idleMillis = idleTimeout.toMillis();
    }

    /** What there is from {@link #open} on. */
    private record Running(
            MapState<Long, EncodedFrame> frames,
            ValueState<AssemblyProgress> progress,
            ValueState<SkippedCells> skipped) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void open(OpenContext context) {
        running = new Running(
                getRuntimeContext().getMapState(new MapStateDescriptor<>("frames", Types.LONG, EncodedFrame.TYPE)),
                getRuntimeContext().getState(new ValueStateDescriptor<>("progress", AssemblyProgress.TYPE)),
                getRuntimeContext().getState(new ValueStateDescriptor<>("skipped", SkippedCells.TYPE)));
    }

    @Override
    public void processElement(EncodingOutcome outcome, Context context, Collector<Clip> out) throws Exception {
        if (outcome instanceof EncodedFrame frame) {
            running().frames().put(frame.cell(), frame);
            pass(frame.subject(), frame.cell(), skipped(), context, out);
        } else if (outcome instanceof SkippedCell cell) {
            pass(cell.subject(), cell.cell(), skipped().with(cell.cell()), context, out);
        } else if (outcome instanceof TrackEnd end) {
            endTrack(end.subject(), out);
        }
    }

    private SkippedCells skipped() throws IOException {
        SkippedCells skipped = running().skipped().value();
        return skipped == null ? SkippedCells.NONE : skipped;
    }

    /** Makes the windows that end with a cell or before it. */
    private void pass(SubjectKey subject, long cell, SkippedCells skipped, Context context, Collector<Clip> out)
            throws Exception {
        ValueState<AssemblyProgress> progressValue = running().progress();
        long now = context.timerService().currentProcessingTime();
        AssemblyProgress before = progressValue.value();
        long nextEnd;
        if (before == null) {
            context.timerService().registerProcessingTimeTimer(now + idleMillis);
            nextEnd = windows.firstEndAfter(cell);
        } else {
            nextEnd = before.nextEnd();
        }
        if (nextEnd <= cell + 1) {
            NavigableMap<Long, EncodedFrame> held = held(running().frames());
            nextEnd = makeWindows(subject, held, skipped, nextEnd, cell + 1, out);
            evict(held, nextEnd - windows.cells());
        }
        if (!skipped.cells().isEmpty()) {
            // Older ones are of windows that were made just now, or of none.
            keep(skipped.from(windows.firstEndAfter(cell) - windows.cells()));
        }
        progressValue.update(new AssemblyProgress(nextEnd, now));
    }

    private void endTrack(SubjectKey subject, Collector<Clip> out) throws Exception {
        ValueState<AssemblyProgress> progressValue = running().progress();
        AssemblyProgress before = progressValue.value();
        NavigableMap<Long, EncodedFrame> held = held(running().frames());
        SkippedCells skipped = skipped();
        running().skipped().clear();
        if (before == null || held.isEmpty()) {
            return;
        }
        long lastEnd = windows.firstEndAfter(held.lastKey());
        long nextEnd = makeWindows(subject, held, skipped, before.nextEnd(), lastEnd, out);
        // How far the windows have come is kept: if the track goes on, none of them is made a second time.
        running().frames().clear();
        progressValue.update(new AssemblyProgress(nextEnd, before.activeAt()));
    }

    /** Makes the windows that end between two cells, both included; returns the end of the next one. */
    private long makeWindows(
            SubjectKey subject,
            NavigableMap<Long, EncodedFrame> held,
            SkippedCells skipped,
            long from,
            long to,
            Collector<Clip> out) {
        long end = from;
        while (end <= to) {
            NavigableMap<Long, EncodedFrame> window = held.subMap(end - windows.cells(), true, end, false);
            if (window.isEmpty()) {
                // A gap may be years long: go on at the first window that the next frame is in.
                Long next = held.ceilingKey(end);
                if (next == null) {
                    return end;
                }
                end = windows.firstEndAfter(next);
            } else {
                collect(subject, window, skipped.cells(), end, out);
                end += windows.slideCells();
            }
        }
        return end;
    }

    /** The clip that is published, and after it the one that is compared with it. */
    private void collect(
            SubjectKey subject,
            NavigableMap<Long, EncodedFrame> window,
            List<Long> skipped,
            long end,
            Collector<Clip> out) {
        ModelAssignment newest = window.lastEntry().getValue().assignment();
        if (newest == null) {
            collect(composer.compose(subject, window, skipped, end), out);
            return;
        }
        NavigableMap<Long, EncodedFrame> published = encodedBy(newest.model(), newest, window);
        NavigableMap<Long, EncodedFrame> other = newest.role() == Role.NONE
                ? Collections.emptyNavigableMap()
                : encodedBy(newest.second(), newest, window);
        boolean otherIsWhole = other.size() == window.size();
        if (newest.role() == Role.FORMER && otherIsWhole && published.size() < window.size()) {
            collect(of(newest.second(), false, composer.compose(subject, other, skipped, end)), out);
            return;
        }
        // Frames of another model are no frames: a window is of one model, and says so if it holds too few.
        collect(of(newest.model(), false, composer.compose(subject, published, skipped, end)), out);
        if (newest.role() == Role.SHADOW && otherIsWhole) {
            collect(of(newest.second(), true, composer.compose(subject, other, skipped, end)), out);
        }
    }

    private static void collect(@Nullable Clip clip, Collector<Clip> out) {
        if (clip != null) {
            out.collect(clip);
        }
    }

    private static @Nullable Clip of(long model, boolean shadow, @Nullable Clip clip) {
        return clip == null ? null : clip.of(model, shadow);
    }

    private static NavigableMap<Long, EncodedFrame> encodedBy(
            long model, ModelAssignment newest, NavigableMap<Long, EncodedFrame> window) {
        NavigableMap<Long, EncodedFrame> encoded = new TreeMap<>();
        window.forEach((cell, frame) -> {
            EncodedFrame as = frame.as(model, newest.origin());
            if (as != null) {
                encoded.put(cell, as);
            }
        });
        return encoded;
    }

    private static NavigableMap<Long, EncodedFrame> held(MapState<Long, EncodedFrame> frames) throws Exception {
        NavigableMap<Long, EncodedFrame> held = new TreeMap<>();
        for (Map.Entry<Long, EncodedFrame> entry : frames.entries()) {
            held.put(entry.getKey(), entry.getValue());
        }
        return held;
    }

    private void evict(NavigableMap<Long, EncodedFrame> held, long before) throws Exception {
        for (Long cell : held.headMap(before).keySet()) {
            running().frames().remove(cell);
        }
    }

    private void keep(SkippedCells skipped) throws IOException {
        if (skipped.cells().isEmpty()) {
            running().skipped().clear();
        } else {
            running().skipped().update(skipped);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Clip> out) throws Exception {
        ValueState<AssemblyProgress> progressValue = running().progress();
        AssemblyProgress current = progressValue.value();
        if (current == null) {
            return;
        }
        if (current.activeAt() + idleMillis > timestamp) {
            context.timerService().registerProcessingTimeTimer(current.activeAt() + idleMillis);
            return;
        }
        running().frames().clear();
        running().skipped().clear();
        progressValue.clear();
    }
}
