package io.mien.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mien.models.json.StrictJson;
import io.mien.pictures.PreprocessingProfile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes the digest that tells one preprocessing profile from another in manifests and readings. */
public final class PreprocessingDigest {
    private PreprocessingDigest() {}

    /** {@code sha256:} and 64 hexadecimal digits, over the profile's canonical JSON. */
    public static String of(PreprocessingProfile profile) {
        try {
            byte[] json = StrictJson.canonical().writeValueAsBytes(profile);
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("the digest of " + profile, e); // neither depends on the values
        }
    }
}
