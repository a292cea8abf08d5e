package io.mien.cli.stream;

import io.mien.cli.feeds.DetectorOption;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.ModelText;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.group.GroupLease;
import io.mien.ingest.IngestConfiguration;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.detect.FaceDetector;
import io.mien.models.ModelRunner;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.TensorFlowRuntime;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Checks what Mien needs: this machine, and with --cluster also Kafka, its topics and the schema registry.",
        footer = {
            "",
            "Example:",
            "  mien doctor --cluster --bootstrap-servers broker:9092 --model models/demonstration/package"
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final long NEEDED_DISK = 2L << 30;
    private static final int NEEDED_JAVA = 17;
    private static final List<String> GROUPS = List.of(
            IngestConfiguration.DEFAULT_APPLICATION_ID,
            InferenceConfiguration.DEFAULT_GROUP_ID,
            GroupLease.leaseGroup(InferenceConfiguration.DEFAULT_GROUP_ID));

    /** Checks one thing: returns what was found, or throws an exception that says what is wrong. */
    @FunctionalInterface
    private interface Check {
        String look() throws Exception;
    }

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--cluster", description = "Also check the Kafka cluster.")
    boolean cluster;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--model", paramLabel = "DIR", description = "Also check this model package.")
    @Nullable
    Path model;

    @Option(names = "--detector", paramLabel = "FILE", description = "Also check this YuNet model.")
    @Nullable
    Path detector;

    private int failures;

    @Override
    public Integer call() {
        check("java", DoctorCommand::java);
        check("disk", DoctorCommand::disk);
        check("tensorflow", () -> TensorFlowRuntime.version() + ", devices " + TensorFlowRuntime.devices());
        check("detector", this::detector);
        Path modelFolder = model;
        if (modelFolder != null) {
            check("model", () -> model(modelFolder));
        }
        // Without a broker the others would only wait for it again.
        if (cluster && check("kafka", this::kafka)) {
            check("topics", this::topics);
            check("groups", this::groups);
            check("schema registry", this::registry);
        }
        return (failures == 0 ? ExitCode.OK : ExitCode.UNHEALTHY).code();
    }

    private static String java() {
        int feature = Runtime.version().feature();
        if (feature < NEEDED_JAVA) {
            throw new CommandException(
                    ExitCode.UNHEALTHY, "Java " + feature + " (expected: " + NEEDED_JAVA + " or newer)");
        }
        return "Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " cores, heap of "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB";
    }

    private static String disk() throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < NEEDED_DISK) {
            throw new CommandException(
                    ExitCode.UNHEALTHY,
                    (free >> 20) + " MiB free in " + folder + " (expected: " + (NEEDED_DISK >> 20)
                            + " MiB for mien demo; name another folder with TMPDIR)");
        }
        return (free >> 20) + " MiB free in " + folder;
    }

    private String detector() {
        DetectorSettings settings = DetectorOption.settings(detector);
        try (FaceDetector opened = settings.open()) {
            return opened.getClass().getSimpleName() + " ready";
        }
    }

    private static String model(Path folder) {
        ModelPackage.open(folder);
        try (ModelRunner runner = new SavedModelRunnerFactory(folder, RunnerOptions.defaults()).open()) {
            return ModelText.of(runner.manifest()) + " on " + runner.runtime().device();
        }
    }

    private String kafka() throws Exception {
        try (Admin admin = kafka.connect()) {
            return admin.describeCluster().nodes().get().size() + " brokers at " + kafka.bootstrapServers;
        }
    }

    private String topics() {
        try (Admin admin = kafka.connect()) {
            new TopicCatalog(admin).require(EnumSet.allOf(Topic.class), EnumSet.allOf(Topic.class));
            return List.of(Topic.values()).size() + " topics can be read and written";
        }
    }

    private String groups() {
        try (Admin admin = kafka.connect()) {
            TopicCatalog catalog = new TopicCatalog(admin);
            GROUPS.forEach(catalog::requireGroup);
            return "may be a member of " + String.join(" and ", GROUPS);
        }
    }

    private String registry() {
        SchemaRegistrySettings settings = kafka.schemaRegistrySettings();
        settings.register(List.of(Topic.values()));
        return settings.url() == null
                ? "kept in Kafka"
                : "at " + settings.url() + ", shown: " + settings.client().credentials();
    }

    /** Whether the check passed. */
    @SuppressWarnings("CatchingUnchecked") // one broken thing must not keep the others from being looked at
    private boolean check(String name, Check check) {
        boolean well = true;
        String line;
        try {
            line = "ok    " + name + ": " + check.look();
        } catch (Exception | LinkageError e) {
            well = false;
            failures++;
            line = "FAIL  " + name + ": " + (e.getMessage() == null ? e : e.getMessage());
        }
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
        }
        return well;
    }
}
