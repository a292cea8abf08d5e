package io.mien.gateway;

/**
 * A reading of a stream as clients get it.
 *
 * @param number 1, 2, 3 … of the stream, since the gateway's start
 * @param id by which a repeated one is known
 * @param subjectId whose it is
 * @param json an object on one line
 */
record NumberedReading(long number, String id, String subjectId, String json) {}
