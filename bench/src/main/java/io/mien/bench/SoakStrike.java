package io.mien.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What happens to the processes of a long run. */
enum SoakStrike {
    /** The ingest gets SIGKILL and is started again. */
    INGEST_KILLED {
        @Override
        void strike(SoakRun run, Random random) throws Exception {
            run.killIngest();
        }
    },
    /** One of the task managers gets SIGKILL, and another is started. */
    TASK_MANAGER_KILLED {
        @Override
        void strike(SoakRun run, Random random) throws Exception {
            run.killTaskManager(random);
        }
    },
    /** The broker gets SIGKILL and is started again with its data. */
    BROKER_KILLED {
        @Override
        void strike(SoakRun run, Random random) throws Exception {
            run.killBroker();
        }
    },
    /** The schema registry goes; an ingest and a task manager that have to ask it anew are killed meanwhile; it returns. */
    REGISTRY_AWAY {
        @Override
        void strike(SoakRun run, Random random) throws Exception {
            run.stopRegistry();
            run.killIngest();
            run.killTaskManager(random);
            run.lookFor(seconds(random));
            run.startRegistry();
        }
    },
    /** The disk of the checkpoints is filled to its last byte, and freed again. */
    DISK_FULL {
        @Override
        void strike(SoakRun run, Random random) throws Exception {
            run.disk().fill();
            run.lookFor(seconds(random));
            run.disk().free();
        }
    };

    private static final int LEAST_SECONDS = 10;
    private static final int MORE_SECONDS = 20;

    private static double seconds(Random random) {
        return LEAST_SECONDS + random.nextInt(MORE_SECONDS + 1);
    }

    /** The one with this number in the order of a seed, in which each comes once before one comes again. */
    static SoakStrike numbered(long seed, int number) {
        List<SoakStrike> order = new ArrayList<>(List.of(values()));
        Collections.shuffle(order, new Random(seed * 1_000_003 + number / order.size()));
        return order.get(number % order.size());
    }

    /** Does it once. */
    abstract void strike(SoakRun run, Random random) throws Exception;
}
