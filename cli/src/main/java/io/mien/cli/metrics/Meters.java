package io.mien.cli.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Collects the numbers of one process. Its parts count them already; they are read when somebody asks. Names are
 * Micrometer's, with full stops; Prometheus sees {@code _}, the unit and {@code _total} for counters.
 *
 * <p>Threads: filled by one, then read by any.
 */
public final class Meters {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    /** Micrometer holds what it reads from weakly. */
    private final List<Object> sources = new ArrayList<>();

    private Meters() {}

    /** Adds the meters that every process has: memory, threads, processor time, files, uptime. */
    public static Meters ofProcess() {
        Meters meters = new Meters();
        new JvmMemoryMetrics().bindTo(meters.registry);
        new JvmThreadMetrics().bindTo(meters.registry);
        new ClassLoaderMetrics().bindTo(meters.registry);
        new ProcessorMetrics().bindTo(meters.registry);
        new FileDescriptorMetrics().bindTo(meters.registry);
        new UptimeMetrics().bindTo(meters.registry);
        return meters;
    }

    /**
     * Something that only grows.
     *
     * @param tags name, value, name, value …
     */
    void counter(String name, String description, LongSupplier value, String... tags) {
        sources.add(value);
        FunctionCounter.builder(name, value, LongSupplier::getAsLong)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** Time that only grows. */
    void seconds(String name, String description, DoubleSupplier value, String... tags) {
        sources.add(value);
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
    }

    /** Something that goes up and down. */
    void gauge(String name, String description, DoubleSupplier value, String... tags) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** Which of several states something is in: 1 for that one, 0 for the others. */
    <E extends Enum<E>> void state(String name, String description, Class<E> type, Supplier<E> now) {
        for (E state : type.getEnumConstants()) {
            gauge(name, description, () -> now.get() == state ? 1 : 0, "state", state.name());
        }
    }

    /** All of them now, in Prometheus' text format. */
    String text() {
        return registry.scrape();
    }
}
