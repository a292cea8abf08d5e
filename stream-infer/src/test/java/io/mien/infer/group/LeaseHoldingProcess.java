package io.mien.infer.group;

import java.time.Duration;
import java.util.Map;

/** Holds a group until somebody else does, and says so. A process of its own, that can be stopped and killed. */
final class LeaseHoldingProcess {
    private static final long LOOK_EVERY_MILLIS = 100;

    private LeaseHoldingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        GroupLease lease = GroupLease.request(Map.of("bootstrap.servers", arguments[0]), arguments[1]);
        lease.await(Duration.ofSeconds(60));
        System.out.println("held");
        while (true) {
            try {
                lease.requireHeld();
            } catch (GroupTakenException e) {
                System.out.println(e.getMessage());
                return;
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }
}
