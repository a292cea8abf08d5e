package io.mien.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.mien.models.ModelRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Something that encodes a batch of pictures, which are its own already. Used by one thread; the caller closes it. */
interface Contender extends AutoCloseable {

    /** With its version. */
    String name();

    /** Encodes the pictures once. */
    List<float[]> embeddings() throws IOException, OrtException;

    /** Encodes the pictures so often, one call after the other. */
    Turn turn(int calls) throws IOException, OrtException;

    @Override
    void close();

    /**
     * What a turn took.
     *
     * @param milliseconds of each call
     * @param processorMilliseconds of the process, for all calls
     */
    record Turn(List<Double> milliseconds, double processorMilliseconds) {
        double medianMilliseconds() {
            Measurements measurements = new Measurements();
            milliseconds.forEach(measurements::add);
            return measurements.median();
        }
    }

    /** A call of what runs in this process. */
    @FunctionalInterface
    interface Call {
        void run() throws OrtException;
    }

    /** Times calls in this process. */
    static Turn time(int calls, Call call) throws OrtException {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        List<Double> milliseconds = new ArrayList<>();
        long processor = process.getProcessCpuTime();
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            call.run();
            milliseconds.add((System.nanoTime() - start) / 1e6);
        }
        return new Turn(milliseconds, (process.getProcessCpuTime() - processor) / 1e6);
    }

    /**
     * Mien's runner.
     *
     * @param runner closed with this
     * @param pictures to encode
     */
    record OfMien(ModelRunner runner, List<byte[]> pictures) implements Contender {
        @Override
        public String name() {
            return "Mien " + runner.runtime().precision() + ", TensorFlow "
                    + runner.runtime().tensorFlowVersion();
        }

        @Override
        public List<float[]> embeddings() {
            return runner.encodeFrames(pictures);
        }

        @Override
        public Turn turn(int calls) throws OrtException {
            return time(calls, () -> runner.encodeFrames(pictures));
        }

        @Override
        public void close() {
            runner.close();
        }
    }

    /**
     * ONNX Runtime in this process.
     *
     * @param environment of the process
     * @param session closed with this
     * @param pictures to encode
     */
    record OfOnnxRuntime(OrtEnvironment environment, OrtSession session, OnnxTensor pictures) implements Contender {
        static OfOnnxRuntime open(OrtEnvironment environment, Path model, List<byte[]> pictures, int side, int threads)
                throws OrtException {
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(pictures.size() * 3 * side * side).order(ByteOrder.nativeOrder());
            pictures.forEach(bytes::put);
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(threads);
                options.setInterOpNumThreads(1);
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                return new OfOnnxRuntime(
                        environment,
                        environment.createSession(model.toString(), options),
                        OnnxTensor.createTensor(
                                environment,
                                bytes.flip(),
                                new long[] {pictures.size(), side, side, 3},
                                OnnxJavaType.UINT8));
            }
        }

        @Override
        public String name() {
            return "ONNX Runtime " + environment.getVersion() + " float32";
        }

        @Override
        public List<float[]> embeddings() throws OrtException {
            try (OrtSession.Result result = session.run(Map.of(OnnxVisionTransformer.INPUT, pictures))) {
                return List.of((float[][]) result.get(0).getValue());
            }
        }

        @Override
        public Turn turn(int calls) throws OrtException {
            return time(
                    calls,
                    () -> session.run(Map.of(OnnxVisionTransformer.INPUT, pictures))
                            .close());
        }

        @Override
        public void close() {
            pictures.close();
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime does not close: " + e.getMessage(), e);
            }
        }
    }

    /**
     * A library of Python, in a process of its own: bench/peers.py.
     *
     * @param name with its version
     * @param process ended with this
     * @param answers its output
     * @param questions its input
     * @param result file with its embeddings
     * @param batch how many they are
     */
    record OfPython(String name, Process process, BufferedReader answers, Writer questions, Path result, int batch)
            implements Contender {
        private static final ObjectMapper JSON = new ObjectMapper();

        static OfPython start(Path python, String peer, Path folder, int batch, int side, int threads)
                throws IOException {
            Process process = new ProcessBuilder(
                            python.toString(),
                            "bench/peers.py",
                            peer,
                            folder.toString(),
                            Integer.toString(batch),
                            Integer.toString(side),
                            Integer.toString(threads))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
            String version = answers.readLine();
            if (version == null) {
                throw new IOException("bench/peers.py " + peer + ": ended at once (expected: an interpreter with the"
                        + " packages of bench/peers.txt; see its message above)");
            }
            return new OfPython(
                    peer + " " + version,
                    process,
                    answers,
                    process.outputWriter(StandardCharsets.UTF_8),
                    folder.resolve(peer + ".bin"),
                    batch);
        }

        @Override
        public List<float[]> embeddings() throws IOException {
            var values = ByteBuffer.wrap(Files.readAllBytes(result))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            int width = values.remaining() / batch;
            List<float[]> rows = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                float[] row = new float[width];
                values.get(row);
                rows.add(row);
            }
            return rows;
        }

        @Override
        public Turn turn(int calls) throws IOException {
            questions.write(calls + "\n");
            questions.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new IOException(name + ": ended (see its message above)");
            }
            JsonNode answer = JSON.readTree(line);
            List<Double> milliseconds = new ArrayList<>();
            answer.path("milliseconds").forEach(value -> milliseconds.add(value.doubleValue()));
            return new Turn(milliseconds, answer.path("cpu").doubleValue());
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
