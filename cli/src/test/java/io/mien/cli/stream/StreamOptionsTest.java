package io.mien.cli.stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.DurationConverter;
import io.mien.cli.terminal.OptionEffects;
import io.mien.dashboard.DashboardConfiguration;
import io.mien.gateway.GatewayConfiguration;
import io.mien.gateway.StreamGrant;
import io.mien.gateway.StreamToken;
import io.mien.infer.InferenceConfiguration;
import io.mien.ingest.IngestConfiguration;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.Pace;
import io.mien.keys.KeyFolderAccess;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class StreamOptionsTest {

    private static final String BROKER = "localhost:9092";
    private static final Map<String, String> KAFKA = Map.of("bootstrap.servers", BROKER);
    /** With keys, since neither of their two options goes without the other. */
    private static final SchemaRegistrySettings REGISTRY =
            new SchemaRegistrySettings(null, KAFKA).withKeys(new KeyFolderAccess("keys", "master-key.json"));

    private static <O> OptionEffects<O> withKafka(OptionEffects<O> effects) {
        return effects.given("--keys", "keys")
                .given("--master-key", "master-key.json")
                .changes("--keys", "others", "registry.keys.folder")
                .changes("--master-key", "test-kms://master", "registry.keys.masterKey")
                .changes("--bootstrap-servers", "broker:9092", "kafka", "registry.kafka")
                .changes("--schema-registry", "http://registry:8081", "registry.url")
                .changes("--kafka-config", "src/test/resources/client.properties", "kafka", "registry.kafka")
                .changes("--schema-registry-user-info", "user:password", "registry.client.credentials.authorization")
                .changes("--schema-registry-token", "token", "registry.client.credentials.authorization")
                .changes("--schema-id", "header", "registry.client.idPlace")
                .fixed("registry.client.tls", "read of the file of --kafka-config")
                .fixed("registry.client.registers", "read of the file of --kafka-config");
    }

    @Test
    void eachOptionOfAnInferenceJobChangesItsPartOfTheConfiguration() {
        withKafka(OptionEffects.of(InferCommand::new, InferCommand::configuration))
                .defaults(InferenceConfiguration.defaults(BROKER, REGISTRY, "study"))
                .given("--model", "package")
                .given("--purpose", "study")
                .sets("--plain-readings", "registry.keys.seals")
                .leaves("--model", "other")
                .leaves("--device", "GPU")
                .leaves("--cpu-fallback")
                .leaves("--precision", "BFLOAT16")
                .leaves("--state", "other")
                .leaves("--fresh")
                .leaves("--metrics-port", "9090")
                .leaves("--metrics-host", "0.0.0.0")
                .changes("--purpose", "art", "purpose")
                .changes("--group", "other", "groupId")
                .changes("--window", "4s", "windows.length")
                .changes("--slide", "1s", "windows.slide")
                .changes("--minimum-frames", "9", "evidence.minimumFrames")
                .changes("--tolerated-padding", "5", "evidence.toleratedPadding")
                .changes("--smallest-face", "40", "evidence.smallestFace")
                .changes("--batch", "64", "encoding.maximumBatch", "encoding.queueCapacity")
                .changes("--batch-delay", "20ms", "encoding.maximumDelay")
                .sets("--exact", "encoding.exact")
                .changes("--freshness", "3s", "freshness")
                .changes("--guarantee", "EXACTLY_ONCE", "delivery.guarantee")
                .changes("--checkpoint-interval", "20s", "delivery.checkpointInterval")
                .changes("--parallelism", "7", "parallelism")
                .fixed("windows.cells", "a frame of the model's clip each; a model of another length is refused")
                .fixed("limits.imageBytes", "as in ingest: more than a 4K camera sends")
                .fixed("limits.imagePixels", "as in ingest: more than a 4K camera sends")
                .fixed("limits.identifierLength", "longer than any name; every reading carries it")
                .fixed("limits.futureTolerance", "a frame that is set aside for it tells of a clock that must be set")
                .fixed("encoding.workers", "one a core: a batch is computed by one thread")
                .fixed("modelTimeout", "two minutes, for a batch that takes seconds: only a model that hangs is late")
                .changes("--transaction-timeout", "1m", "delivery.transactionTimeout")
                .fixed("idleTimeout", "ten minutes: then what a track left whose end was lost is cleared")
                .check();
    }

    @Test
    void eachOptionOfTheRunnerChangesItsPart() {
        OptionEffects<InferCommand> effects = OptionEffects.of(
                        InferCommand::new, parsed -> parsed.inference.runnerOptions())
                .defaults(RunnerOptions.defaults())
                .given("--model", "package")
                .given("--purpose", "study")
                .changes("--device", "GPU", "device.kind")
                .sets("--cpu-fallback", "device.fallback")
                .changes("--precision", "BFLOAT16", "precision")
                .sets("--exact", "instructionSet")
                .fixed("intraOpThreads", "one, so that the workers share the cores");
        effects.leaves("--keys", "keys")
                .leaves("--master-key", "master-key.json")
                .leaves("--plain-readings")
                .leaves("--model", "other")
                .leaves("--purpose", "art")
                .leaves("--group", "other")
                .leaves("--window", "4s")
                .leaves("--slide", "1s")
                .leaves("--minimum-frames", "9")
                .leaves("--tolerated-padding", "5")
                .leaves("--smallest-face", "40")
                .leaves("--batch", "16")
                .leaves("--batch-delay", "20ms")
                .leaves("--freshness", "3s")
                .leaves("--guarantee", "EXACTLY_ONCE")
                .leaves("--checkpoint-interval", "20s")
                .leaves("--transaction-timeout", "1m")
                .leaves("--parallelism", "7")
                .leaves("--state", "other")
                .leaves("--fresh")
                .leaves("--metrics-port", "9090")
                .leaves("--metrics-host", "0.0.0.0")
                .leaves("--bootstrap-servers", "broker:9092")
                .leaves("--schema-registry", "http://registry:8081")
                .leaves("--schema-registry-user-info", "user:password")
                .leaves("--schema-registry-token", "token")
                .leaves("--schema-id", "header")
                .leaves("--kafka-config", "src/test/resources/client.properties")
                .check();
    }

    @Test
    void exactReadingsInBfloat16AreRefusedBeforeAnythingIsLoaded() {
        InferCommand command = new InferCommand();
        new CommandLine(command)
                .registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs("--model", "m", "--purpose", "p", "--exact", "--precision", "bfloat16");

        assertThatThrownBy(command.inference::modelFactory)
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("--precision: bfloat16 with --exact or --record (expected: float32 or auto;");
    }

    @Test
    void eachOptionOfTheIngestChangesItsPartOfTheConfiguration() {
        withKafka(OptionEffects.of(IngestCommand::new, IngestCommand::configuration))
                .defaults(IngestConfiguration.defaults(
                        KAFKA, REGISTRY, Path.of("mien-ingest-state"), DetectorSettings.cascade()))
                .changes("--state", "other", "stateDirectory")
                .changes("--threads", "7", "threads")
                .changes(
                        "--detector",
                        "yunet.onnx",
                        "faces.detector.model",
                        "faces.detector.longestSide",
                        "faces.detector.smallestFace")
                .changes("--smallest-face", "40", "faces.selection.smallestFace")
                .changes("--largest-cut", "160", "faces.crop.longestSide")
                .changes("--least-score", "0.8", "faces.detector.scoreThreshold")
                .changes("--region", "0,0,50,100", "faces.selection.regions")
                .changes("--mask", "50,0,50,100", "faces.selection.masks")
                .changes("--freshness", "3s", "freshness")
                .leaves("--input", "talk.mp4")
                .leaves("--pace", "real-time")
                .leaves("--stream", "talk")
                .leaves("--start", "created")
                .leaves("--video-stream", "1")
                .leaves("--frame-rate", "25")
                .leaves("--rotate", "90")
                .leaves("--flip", "vertical")
                .leaves("--credentials", "user:password")
                .leaves("--transport", "udp")
                .leaves("--silence", "20s")
                .leaves("--tls", "any")
                .leaves("--certificate-authorities", "authorities.pem")
                .leaves("--time-correction", "PT-0.1S")
                .leaves("--sampling", "250ms")
                .leaves("--for", "1m")
                .leaves("--feeds", "feeds.yaml")
                .leaves("--account", "account.json")
                .leaves("--bundled")
                .leaves("--drawn")
                .leaves("--metrics-port", "9090")
                .leaves("--metrics-host", "0.0.0.0")
                .fixed("registry.keys.seals", "who has keys and writes, seals")
                .fixed("applicationId", "whoever has it shares the work; under a second one each face came twice")
                .fixed("faces.limits", "more than a 4K camera sends; they bound the memory that one picture takes")
                .fixed("faces.tracker", "for detectors that rarely miss a face and rarely invent one, as both of these")
                .fixed("faces.crop.margin", "what the models' preprocessing expects around a face")
                .fixed("faces.crop.encoder", "high quality, since the cut is decoded once more")
                .fixed("faces.silence", "longer than Kafka's clients wait for a lost answer (request.timeout.ms)")
                .fixed("exactlyOnce", "a face that comes twice would be counted twice")
                .fixed("longestPause", "half a minute: how long a broker that is back is not noticed, at most")
                .check();
    }

    /** Of the last of its feeds: those of the options stand behind each other. */
    private static FeedSettings feed(IngestCommand command) {
        try {
            List<FeedPlan> plans = command.plans();
            return plans.get(plans.size() - 1).settings(command.kafka.clientSettings(), command.schemas());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachOptionOfTheIngestChangesItsPartOfAFeed() {
        withKafka(OptionEffects.of(IngestCommand::new, StreamOptionsTest::feed))
                .defaults(FeedSettings.defaults(KAFKA, REGISTRY, Pace.AS_FAST_AS_POSSIBLE)
                        .withStreamId("talk"))
                .given("--input", "talk.mp4")
                .changes("--input", "other.mp4", "streamId")
                .changes("--pace", "real-time", "pace")
                .changes("--stream", "chosen", "streamId", "onTakenName")
                .changes("--start", "2026-11-29T10:00:00Z", "start")
                .leaves("--video-stream", "1")
                .leaves("--frame-rate", "25")
                .leaves("--rotate", "90")
                .leaves("--flip", "vertical")
                .leaves("--credentials", "user:password")
                .leaves("--transport", "udp")
                .leaves("--silence", "20s")
                .leaves("--tls", "any")
                .leaves("--certificate-authorities", "authorities.pem")
                .leaves("--time-correction", "PT-0.1S")
                .changes("--sampling", "250ms", "sampling", "sampling.cell")
                .leaves("--for", "1m")
                .leaves("--feeds", "feeds.yaml")
                .leaves("--account", "account.json")
                .leaves("--largest-cut", "160")
                .leaves("--smallest-face", "40")
                .leaves("--least-score", "0.8")
                .leaves("--region", "0,0,50,100")
                .leaves("--mask", "50,0,50,100")
                .sets("--bundled", "streamId", "pace", "loop")
                .sets("--drawn", "streamId", "pace", "loop")
                .leaves("--state", "other")
                .leaves("--freshness", "3s")
                .leaves("--threads", "7")
                .leaves("--detector", "yunet.onnx")
                .leaves("--metrics-port", "9090")
                .leaves("--metrics-host", "0.0.0.0")
                .fixed("registry.keys.seals", "who has keys and writes, seals")
                .fixed("purpose", "a feed's own, in a file of feeds; of all others the job's holds")
                .fixed("longestSide", "enough for every detector here, and a record far below the topic's limit")
                .fixed("jpegQuality", "high, since a face that is cut out of it is encoded once more")
                .fixed("bufferBytes", "Kafka's own default (buffer.memory, 32 MiB)")
                .fixed("longestLead", "bounds what a video that is read fast takes of the broker's disk")
                .fixed("readerGroup", "the topology's application id, which is fixed")
                .check();
    }

    @Test
    void eachOptionOfTheDashboardChangesItsPartOfTheConfiguration() {
        withKafka(OptionEffects.of(DashboardCommand::new, DashboardCommand::configuration))
                .defaults(DashboardConfiguration.defaults(KAFKA)
                        .withRegistry(REGISTRY.withKeys(new KeyFolderAccess("keys", "master-key.json", false))))
                .changes("--host", "127.0.0.2", "host")
                .changes("--port", "8081", "port")
                .changes("--token", "a-token-of-sixteen-characters", "accessToken")
                .changes("--look-back", "5m", "lookBack")
                .changes("--history", "1h", "history.span")
                .changes("--history-bytes", "10000000", "history.bytes")
                .changes("--alerts", "src/test/resources/alerts.yaml", "alerts.rules", "alerts.webhooks")
                .leaves("--metrics-port", "9090")
                .leaves("--metrics-host", "0.0.0.0")
                .fixed("registry.keys.seals", "the page writes nothing")
                .fixed("historyLength", "two minutes of readings at the usual slide: a chart for one glance")
                .fixed("forgetAfter", "ten minutes, the usual look-back: a page opened late shows the same subjects")
                .check();
    }

    @Test
    void eachOptionOfTheGatewayChangesItsPartOfTheConfiguration() {
        StreamGrant alice = new StreamGrant("alice", StreamToken.parse("a-token-of-sixteen-characters"), null);
        withKafka(OptionEffects.of(GatewayCommand::new, GatewayCommand::configuration))
                .defaults(GatewayConfiguration.defaults(KAFKA, List.of(alice)).withRegistry(REGISTRY))
                .given("--stream-token", "alice=a-token-of-sixteen-characters")
                .changes("--host", "127.0.0.2", "host")
                .changes("--port", "8091", "port")
                .changes("--stream-token", "bob=a-token-of-sixteen-characters", "grants")
                .changes("--token-file", "src/test/resources/tokens.yaml", "grants")
                .changes("--tile-rate", "10", "limits.tilesPerSecond")
                .changes("--tile-bytes", "100000", "limits.tileBytes")
                .changes("--tile-pixels", "1000000", "limits.tilePixels")
                .changes("--connections", "10", "limits.connections")
                .changes("--buffer-bytes", "64000000", "limits.bufferBytes")
                .changes("--session-ends-after", "1m", "sessionEndsAfter")
                .leaves("--metrics-port", "9090")
                .leaves("--metrics-host", "0.0.0.0")
                .fixed("registry.keys.seals", "who has keys and writes, seals")
                .fixed("limits.tilesUnderWay", "four seconds of the usual rate: a Kafka that is later is away")
                .check();
    }
}
