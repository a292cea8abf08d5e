package io.mien.models;

import java.io.Serializable;

/**
 * Names a model package that is to be used elsewhere than where it was looked at.
 *
 * @param location a folder, or a {@code file:} URI
 * @param sha256 {@code sha256:} and 64 hexadecimal digits, over its manifest's file, which has the digest of every other
 */
public record PackageReference(String location, String sha256) implements Serializable {
    private static final long serialVersionUID = 1L;
}
