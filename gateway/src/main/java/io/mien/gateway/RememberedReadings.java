package io.mien.gateway;

import java.util.List;

/**
 * Some of a stream's newest readings.
 *
 * @param readings oldest first
 * @param next the number of the stream's newest; 0: there was none yet
 */
record RememberedReadings(List<NumberedReading> readings, long next) {
    RememberedReadings {
        readings = List.copyOf(readings);
    }
}
