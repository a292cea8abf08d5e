package io.mien.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.models.json.StrictJson;
import io.mien.pictures.FaceCut;
import io.mien.pictures.FaceLandmarks;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.ResizeRule;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PreprocessingDigestTest {
    private static final PreprocessingProfile WHOLE =
            new PreprocessingProfile(32, new FaceCut.WholeImage(), ResizeRule.SQUASH, Resampling.BILINEAR);

    private static final FaceLandmarks TEMPLATE =
            new FaceLandmarks(0.3f, 0.3f, 0.7f, 0.3f, 0.5f, 0.5f, 0.35f, 0.72f, 0.65f, 0.72f);

    @Test
    void jsonKeepsEveryCutAndDigestsTellProfilesApart() throws Exception {
        List<PreprocessingProfile> profiles = List.of(
                WHOLE,
                PreprocessingProfile.dferClip(32),
                PreprocessingProfile.dferClip(64),
                aligned(),
                new PreprocessingProfile(
                        32, new FaceCut.WholeImage(), ResizeRule.SHORT_SIDE_CENTRE, Resampling.BICUBIC));
        for (PreprocessingProfile profile : profiles) {
            byte[] json = StrictJson.canonical().writeValueAsBytes(profile);
            PreprocessingProfile read =
                    StrictJson.reader(PreprocessingProfile.class).readValue(json);
            assertThat(read).isEqualTo(profile);
            assertThat(PreprocessingDigest.of(read)).isEqualTo(PreprocessingDigest.of(profile));
        }
        assertThat(profiles.stream().map(PreprocessingDigest::of)).doesNotHaveDuplicates();
    }

    @Test
    void theCanonicalFormIsFixedBecauseReadingsCarryItsDigest() throws Exception {
        assertThat(StrictJson.canonical().writeValueAsString(PreprocessingProfile.dferClip(224)))
                .isEqualTo(
                        "{\"size\":224,\"cut\":{\"kind\":\"box\",\"factor\":1.0,\"lower\":0.0,\"square\":true},"
                                + "\"resize\":\"squash\",\"resampling\":\"bilinear\",\"poses\":{\"yaw\":180.0,\"roll\":180.0}}");
        assertThat(PreprocessingDigest.of(PreprocessingProfile.dferClip(224)))
                .isEqualTo("sha256:abcd5a387caef2c2288b408e11d0b28f4891f42288e83ac760fdaebd3f71817f");
    }

    private static PreprocessingProfile aligned() {
        return new PreprocessingProfile(
                64,
                new FaceCut.AlignedToLandmarks(TEMPLATE, new FaceCut.BoxTimes(1, 0, true)),
                ResizeRule.SQUASH,
                Resampling.BILINEAR);
    }
}
