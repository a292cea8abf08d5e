package io.mien.bench;

import io.mien.models.tensorflow.TensorFlowRuntime;
import io.mien.pictures.FaceBox;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.RgbImage;
import io.mien.schemas.avro.FaceFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Decodes the same JPEGs with Mien's decoder and with those that are at hand in other libraries, in turn, at full and at
 * reduced scale; and counts of how many damaged pictures each one tells.
 */
@Command(
        name = "bench/run decoders",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Microseconds a JPEG of Mien's decoder and others, and the share of damaged ones told; a table.")
final class DecodersBenchmark implements Callable<Integer> {
    private static final int DAMAGED_BYTES = 8;
    /** Of a baseline JPEG's bytes, the share that surely lies behind its tables. */
    private static final double HEAD = 0.2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--sides", split = ",", description = "Of the pictures, in pixels.")
    List<Integer> sides = List.of(64, 160, 224, 384);

    @Option(names = "--calls", description = "Of each, each time.")
    int calls = 400;

    @Option(names = "--rounds", description = "How often each has its turn; as many more go before, and do not count.")
    int rounds = 7;

    @Option(names = "--damaged", description = "Damaged pictures of each size.")
    int damaged = 500;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DecodersBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TensorFlowRuntime.load();
        List<JpegDecoder> decoders = List.of(
                new JpegDecoder.OfMien(),
                new JpegDecoder.OfOpenCv(1),
                new JpegDecoder.OfOpenCv(2),
                JpegDecoder.OfTensorFlow.of(1),
                JpegDecoder.OfTensorFlow.of(2),
                JpegDecoder.OfTensorFlow.of(4));
        try {
            print("| pixels | decoder | scale | µs a picture | Mien's / this | largest difference | damaged told |");
            print("|---|---|---|---|---|---|---|");
            for (int side : sides) {
                measure(side, decoders);
            }
        } finally {
            decoders.forEach(JpegDecoder::close);
        }
        return 0;
    }

    private void measure(int side, List<JpegDecoder> decoders) throws IOException {
        List<byte[]> pictures = pictures(side);
        List<Measurements> micros =
                decoders.stream().map(unused -> new Measurements()).toList();
        for (int round = -rounds; round < rounds; round++) {
            for (int i = 0; i < decoders.size(); i++) {
                double taken = micros(decoders.get(i), pictures);
                if (round >= 0) {
                    micros.get(i).add(taken);
                }
            }
        }
        for (int i = 0; i < decoders.size(); i++) {
            JpegDecoder decoder = decoders.get(i);
            print(String.format(
                    Locale.ROOT,
                    "| %d | %s | 1/%d | %s | %.2f | %s | %d of %d |",
                    side,
                    decoder.name(),
                    decoder.reduction(),
                    micros.get(i).describe(0),
                    micros.get(0).ratioTo(micros.get(i)),
                    decoder.reduction() == 1 ? largestDifference(decoders.get(0), decoder, pictures) : "",
                    told(decoder, pictures),
                    damaged));
        }
        print(String.format(
                Locale.ROOT, "| %d | Mien's preparation to 64 | | %s | | | |", side, preparation(side, 64)));
    }

    private double micros(JpegDecoder decoder, List<byte[]> pictures) {
        long begin = System.nanoTime();
        for (int call = 0; call < calls; call++) {
            if (decoder.decode(pictures.get(call % pictures.size())).length == 0) {
                throw new IllegalStateException(decoder.name() + ": refuses a whole picture");
            }
        }
        return (System.nanoTime() - begin) / 1e3 / calls;
    }

    /** What follows decoding, in place of a part of which a reduced scale would come. */
    private String preparation(int side, int model) throws IOException {
        PreprocessingProfile profile = PreprocessingProfile.dferClip(model);
        byte[] pixels = new JpegDecoder.OfMien().decode(pictures(side).get(0));
        RgbImage picture = new RgbImage(side, side, pixels);
        Measurements micros = new Measurements();
        for (int round = -rounds; round < rounds; round++) {
            long begin = System.nanoTime();
            for (int call = 0; call < calls; call++) {
                profile.prepare(picture, new FaceBox(0, 0, side, side), null);
            }
            if (round >= 0) {
                micros.add((System.nanoTime() - begin) / 1e3 / calls);
            }
        }
        return micros.describe(0);
    }

    private static int largestDifference(JpegDecoder reference, JpegDecoder decoder, List<byte[]> pictures) {
        int largest = 0;
        for (byte[] picture : pictures) {
            byte[] expected = reference.decode(picture);
            byte[] actual = decoder.decode(picture);
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs((expected[i] & 0xff) - (actual[i] & 0xff)));
            }
        }
        return largest;
    }

    /** Of pictures with a few bytes of their pixels' codes changed at random, those that the decoder refuses. */
    private int told(JpegDecoder decoder, List<byte[]> pictures) {
        Random random = new Random(1);
        int told = 0;
        for (int i = 0; i < damaged; i++) {
            byte[] picture = pictures.get(i % pictures.size()).clone();
            for (int change = 0; change < DAMAGED_BYTES; change++) {
                int first = (int) (HEAD * picture.length);
                picture[first + random.nextInt(picture.length - first - 2)] = (byte) random.nextInt(0xff);
            }
            told += decoder.decode(picture).length == 0 ? 1 : 0;
        }
        return told;
    }

    private static List<byte[]> pictures(int side) throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        SyntheticFaces faces = new SyntheticFaces(side, 8, Duration.ofMillis(125));
        for (FaceFrame frame : faces.at(0)) {
            byte[] picture = new byte[frame.getImage().remaining()];
            frame.getImage().duplicate().get(picture);
            pictures.add(picture);
        }
        return pictures;
    }

    private void print(String line) {
        FigureLine.print(spec, line);
    }
}
