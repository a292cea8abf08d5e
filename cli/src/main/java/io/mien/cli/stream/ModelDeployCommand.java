package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.ModelText;
import io.mien.cli.terminal.StandardOutput;
import io.mien.infer.InferenceConfiguration;
import io.mien.models.ModelManifest;
import io.mien.models.packages.ModelPackage;
import io.mien.schemas.avro.DeployedPackage;
import io.mien.schemas.avro.ModelAction;
import io.mien.schemas.avro.ModelControl;
import io.mien.schemas.avro.ModelPhase;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ShadowRule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien model deploy}. */
@Command(
        name = "deploy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Puts another model package into a running inference job, after a time in which both models read.",
        footer = {
            "",
            "Examples:",
            "  mien model deploy /models/dfew-2 --bootstrap-servers broker:9092",
            "  mien model deploy dfew-2 --location /mnt/models/dfew-2 --shadow-for 10m --least-agreement 0.9",
            "",
            "docs/models.md, \"Another model in a running job\"."
        })
public final class ModelDeployCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The package, as this machine sees it.")
    Path folder = Path.of("");

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--group", description = "Consumer group of the job (default: ${DEFAULT-VALUE}).")
    String group = InferenceConfiguration.DEFAULT_GROUP_ID;

    @Option(
            names = "--location",
            paramLabel = "DIR|URI",
            description =
                    "Where every process of the job finds the package: a folder, or a file: URI (default: DIR). Each checks it for itself.")
    @Nullable
    String location;

    @Option(
            names = "--shadow-for",
            paramLabel = "DURATION",
            defaultValue = "1m",
            description =
                    "How long both models read while only the old one's readings are published, at least (default: ${DEFAULT-VALUE}).")
    Duration shadowFor = Duration.ofMinutes(1);

    @Option(
            names = "--shadow-windows",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many windows both have to read, at least (default: ${DEFAULT-VALUE}).")
    long shadowWindows;

    @Option(
            names = "--least-agreement",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of those windows that must have the same likeliest label, 0 to 1; with less the old model stays (default: ${DEFAULT-VALUE}).")
    double leastAgreement;

    @Option(names = "--no-wait", description = "Send the command and return at once.")
    boolean noWait;

    @Override
    public Integer call() throws InterruptedException {
        if (shadowFor.isNegative() || shadowWindows < 0 || !(leastAgreement >= 0 && leastAgreement <= 1)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--shadow-for " + shadowFor + " --shadow-windows " + shadowWindows + " --least-agreement "
                            + leastAgreement + " (expected: 0 or more, 0 or more, 0 to 1)");
        }
        ModelPackage modelPackage = ModelPackage.open(folder);
        ModelManifest manifest = modelPackage.manifest();
        String id = UUID.randomUUID().toString();
        String place = location == null ? folder.toAbsolutePath().normalize().toString() : location;
        ModelControl command = ModelControl.newBuilder()
                .setGroup(group)
                .setDeploymentId(id)
                .setAction(ModelAction.DEPLOY)
                .setSentAt(Instant.now())
                .setPackage$(new DeployedPackage(
                        place,
                        modelPackage.sha256(),
                        new ModelReference(
                                manifest.name(),
                                manifest.version(),
                                manifest.savedModelDigest(),
                                manifest.preprocessingDigest(),
                                manifest.untrained())))
                .setShadow(new ShadowRule(shadowFor.toNanos() / 1_000, shadowWindows, leastAgreement))
                .build();
        try (ModelTopics topics = ModelTopics.open(kafka, group, true)) {
            topics.follow();
            topics.send(command);
            StandardOutput.print(
                    spec,
                    "deploying model " + ModelText.of(manifest) + " from " + place + " to group " + group
                            + ", deployment " + id);
            if (!noWait) {
                new ModelCommandFollower(topics, spec).follow(group, id, ModelPhase.ACTIVE);
            }
        }
        return ExitCode.OK.code();
    }
}
