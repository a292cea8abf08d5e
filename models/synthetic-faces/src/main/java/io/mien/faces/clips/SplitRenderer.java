package io.mien.faces.clips;

import io.mien.faces.render.HeadGeometry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Renders the clips of a split on several threads, in their order; the result does not depend on how many. */
public final class SplitRenderer {
    /** Clips rendered in one go, so that a person is painted once for them. */
    private static final int CLIPS_AT_ONCE = 4;

    private final SplitPlan plan;
    private final HeadGeometry head;
    private final int threads;

    /** Takes clips in their order. */
    public interface ClipSink {
        void accept(RenderedClip clip) throws IOException;
    }

    /** @param threads at least 1 */
    public SplitRenderer(SplitPlan plan, HeadGeometry head, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: at least 1)");
        }
        this.plan = plan;
        this.head = head;
        this.threads = threads;
    }

    /**
     * Renders into a clip store, going on where an earlier run was stopped.
     *
     * @param progress is told how many clips are there, after each
     */
    public void render(Path file, IntConsumer progress) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (ClipStoreWriter writer = ClipStoreWriter.open(plan, file)) {
            render(writer.size(), clip -> {
                writer.append(clip);
                progress.accept(writer.size());
            });
        }
    }

    /**
     * Renders the clips from one on.
     *
     * @param sink takes them, on the calling thread
     */
    public void render(int first, ClipSink sink) throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        ThreadLocal<ClipRenderer> renderers = ThreadLocal.withInitial(() -> new ClipRenderer(plan, head));
        Deque<Future<List<RenderedClip>>> underWay = new ArrayDeque<>();
        try {
            int next = first;
            while (next < plan.clips() || !underWay.isEmpty()) {
                // Bounded, since clips are large and the disk may be slower than the renderers.
                while (next < plan.clips() && underWay.size() < 2 * threads) {
                    int from = next;
                    int to = Math.min(from + CLIPS_AT_ONCE, plan.clips());
                    underWay.add(workers.submit(() -> render(renderers.get(), from, to)));
                    next = to;
                }
                for (RenderedClip clip : underWay.remove().get()) {
                    sink.accept(clip);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("rendering was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a clip could not be rendered: " + e.getCause(), e);
        } finally {
            workers.shutdownNow();
        }
    }

    private static List<RenderedClip> render(ClipRenderer renderer, int from, int to) {
        List<RenderedClip> clips = new ArrayList<>();
        for (int number = from; number < to && !Thread.currentThread().isInterrupted(); number++) {
            clips.add(renderer.render(number));
        }
        return clips;
    }
}
