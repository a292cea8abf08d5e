package io.mien.cli.stream;

import io.mien.cli.terminal.OptionEffects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Mixin;

final class StreamOptionsTest {

    static final class Inference {
        @Mixin
        KafkaOptions kafka = new KafkaOptions();

        @Mixin
        InferenceOptions options = new InferenceOptions();
    }

    private static <O> OptionEffects<O> withKafka(OptionEffects<O> effects) {
        return effects.changes("--bootstrap-servers", "broker:9092", "kafka", "registry.kafka")
                .changes("--schema-registry", "http://registry:8081", "registry.url")
                .changes("--kafka-config", "src/test/resources/client.properties", "kafka", "registry.kafka");
    }

    @Test
    void eachOptionOfAnInferenceJobChangesItsPartOfTheConfiguration() {
        withKafka(OptionEffects.of(Inference::new, parsed -> parsed.options.configuration(parsed.kafka)))
                .given("--model", "package")
                .given("--purpose", "study")
                .leaves("--model", "other")
                .leaves("--device", "GPU")
                .leaves("--cpu-fallback")
                .changes("--purpose", "art", "purpose")
                .changes("--group", "other", "groupId")
                .changes("--window", "4s", "windows.length")
                .changes("--slide", "1s", "windows.slide")
                .changes("--minimum-frames", "9", "evidence.minimumFrames")
                .changes("--tolerated-padding", "5", "evidence.toleratedPadding")
                .changes("--batch", "16", "encoding.maximumBatch")
                .changes("--batch-delay", "20ms", "encoding.maximumDelay")
                .sets("--exact", "encoding.exact")
                .changes("--guarantee", "EXACTLY_ONCE", "delivery.guarantee")
                .changes("--checkpoint-interval", "20s", "delivery.checkpointInterval")
                .fixed("windows.cells", "the model's own")
                .fixed("limits", "what a face frame may be is part of its contract")
                .fixed("encoding.queueCapacity", "follows from the batch")
                .fixed("encoding.workers", "follows from the machine's cores")
                .fixed("modelTimeout", "far above any model's time")
                .fixed("delivery.transactionTimeout", "has to fit the broker's own bound")
                .fixed("idleTimeout", "far above any window")
                .fixed("parallelism", "follows from the machine's cores")
                .check();
    }

    @Test
    void eachOptionOfTheRunnerChangesItsPart() {
        OptionEffects<Inference> effects = OptionEffects.of(Inference::new, parsed -> parsed.options.runnerOptions())
                .given("--model", "package")
                .given("--purpose", "study")
                .changes("--device", "GPU", "device.kind")
                .sets("--cpu-fallback", "device.fallback")
                .fixed("intraOpThreads", "one, so that the workers share the cores");
        effects.leaves("--model", "other")
                .leaves("--purpose", "art")
                .leaves("--group", "other")
                .leaves("--window", "4s")
                .leaves("--slide", "1s")
                .leaves("--minimum-frames", "9")
                .leaves("--tolerated-padding", "5")
                .leaves("--batch", "16")
                .leaves("--batch-delay", "20ms")
                .leaves("--exact")
                .leaves("--guarantee", "EXACTLY_ONCE")
                .leaves("--checkpoint-interval", "20s")
                .leaves("--bootstrap-servers", "broker:9092")
                .leaves("--schema-registry", "http://registry:8081")
                .leaves("--kafka-config", "src/test/resources/client.properties")
                .check();
    }

    @Test
    void eachOptionOfTheIngestChangesItsPartOfTheConfiguration() {
        withKafka(OptionEffects.of(IngestCommand::new, IngestCommand::configuration))
                .changes("--state", "other", "stateDirectory")
                .changes("--threads", "3", "threads")
                .changes(
                        "--detector",
                        "yunet.onnx",
                        "faces.detector.model",
                        "faces.detector.longestSide",
                        "faces.detector.smallestFace")
                .leaves("--input", "talk.mp4")
                .leaves("--pace", "real-time")
                .leaves("--stream", "talk")
                .leaves("--start", "created")
                .leaves("--video-stream", "1")
                .leaves("--frame-rate", "25")
                .leaves("--rotate", "90")
                .leaves("--flip", "vertical")
                .leaves("--account", "account.json")
                .leaves("--bundled")
                .leaves("--drawn")
                .leaves("--metrics-port", "9090")
                .leaves("--metrics-host", "0.0.0.0")
                .fixed("applicationId", "names the topology's own topics, which must outlive a restart")
                .fixed("faces.limits", "what a picture may weigh is a matter of safety")
                .fixed("faces.detector.scoreThreshold", "suits both detectors")
                .fixed("faces.tracker", "suits most feeds")
                .fixed("faces.crop", "what the models want")
                .fixed("faces.silence", "follows from Kafka's request timeout")
                .fixed("exactlyOnce", "faces that come twice would be counted twice")
                .fixed("longestPause", "suits every cluster")
                .check();
    }

    @Test
    void eachOptionOfTheDashboardChangesItsPartOfTheConfiguration() {
        withKafka(OptionEffects.of(DashboardCommand::new, DashboardCommand::configuration))
                .changes("--host", "127.0.0.2", "host")
                .changes("--port", "8081", "port")
                .changes("--token", "a-token-of-sixteen-characters", "accessToken")
                .changes("--look-back", "5m", "lookBack")
                .leaves("--metrics-port", "9090")
                .leaves("--metrics-host", "0.0.0.0")
                .fixed("historyLength", "what the page's chart has room for")
                .fixed("forgetAfter", "suits every feed")
                .check();
    }
}
