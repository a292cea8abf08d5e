package io.mien.keys;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The files of a folder of keys. */
final class KeyEntry {
    private KeyEntry() {}

    /**
     * What makes a folder one of keys.
     *
     * @param version 1
     * @param createdAt when
     * @param check a key of nothing, by which a master key is known
     */
    record Folder(
            @JsonProperty("version") int version,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("check") String check) {}

    /**
     * A stream's key.
     *
     * @param stream its id
     * @param createdAt when
     * @param keyset wrapped by the master key, bound to the key's id and the stream
     */
    record Wrapped(
            @JsonProperty("stream") String stream,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("keyset") String keyset) {}

    /**
     * A key that was destroyed.
     *
     * @param stream its id
     * @param createdAt when the key was made
     * @param forgottenAt when it was destroyed
     * @param by the user who did it
     */
    record Forgotten(
            @JsonProperty("stream") String stream,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("forgotten_at") String forgottenAt,
            @JsonProperty("by") String by) {}
}
