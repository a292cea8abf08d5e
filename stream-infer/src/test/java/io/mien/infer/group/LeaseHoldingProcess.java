package io.mien.infer.group;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

/** Holds a group until somebody else does, and says so. A process of its own, that can be stopped and killed. */
final class LeaseHoldingProcess {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private LeaseHoldingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        GroupLease lease = GroupLease.request(Map.of("bootstrap.servers", arguments[0]), arguments[1]);
        lease.await(Duration.ofSeconds(60));
        System.out.println("held");
        await().forever().pollInterval(LOOK_EVERY).until(() -> isTaken(lease));
    }

    private static boolean isTaken(GroupLease lease) {
        try {
            lease.requireHeld();
            return false;
        } catch (GroupTakenException e) {
            System.out.println(e.getMessage());
            return true;
        }
    }
}
