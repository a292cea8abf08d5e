package io.mien.keys;

/**
 * Keys of a stream.
 *
 * @param stream its id
 * @param keys that open its records
 * @param forgotten that were destroyed
 */
public record StreamKeyCount(String stream, int keys, int forgotten) {}
