package io.mien.bench;

import java.util.concurrent.TimeUnit;

/** What happens to a job that is at work. */
enum Fault {
    /** {@code mien infer}, job manager and task manager in one, is killed and started again. */
    JOB_KILLED {
        @Override
        void strike(FaultsRun run) throws Exception {
            run.killJob();
            run.startJob();
        }
    },
    /** The broker is killed and started again with its data. */
    BROKER_KILLED {
        @Override
        void strike(FaultsRun run) throws Exception {
            run.broker().killAndStart();
        }
    },
    /** Both at once. */
    JOB_AND_BROKER_KILLED {
        @Override
        void strike(FaultsRun run) throws Exception {
            run.killJob();
            run.broker().killAndStart();
            run.startJob();
        }
    },
    /** The schema registry is gone for some seconds; the job is killed meanwhile, and has to wait for it. */
    REGISTRY_AWAY {
        @Override
        void strike(FaultsRun run) throws Exception {
            run.stopRegistry();
            run.killJob();
            run.startJob();
            TimeUnit.SECONDS.sleep(AWAY_SECONDS);
            run.startRegistry();
        }
    },
    /** The job can write no file beyond a page for longer than the checkpoints that it may miss take. */
    DISK_FULL {
        @Override
        void strike(FaultsRun run) throws Exception {
            run.job().limitFiles("4096");
            TimeUnit.SECONDS.sleep(FULL_SECONDS);
            run.job().limitFiles("unlimited");
        }
    },
    /** The job's process stands still for longer than the brokers wait for it. */
    FROZEN {
        @Override
        void strike(FaultsRun run) throws Exception {
            run.job().signal("STOP");
            TimeUnit.SECONDS.sleep(FULL_SECONDS);
            run.job().signal("CONT");
        }
    },
    /** The job is drained and stopped with a savepoint, and goes on from it with another parallelism: 1, 2, 1, … */
    RESCALED {
        @Override
        void strike(FaultsRun run) throws Exception {
            run.rescale();
        }
    };

    private static final long AWAY_SECONDS = 8;
    private static final long FULL_SECONDS = 15;

    /** Does it once; the job is at work before and, in the end, after it. */
    abstract void strike(FaultsRun run) throws Exception;
}
