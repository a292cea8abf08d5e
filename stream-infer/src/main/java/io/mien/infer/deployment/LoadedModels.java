package io.mien.infer.deployment;

import io.mien.infer.batch.BatchStatistics;
import io.mien.infer.batch.BatchedModel;
import io.mien.infer.element.ModelPlan;
import io.mien.infer.element.ModelVersion;
import io.mien.models.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that a process runs for a job: the one that it was started with, and after a deployment those of the job's plan,
 * two at most. One that is no longer in the plan is closed when nothing uses it any more, before another is loaded.
 *
 * <p>Threads: any. Models are loaded and closed on a thread of this.
 */
public final class LoadedModels implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoadedModels.class);
    /** What is on its way between two operators when a plan comes is through by then. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /**
     * What is asked of a model.
     *
     * @param <R> of the answer
     */
    @FunctionalInterface
    public interface Question<R> {

        /** Asks it. */
        CompletableFuture<R> ask(BatchedModel model) throws InterruptedException;
    }

    private final String process = UUID.randomUUID().toString();
    private final VersionOpening versions;
    private final ModelDescription launched;
    private final long launchedId;
    private final ScheduledExecutorService loader;
    private final Map<Long, HeldModel> held = new HashMap<>();
    private final Map<Long, ModelDescription> descriptions = new HashMap<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private @Nullable ModelPlan plan;
    private Consumer<ModelPlan> listener = followed -> {};
    private Agreement agreement = Agreement.NONE;
    /** Of the models that were closed. */
    private BatchStatistics closedEncoding = BatchStatistics.NONE;

    private BatchStatistics closedClassification = BatchStatistics.NONE;

    /** Opens the model that the job was started with. */
    public LoadedModels(ModelOpening opening) {
        BatchedModel first = opening.launched();
        this.launched = ModelDescription.of(first);
        this.launchedId = ModelVersion.of(first.manifest()).id();
        this.versions = new VersionOpening(opening, first.manifest());
        HeldModel holding = new HeldModel();
        holding.model.complete(first);
        held.put(launchedId, holding);
        descriptions.put(launchedId, launched);
        this.loader = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "model-loader");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Tells of every plan from now on, on a thread of this. */
    public synchronized void tell(Consumer<ModelPlan> newListener) {
        listener = newListener;
    }

    /** A name for this process's part of the job. */
    public String process() {
        return process;
    }

    /** The model that the job's own settings name. */
    public ModelDescription launched() {
        return launched;
    }

    /** The plan in force; empty if nothing was ever deployed. */
    public synchronized Optional<ModelPlan> plan() {
        return Optional.ofNullable(plan);
    }

    /** How alike the two models of the deployment under way, or of the last one, have read in this process. */
    public synchronized Agreement agreement() {
        return agreement;
    }

    /** Counts a window that both have read. */
    public synchronized void compare(float[] published, float[] shadow) {
        agreement = agreement.with(published, shadow);
    }

    /**
     * Begins with what a checkpoint holds, whatever was in force before.
     *
     * @param restored null if it holds nothing
     */
    public synchronized void restart(@Nullable ModelPlan restored) {
        // What could not be loaded is tried again.
        held.values().removeIf(holding -> holding.model.isCompletedExceptionally());
        put(restored);
        settled.complete(null);
    }

    /** Takes what the job's coordinator says; what it said before, and says again, changes nothing. */
    public synchronized void follow(ModelPlan next) {
        if (plan == null || next.revision() > plan.revision()) {
            put(next);
        }
    }

    private void put(@Nullable ModelPlan next) {
        if (next != null && (plan == null || !plan.deploymentId().equals(next.deploymentId()))) {
            agreement = Agreement.NONE;
            HeldModel again =
                    next.candidate() == null ? null : held.get(next.candidate().id());
            if (again != null) {
                again.stale = true;
            }
        }
        plan = next;
        Set<Long> wanted = wanted().stream().map(ModelVersion::id).collect(Collectors.toSet());
        settleAfter(
                wanted.containsAll(held.keySet()) && held.values().stream().noneMatch(each -> each.stale)
                        ? Duration.ZERO
                        : GRACE);
    }

    private void settleAfter(Duration delay) {
        ScheduledFuture<?> unused = loader.schedule(this::settle, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized List<ModelVersion> wanted() {
        return plan == null
                ? List.of(ModelVersion.of(launched.manifest()))
                : plan.models().toList();
    }

    /** On the loader's thread: first closes, then loads. */
    private void settle() {
        List<ModelVersion> wanted = wanted();
        synchronized (this) {
            if (plan != null) {
                listener.accept(plan);
            }
        }
        if (closeOthers(wanted.stream().map(ModelVersion::id).collect(Collectors.toSet()))) {
            wanted.forEach(this::load);
        } else {
            settleAfter(GRACE);
        }
    }

    /** False if one is still in use. */
    private boolean closeOthers(Set<Long> wanted) {
        List<BatchedModel> unused = new ArrayList<>();
        boolean complete = true;
        synchronized (this) {
            for (Long id : List.copyOf(held.keySet())) {
                HeldModel holding = held.get(id);
                if (holding == null || (wanted.contains(id) && !holding.stale) || !holding.model.isDone()) {
                    continue;
                }
                if (holding.questions > 0) {
                    complete = false;
                    continue;
                }
                held.remove(id);
                if (holding.isLoaded()) {
                    unused.add(holding.model.join());
                }
            }
            unused.forEach(model -> {
                closedEncoding = closedEncoding.and(model.encoding());
                closedClassification = closedClassification.and(model.classification());
            });
        }
        for (BatchedModel model : unused) {
            log.info("model closed: {}", ModelVersion.of(model.manifest()));
            model.close();
        }
        return complete;
    }

    private void load(ModelVersion version) {
        HeldModel holding;
        synchronized (this) {
            if (held.containsKey(version.id())) {
                return;
            }
            holding = new HeldModel();
            held.put(version.id(), holding);
        }
        try {
            BatchedModel model = versions.open(version);
            synchronized (this) {
                descriptions.put(version.id(), ModelDescription.of(model));
            }
            log.info("model loaded: {}", version);
            holding.model.complete(model);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            log.warn("model not loaded: {}: {}", version, e.toString());
            holding.model.completeExceptionally(e);
        }
    }

    /** Says why a model of the plan cannot be used here, in words; null if it is loaded, empty if it is not known yet. */
    public synchronized Optional<Outcome> outcome(ModelVersion model) {
        HeldModel holding = held.get(model.id());
        if (holding == null || holding.stale || !holding.model.isDone()) {
            return Optional.empty();
        }
        return Optional.of(new Outcome(holding.model
                .handle((loaded, failure) -> failure == null ? null : String.valueOf(failure.getMessage()))
                .join()));
    }

    /**
     * How loading ended.
     *
     * @param refusal why not, in words; null if it is loaded
     */
    public record Outcome(@Nullable String refusal) {}

    /**
     * Waits until a model is loaded.
     *
     * @throws ModelException if it cannot be
     */
    public void require(ModelVersion model) throws InterruptedException {
        CompletableFuture<Void> known = ask(model.id(), loaded -> CompletableFuture.completedFuture(null));
        known.join();
    }

    /** What readings of a model that has answered say of it; that of the publishing one if it never did here. */
    public synchronized ModelDescription description(long id) {
        if (plan == null) {
            return launched;
        }
        ModelDescription found = descriptions.get(plan.resolve(id));
        return found == null ? descriptions.getOrDefault(plan.publishing().id(), launched) : found;
    }

    /** The model whose readings are published, or will be as soon as it takes over. */
    public ModelDescription publishing() {
        return description(plan().map(current -> current.publishing().id()).orElse(launchedId));
    }

    /**
     * Asks a model, when it is loaded.
     *
     * @param id 0 for that of a job to which nothing was deployed
     * @return fails with {@link ReplacedModelException} if it is none of the plan's
     */
    public <R> CompletableFuture<R> ask(long id, Question<R> question) throws InterruptedException {
        HeldModel holding;
        synchronized (this) {
            holding = find(id);
            if (holding != null) {
                holding.questions++;
            }
        }
        if (holding == null) {
            return await(id).thenCompose(known -> later(() -> ask(id, question)));
        }
        HeldModel found = holding;
        CompletableFuture<R> answer = found.isLoaded()
                ? asked(found, question)
                : found.model.thenCompose(model -> later(() -> question.ask(model)));
        return answer.whenComplete((value, failure) -> {
            synchronized (this) {
                found.questions--;
            }
        });
    }

    private <R> CompletableFuture<R> asked(HeldModel found, Question<R> question) throws InterruptedException {
        boolean complete = false;
        try {
            CompletableFuture<R> answer = question.ask(found.model.join());
            complete = true;
            return answer;
        } finally {
            if (!complete) {
                synchronized (this) {
                    found.questions--;
                }
            }
        }
    }

    private @Nullable HeldModel find(long id) {
        return held.get(plan != null ? plan.resolve(id) : id == 0 ? launchedId : id);
    }

    /** Until the model is known: to a plan from a checkpoint that is yet to be read, or on the loader's way there. */
    private CompletableFuture<Void> await(long id) {
        return settled.thenCompose(known -> CompletableFuture.runAsync(
                () -> {
                    synchronized (this) {
                        if (find(id) == null) {
                            throw new ReplacedModelException(id);
                        }
                    }
                },
                loader));
    }

    private interface Asking<R> {
        CompletableFuture<R> ask() throws InterruptedException;
    }

    private static <R> CompletableFuture<R> later(Asking<R> asking) {
        try {
            return asking.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What the encoders' batchers of all models have done. */
    public synchronized BatchStatistics encoding() {
        return sum(closedEncoding, BatchedModel::encoding);
    }

    /** What the classifiers' batchers of all models have done. */
    public synchronized BatchStatistics classification() {
        return sum(closedClassification, BatchedModel::classification);
    }

    private BatchStatistics sum(BatchStatistics closed, Function<BatchedModel, BatchStatistics> statistics) {
        return held.values().stream()
                .filter(HeldModel::isLoaded)
                .map(holding -> statistics.apply(holding.model.join()))
                .reduce(closed, BatchStatistics::and);
    }

    @Override
    public void close() {
        loader.shutdownNow();
        try {
            // A model that is just being loaded must not outlive its owner.
            boolean unused = loader.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<BatchedModel> open;
        synchronized (this) {
            open = held.values().stream()
                    .filter(HeldModel::isLoaded)
                    .map(holding -> holding.model.join())
                    .toList();
            held.clear();
        }
        open.forEach(BatchedModel::close);
    }
}
