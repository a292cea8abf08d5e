package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.cli.terminal.ExitCode;
import io.mien.dashboard.Dashboard;
import io.mien.dashboard.DashboardConfiguration;
import io.mien.dashboard.KafkaConnection;
import io.mien.demonstration.DemonstrationModel;
import io.mien.ingest.sources.DrawnFaceSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** A cluster that allows each of its users only so much: what is missing is said in one sentence, and nothing stays behind. */
@Tag("long")
final class ForbiddingBrokerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final List<Right> OF_INGEST = Right.OF_INGEST;
    private static final List<Right> OF_INFER = Right.OF_INFER;
    private static final List<Right> OF_DASHBOARD = Right.OF_DASHBOARD;
    private static final List<Right> OF_REDRIVE = Right.OF_REDRIVE;
    private static final Right READING = Right.topic("mien-schemas", AclOperation.READ);

    @TempDir
    static Path cluster;

    private static ForbiddingBroker broker;
    private static Path model;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        Map<String, List<Right>> rights = new TreeMap<>();
        rights.put("stranger", List.of());
        rights.put("reader", List.of(READING));
        addUsers("ingest", OF_INGEST, rights);
        addUsers("infer", OF_INFER, rights);
        addUsers("dashboard", OF_DASHBOARD, rights);
        addUsers("redrive", OF_REDRIVE, rights);
        List<Right> exactlyOnce = new ArrayList<>(OF_INFER);
        exactlyOnce.add(Right.SETTINGS_OF_BROKERS);
        rights.put("no-transactions", List.copyOf(exactlyOnce));
        exactlyOnce.add(Right.TRANSACTIONS_OF_INFER);
        rights.put("exactly-once", exactlyOnce);
        Stream.of("ingest", "infer", "dashboard").forEach(name -> rights.put("former-" + name, rights.get(name)));
        broker = ForbiddingBroker.start(cluster, rights);
        assertThat(run(ForbiddingBroker.OWNER, "topics", "create", "--partitions", "1")
                        .exitCode())
                .isZero();
        model = DemonstrationModel.copyTo(cluster.resolve("model"));
    }

    /** One who has all of these rights, and for each right one who lacks it. */
    private static void addUsers(String name, List<Right> needed, Map<String, List<Right>> rights) {
        rights.put(name, needed);
        for (int missing = 0; missing < needed.size(); missing++) {
            List<Right> others = new ArrayList<>(needed);
            others.remove(missing);
            rights.put(name + missing, others);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static InProcessMien.Result run(String user, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        try {
            all.addAll(broker.options(user));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return InProcessMien.run(all.toArray(String[]::new));
    }

    private static void isRefused(InProcessMien.Result result, String sentence) {
        assertThat(result.refusal(ExitCode.KAFKA)).isEqualToIgnoringNewLines(sentence);
    }

    /** Whatever clients a command opened are gone with it. */
    private static void leavesNoThread(Set<Thread> before) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(clients()).isSubsetOf(before));
    }

    private static Set<Thread> clients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().matches("(kafka-(admin-client|producer)|mien-|dashboard-|feed-|flink-).*"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @FieldSource("OF_INGEST")
    void ingestSaysWhichRightItLacks(Right missing) {
        Set<Thread> before = clients();

        isRefused(
                run(
                        "ingest" + OF_INGEST.indexOf(missing),
                        "ingest",
                        "--state",
                        folder.resolve("state").toString()),
                missing.sentence());
        leavesNoThread(before);
    }

    @ParameterizedTest
    @FieldSource("OF_INFER")
    void inferSaysWhichRightItLacks(Right missing) {
        Set<Thread> before = clients();

        isRefused(infer("infer" + OF_INFER.indexOf(missing)), missing.sentence());
        assertThat(folder.resolve("state")).doesNotExist();
        leavesNoThread(before);
    }

    private InProcessMien.Result infer(String user, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "infer",
                "--model",
                model.toString(),
                "--purpose",
                "test",
                "--checkpoint-interval",
                "1s",
                "--state",
                folder.resolve("state").toString()));
        arguments.addAll(List.of(more));
        return run(user, arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @FieldSource("OF_DASHBOARD")
    void theDashboardSaysWhichRightItLacks(Right missing) {
        Set<Thread> before = clients();

        isRefused(run("dashboard" + OF_DASHBOARD.indexOf(missing), "dashboard", "--port", "0"), missing.sentence());
        leavesNoThread(before);
    }

    @ParameterizedTest
    @FieldSource("OF_REDRIVE")
    void redrivingSaysWhichRightItLacks(Right missing) {
        Set<Thread> before = clients();

        isRefused(run("redrive" + OF_REDRIVE.indexOf(missing), "dlq", "redrive"), missing.sentence());
        leavesNoThread(before);
    }

    @Test
    void theRightsThatAreListedSufficeForDeadLetters() throws Exception {
        broker.writeJunk("face-frames.dlq");

        assertThat(run("redrive", "dlq", "redrive").out()).contains("re-driven: 0, still not readable (NOT_AVRO): 1");
        assertThat(run("dashboard", "dlq", "list").out()).contains("dead letters: 1");
        assertThat(run("dashboard", "dlq", "show", "face-frames.dlq/0/0").out()).contains("cannot be read now either");
    }

    @Test
    void topicsAreNotMadeByWhoMayNotMakeThem() {
        isRefused(
                run("reader", "topics", "create"),
                Right.topic("camera-frames", AclOperation.CREATE).sentence());
        isRefused(run("stranger", "topics", "create"), READING.sentence());
    }

    @Test
    void theDoctorNamesWhatIsForbiddenBesideEachPart() {
        InProcessMien.Result result = run("stranger", "doctor", "--cluster");

        assertThat(result.exitCode()).isEqualTo(ExitCode.UNHEALTHY.code());
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("FAIL  topics: topic camera-frames: READ is not allowed")
                .contains("FAIL  groups: group mien-ingest: READ is not allowed")
                .contains("FAIL  schema registry: topic mien-schemas: READ is not allowed");
    }

    @Test
    void aWrongPasswordIsNotTakenForABrokerThatIsAway() throws IOException {
        List<String> options = broker.options("stranger", "guessed");

        InProcessMien.Result result =
                InProcessMien.run("topics", "create", options.get(0), options.get(1), options.get(2), options.get(3));

        assertThat(result.refusal(ExitCode.KAFKA))
                .startsWith("mien: Kafka at " + options.get(1) + ": does not know this client")
                .contains("--kafka-config")
                .hasLineCount(1);
    }

    @Test
    void exactlyOnceSaysThatItLacksItsTransactions() {
        Set<Thread> before = clients();

        isRefused(infer("no-transactions", "--guarantee", "EXACTLY_ONCE"), Right.TRANSACTIONS_OF_INFER.sentence());
        leavesNoThread(before);
    }

    @ParameterizedTest
    @CsvSource({"former-infer, AT_LEAST_ONCE", "exactly-once, EXACTLY_ONCE"})
    void theRightsThatAreListedSufficeForInferUntilOneIsTakenAway(String user, String guarantee) throws Exception {
        Path video = DrawnPictures.video(
                folder.resolve("camera.mp4"),
                DrawnPictures.feed(DrawnFaceSource.Scene.PORTRAIT, Duration.ofSeconds(4)));
        Set<Thread> before = clients();
        long readingsBefore = broker.records("expressions");
        // Its output is caught from there on, and so may be another's.
        CompletableFuture<InProcessMien.Result> inference =
                CompletableFuture.supplyAsync(() -> infer(user, "--guarantee", guarantee));
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("state")));

        ingest(video);
        await().atMost(PATIENCE).until(() -> broker.records("expressions") > readingsBefore);
        assertThat(inference).isNotDone();

        Right reading = OF_INFER.get(0);
        broker.forbid(user, reading);
        isRefused(inference.get(PATIENCE.toSeconds(), TimeUnit.SECONDS), reading.sentence());
        leavesNoThread(before);
    }

    private void ingest(Path video) {
        InProcessMien.Result result = run(
                "ingest",
                "ingest",
                "--input",
                video.toString(),
                "--state",
                folder.resolve("ingest").toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @Test
    void aRunningIngestEndsWhenItMayNotReadItsCameraFramesAnyMore() throws Exception {
        Set<Thread> before = clients();
        CompletableFuture<InProcessMien.Result> ingest = CompletableFuture.supplyAsync(() -> run(
                "former-ingest", "ingest", "--state", folder.resolve("state").toString()));
        await().atMost(PATIENCE).until(() -> broker.hasMembers("mien-ingest"));
        assertThat(ingest).isNotDone();

        Right reading = OF_INGEST.get(0);
        broker.forbid("former-ingest", reading);
        isRefused(ingest.get(PATIENCE.toSeconds(), TimeUnit.SECONDS), reading.sentence());
        leavesNoThread(before);
    }

    @Test
    void aRunningPageStaysAndSaysWhichReadingItMayNotShowAnyMore() throws Exception {
        try (Dashboard page = Dashboard.start(DashboardConfiguration.defaults(broker.settings("former-dashboard"))
                .withPort(0))) {
            await().atMost(PATIENCE).until(() -> page.summary().connection() == KafkaConnection.CONNECTED);
            broker.writeJunk("expressions");
            await().atMost(PATIENCE).until(() -> page.summary().unreadable() > 0);

            Right reading = OF_DASHBOARD.get(0);
            broker.forbid("former-dashboard", reading);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat("mien: " + page.summary().problem()).isEqualTo(reading.sentence()));
            assertThat(page.refusal()).isEmpty();
        }
    }
}
