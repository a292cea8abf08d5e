package io.mien.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.dashboard.DashboardSummary;
import io.mien.dashboard.KafkaConnection;
import io.mien.dashboard.webhooks.WebhookCounts;
import io.mien.freshness.FreshnessStatus;
import io.mien.gateway.GatewayCounts;
import io.mien.gateway.GatewayState;
import io.mien.gateway.TileRefusal;
import io.mien.gateway.WaitReason;
import io.mien.infer.InferenceStatus;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.batch.BatchStatistics;
import io.mien.infer.deployment.Agreement;
import io.mien.ingest.IngestApplication;
import io.mien.ingest.feed.PictureTotals;
import io.mien.ingest.sources.FeedLoss;
import io.mien.ingest.sources.FeedStatus;
import io.mien.ingest.sources.LeftOutReason;
import io.mien.ingest.topology.IngestCounts;
import io.mien.ingest.topology.PassedOverReason;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.ReadingStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is exported, over HTTP, beside what the document says and what rules and dashboards ask for. */
final class ExportedMetricsTest {
    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? .*$");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");
    private static final Pattern ASKED = Pattern.compile("\\b((?:mien|flink|jvm|process|system)_[a-zA-Z0-9_]+)");
    private static final IngestCounts INGESTED = new IngestCounts(
            13,
            7,
            1,
            1,
            Map.of(PassedOverReason.THINNED, 2L, PassedOverReason.STALE, 1L),
            Map.of(DeadLetterReason.NOT_AVRO, 1L),
            9,
            8,
            2,
            1);
    private static final PictureTotals PUBLISHED = new PictureTotals(11, Map.of(LeftOutReason.DAMAGED, 2L), 3);
    private static final InferenceCounters INFERRED = new InferenceCounters(
            20, Map.of(DeadLetterReason.MODEL_FAILURE, 2L), Map.of(), 15, 1, Map.of(ReadingStatus.OK, 4L));
    private static final BatchStatistics BATCHES =
            new BatchStatistics(3, 12, 1, 8, 4, Duration.ofMillis(1500), Duration.ofMillis(250));
    private static final DashboardSummary SHOWN = new DashboardSummary(
            KafkaConnection.CONNECTED,
            null,
            4,
            1.5,
            3,
            0,
            1250L,
            List.of(),
            List.of(new DashboardSummary.Feed("hall", "UNHEARD")),
            List.of(),
            new DashboardSummary.Alerts(2, 5, List.of(new WebhookCounts("desk", 7, 3, 1, 0, 0, 4, null))));

    private static final GatewayCounts PASSED_ON = new GatewayCounts(
            20,
            Map.of(TileRefusal.NOT_AN_IMAGE, 1L),
            Map.of(WaitReason.RATE, 2L),
            3,
            12,
            1,
            1,
            Duration.ofMillis(600),
            4,
            2,
            3,
            1,
            1,
            6,
            5,
            1,
            1,
            GatewayState.CONNECTED);

    private final AtomicReference<Health> health = new AtomicReference<>(Health.ready("RUNNING"));
    private final HttpClient browser = HttpClient.newHttpClient();
    private @Nullable MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        Meters meters = Meters.ofProcess();
        IngestMetrics.add(
                meters,
                () -> INGESTED,
                () -> IngestApplication.State.RUNNING,
                () -> Optional.of(new FreshnessStatus(Duration.ofSeconds(2), Duration.ofMillis(750), 0.6, true, 1)));
        IngestMetrics.addFeeds(meters, () -> PUBLISHED);
        IngestMetrics.addLiveFeeds(
                meters, () -> Map.of(FeedStatus.State.LIVE, 2L), () -> Map.of(FeedLoss.Reason.SILENT, 4L), () -> 6);
        InferenceMetrics.add(meters, () -> INFERRED, () -> InferenceStatus.RUNNING);
        InferenceMetrics.addBatches(meters, "encode", () -> BATCHES);
        InferenceMetrics.addBatches(meters, "classify", () -> BATCHES);
        InferenceMetrics.addAgreement(meters, () -> new Agreement(40, 30, 0, 2, 0.5));
        InferenceMetrics.addFreshness(
                meters,
                () -> Optional.of(new FreshnessStatus(Duration.ofSeconds(2), Duration.ofMillis(1_250), 0.5, true, 1)));
        DashboardMetrics.add(meters, () -> SHOWN);
        GatewayMetrics.add(meters, () -> PASSED_ON);
        RegistryMetrics.add(meters, () -> 3, hundreds -> 5L * hundreds);
        server = MetricsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                meters,
                health::get,
                () -> "{\"feeds\": []}");
    }

    @AfterEach
    void stop() {
        open().close();
    }

    @Test
    void theDocumentTellsExactlyWhatIsExported() throws Exception {
        Map<String, Set<String>> documented = MetricsDocument.names();
        documented.keySet().removeIf(name -> name.startsWith("flink_"));
        assertThat(exported()).isEqualTo(documented);
    }

    @Test
    void theNumbersAreThoseOfTheParts() throws Exception {
        assertThat(get("/metrics").body().lines())
                .contains(
                        "mien_ingest_camera_frames_received_total 13.0",
                        "mien_ingest_camera_frames_passed_over_total{reason=\"THINNED\"} 2.0",
                        "mien_ingest_behind_seconds 0.75",
                        "mien_ingest_cells_share 0.6",
                        "mien_ingest_overloaded 1.0",
                        "mien_ingest_pictures_published_total 11.0",
                        "mien_ingest_pictures_left_out_total{reason=\"DAMAGED\"} 2.0",
                        "mien_ingest_feeds{state=\"LIVE\"} 2.0",
                        "mien_ingest_feeds{state=\"RECONNECTING\"} 0.0",
                        "mien_ingest_feed_losses_total{reason=\"SILENT\"} 4.0",
                        "mien_ingest_feed_connections_total 6.0",
                        "mien_ingest_dead_letters_total{reason=\"NOT_AVRO\"} 1.0",
                        "mien_ingest_state{state=\"RUNNING\"} 1.0",
                        "mien_ingest_state{state=\"FAILED\"} 0.0",
                        "mien_inference_readings_total{status=\"OK\"} 4.0",
                        "mien_inference_frames_in_flight 2.0",
                        "mien_inference_batch_queue_seconds_total{stage=\"encode\"} 1.5",
                        "mien_inference_behind_seconds 1.25",
                        "mien_inference_cells_share 0.5",
                        "mien_inference_overloaded 1.0",
                        "mien_inference_shadow_windows 40.0",
                        "mien_inference_shadow_mean_difference 0.05",
                        "mien_dashboard_feeds{state=\"UNHEARD\"} 1.0",
                        "mien_dashboard_feeds{state=\"LIVE\"} 0.0",
                        "mien_dashboard_reading_latency_seconds 1.25",
                        "mien_dashboard_alerts_active 2.0",
                        "mien_dashboard_alerts_total 5.0",
                        "mien_dashboard_webhook_messages_total{outcome=\"delivered\"} 7.0",
                        "mien_dashboard_webhook_messages_waiting 4.0",
                        "mien_gateway_tiles_refused_total{reason=\"NOT_AN_IMAGE\"} 1.0",
                        "mien_gateway_tiles_waited_total{reason=\"RATE\"} 2.0",
                        "mien_gateway_tiles_under_way 1.0",
                        "mien_gateway_write_seconds_total 0.6",
                        "mien_gateway_kafka{state=\"CONNECTED\"} 1.0",
                        "mien_registry_answers_total{status=\"4xx\"} 20.0");
    }

    @Test
    void rulesAndDashboardsAskOnlyForWhatIsDocumented() throws Exception {
        Set<String> documented = MetricsDocument.names().keySet();
        for (Path file :
                List.of(Path.of("../docker/prometheus/rules.yml"), Path.of("../docker/grafana/dashboards/mien.json"))) {
            Set<String> asked = new TreeSet<>();
            Matcher names = ASKED.matcher(Files.readString(file));
            while (names.find()) {
                asked.add(names.group(1));
            }
            assertThat(asked).as(file.toString()).isNotEmpty().isSubsetOf(documented);
        }
    }

    @Test
    void aProcessThatWaitsIsAliveButNotReady() throws Exception {
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        health.set(Health.waiting("RECOVERING: no broker"));
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).isEqualTo("RECOVERING: no broker\n");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        health.set(Health.failed("FAILED"));
        assertThat(get("/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
        assertThat(get("/feeds").body()).isEqualTo("{\"feeds\": []}");
    }

    private MetricsServer open() {
        return Objects.requireNonNull(server);
    }

    private Map<String, Set<String>> exported() throws Exception {
        Map<String, Set<String>> names = new TreeMap<>();
        for (String line : get("/metrics").body().lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches()) {
                Set<String> labels = new TreeSet<>();
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.add(label.group(1));
                }
                names.computeIfAbsent(sample.group(1), name -> new TreeSet<>()).addAll(labels);
            }
        }
        return names;
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = open().url().resolve(path);
        return browser.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
