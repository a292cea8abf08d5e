package io.mien.dashboard.evidence;

import io.mien.dashboard.history.ReadingPlace;
import io.mien.schemas.avro.ExpressionReading;
import java.time.Instant;

/**
 * A reading as its record says it.
 *
 * @param place of the record
 * @param appendedAt when the topic got it
 * @param sha256 of the record's value, as a recording names it
 * @param reading opened, if it was sealed
 */
record FoundReading(ReadingPlace place, Instant appendedAt, String sha256, ExpressionReading reading) {}
