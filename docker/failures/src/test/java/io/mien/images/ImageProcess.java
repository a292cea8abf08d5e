package io.mien.images;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a command said and ended with, in a JVM whose class path is an image's. */
record ImageProcess(int exitCode, String output) {
    private static final int PATIENCE_SECONDS = 90;

    /** Runs a command of an image to its end; fails if it does not end. */
    static ImageProcess run(String image, Path folder, List<String> arguments) throws Exception {
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + folder,
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("native"),
                "-cp",
                classPath(image),
                image.equals("job") ? "io.mien.cli.FlinkJob" : "io.mien.cli.Service"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(image + " " + arguments + " did not end");
            }
        } finally {
            process.destroyForcibly().onExit().join();
        }
        return new ImageProcess(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** As the image's Dockerfile has it; the job's has Flink's own libraries too. */
    private static String classPath(String image) {
        if (image.equals("job")) {
            return String.join(
                    File.pathSeparator,
                    "../local/flink/target/lib/*",
                    "../job/libraries/target/lib/*",
                    "../job/target/mien-job.jar");
        }
        return "../" + image + "/target/lib/*";
    }
}
