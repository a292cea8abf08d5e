package io.mien.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mien.evaluation.Confusion;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.pictures.PreprocessingProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import org.junit.jupiter.api.Test;

/** The independent network on a filmed face, as it is known to read it; skipped where the files are not beside the repository. */
final class FilmedFacesIT {
    private static final Path DATA = Path.of("../../shared/data");

    @Test
    void theIndependentNetworkReadsANeutralFaceAndASmileAsItIsKnownTo() throws Exception {
        assumeTrue(Files.isDirectory(DATA.resolve("expression")), "skipped: " + DATA + " is not here");
        FilmedFaces filmed = FilmedFaces.read(
                DATA.resolve("video/single_face.mp4"),
                DetectorSettings.yuNet(DATA.resolve("detector/yunet_2023mar.onnx")),
                PreprocessingProfile.dferClip(32));
        assertThat(filmed.subjects()).hasSize(1);
        NavigableMap<Integer, FilmedFaces.Face> man = filmed.subjects().get(0);
        try (IndependentNetwork network = new IndependentNetwork(DATA.resolve("expression"))) {
            assertThat(called(network, man, 12)).isEqualTo("neutral");
            assertThat(called(network, man, 24)).isEqualTo("happiness");
            assertThat(called(network, man, 60)).isEqualTo("happiness");
        }
    }

    @Test
    void aStillPictureGivesItsLargestFace() throws Exception {
        assumeTrue(Files.isDirectory(DATA.resolve("expression")), "skipped: " + DATA + " is not here");
        FilmedFaces.Face face = FilmedFaces.still(
                        DATA.resolve("video/multi_face.jpg"),
                        DetectorSettings.yuNet(DATA.resolve("detector/yunet_2023mar.onnx")),
                        PreprocessingProfile.dferClip(32))
                .orElseThrow();
        try (IndependentNetwork network = new IndependentNetwork(DATA.resolve("expression"))) {
            assertThat(called(network, face)).isEqualTo("happiness");
        }
    }

    /** What is said with certainty. */
    private static String called(IndependentNetwork network, NavigableMap<Integer, FilmedFaces.Face> man, int frame) {
        return called(network, requireNonNull(man.get(frame), () -> "no face in frame " + frame));
    }

    private static String called(IndependentNetwork network, FilmedFaces.Face face) {
        float[] probabilities = network.classify(face.independent());
        int largest = Confusion.largest(probabilities, 0, probabilities.length);
        assertThat(probabilities[largest]).isGreaterThan(0.98f);
        return IndependentNetwork.LABELS.get(largest);
    }
}
