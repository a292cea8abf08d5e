package io.mien.bench;

import java.io.IOException;

/** What happens to a camera in the middle of its work, and how it comes back. */
enum CameraFault {
    /** Its process is gone: nothing listens there any more. */
    KILLED {
        @Override
        void strike(CameraProcess camera) {
            camera.kill();
        }

        @Override
        void mend(CameraProcess camera) throws IOException {
            camera.start();
        }
    },
    /** Its software hangs: connections stay, and nothing comes. */
    FROZEN {
        @Override
        void strike(CameraProcess camera) throws IOException, InterruptedException {
            camera.signal("STOP");
        }

        @Override
        void mend(CameraProcess camera) throws IOException, InterruptedException {
            camera.signal("CONT");
        }
    },
    /** It is started again with a password that nobody knows. */
    LOCKED {
        @Override
        void strike(CameraProcess camera) throws IOException {
            camera.kill();
            camera.start("--password", "unknown");
        }

        @Override
        void mend(CameraProcess camera) throws IOException {
            camera.kill();
            camera.start();
        }
    };

    abstract void strike(CameraProcess camera) throws IOException, InterruptedException;

    abstract void mend(CameraProcess camera) throws IOException, InterruptedException;
}
