package io.mien.infer.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.broker.EmbeddedBroker;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag("long")
final class GroupLeaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder);
        try (Admin admin = Admin.create(client())) {
            new TopicCatalog(admin).create(Set.of(Topic.FACE_FRAMES), 2, (short) 1);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static GroupLease request(String group) {
        return GroupLease.request(Map.of("bootstrap.servers", broker.bootstrapServers()), group);
    }

    @Test
    void aSecondOneIsToldWhoHoldsTheGroupAndTheFirstKeepsIt() throws Exception {
        try (GroupLease first = request("one")) {
            first.await(PATIENCE);
            try (GroupLease second = request("one");
                    GroupLease elsewhere = request("another")) {
                assertThatThrownBy(() -> second.await(PATIENCE))
                        .isInstanceOf(GroupTakenException.class)
                        .hasMessageMatching(
                                "group one: it is held by the inference job of process \\d+ on .+, since .+Z"
                                        + " \\(this is process \\d+ on .+, since .+Z\\) \\(expected: one job a group, .*--group\\)");
                elsewhere.await(PATIENCE);
            }
            first.requireHeld();
        }
        try (GroupLease next = request("one")) {
            next.await(PATIENCE);
        }
    }

    @Test
    void ofThoseThatComeAtOnceOneHoldsTheGroup() throws Exception {
        for (int round = 0; round < 3; round++) {
            List<GroupLease> leases = new ArrayList<>();
            try {
                for (int i = 0; i < 4; i++) {
                    leases.add(request("race-" + round));
                }
                int held = 0;
                for (GroupLease lease : leases) {
                    try {
                        lease.await(PATIENCE);
                        held++;
                    } catch (GroupTakenException e) {
                        assertThat(e).hasMessageContaining("race-" + round);
                    }
                }
                assertThat(held).isEqualTo(1);
            } finally {
                leases.forEach(GroupLease::close);
            }
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs SIGSTOP")
    void aHolderThatIsAwayForTooLongLosesTheGroupAndIsToldSo() throws Exception {
        Process silent = hold("silent");
        try (BufferedReader says = silent.inputReader(UTF_8)) {
            awaitHeld(says);
            signal(silent, "STOP");
            try (GroupLease next = request("silent")) {
                next.await(GroupLease.SESSION.plusSeconds(10));
                signal(silent, "CONT");
                assertThat(says.lines().filter(line -> line.startsWith("group silent: ")))
                        .singleElement()
                        .asString()
                        .startsWith("group silent: this job was silent for more than 10 s")
                        .endsWith("the other one goes on");
                next.requireHeld();
            }
        } finally {
            silent.destroyForcibly().onExit().join();
        }
    }

    /** Its log goes to the same place. */
    private static void awaitHeld(BufferedReader says) throws IOException {
        String line = says.readLine();
        while (line != null && !line.equals("held")) {
            line = says.readLine();
        }
        assertThat(line).isEqualTo("held");
    }

    private static Process hold(String group) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaseHoldingProcess.class.getName(),
                        broker.bootstrapServers(),
                        group)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }
}
