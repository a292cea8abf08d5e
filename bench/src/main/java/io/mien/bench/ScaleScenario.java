package io.mien.bench;

/** How many processes do the work, and what happens to them in the middle of it. */
enum ScaleScenario {
    /** One of each, undisturbed: what all others are held against. */
    ONE(1, 1) {
        @Override
        void disturb(ScaleRun run) throws Exception {
            run.startJob(1);
            run.publish(1);
        }
    },
    /** Two of each; one of each is killed, twice, and others take their places. */
    TWO_KILLED(2, 2) {
        @Override
        void disturb(ScaleRun run) throws Exception {
            run.startJob(2);
            run.publish(1);
            run.awaitReadings(0.2);
            run.killOneOfEach();
            run.awaitReadings(0.6);
            run.killOneOfEach();
        }
    },
    /** Four task managers; the topics are given twice as many partitions, and later one of each process is killed. */
    FOUR_MORE_PARTITIONS(2, 4) {
        @Override
        void disturb(ScaleRun run) throws Exception {
            run.startJob(4);
            run.publish(0.5);
            run.givePartitions(8);
            run.publish(1);
            run.awaitReadings(0.7);
            run.killOneOfEach();
        }
    },
    /**
     * The job is stopped with a savepoint and goes on from it: 1, 3, 2 slots, each a task manager. All face frames lie ready, so
     * that as many requests as may be are under way each time.
     */
    RESCALED(2, 3) {
        @Override
        void disturb(ScaleRun run) throws Exception {
            run.publish(1);
            run.awaitFaceFrames();
            run.startJob(1);
            run.awaitReadings(0.1);
            run.rescale(3);
            run.awaitReadings(0.4);
            run.rescale(2);
        }
    };

    private final int ingests;
    private final int taskManagers;

    ScaleScenario(int ingests, int taskManagers) {
        this.ingests = ingests;
        this.taskManagers = taskManagers;
    }

    int ingests() {
        return ingests;
    }

    int taskManagers() {
        return taskManagers;
    }

    /** Publishes all, and does to the processes what is to be done; shares are of the readings that there are to be. */
    abstract void disturb(ScaleRun run) throws Exception;
}
