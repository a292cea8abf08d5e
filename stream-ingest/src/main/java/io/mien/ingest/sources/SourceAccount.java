package io.mien.ingest.sources;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a source did with its pictures beside delivering them.
 *
 * @param leftOut pictures that are in the source and were not delivered, by reason; a reason without any is left out
 * @param timesRepaired pictures whose time in the source made no sense or was missing, and was put right
 * @param endedEarly whether less came than the source announced
 * @param notes what a person who wonders about the result wants to know, one sentence each
 */
public record SourceAccount(
        Map<LeftOutReason, Long> leftOut, long timesRepaired, boolean endedEarly, List<String> notes) {

    /** All is as it should be. */
    public static final SourceAccount NOTHING = new SourceAccount(Map.of(), 0, false, List.of());

    public SourceAccount {
        leftOut = Map.copyOf(leftOut);
        notes = List.copyOf(notes);
    }

    /** Of several sessions of one source. */
    public SourceAccount plus(SourceAccount other) {
        Map<LeftOutReason, Long> sum = new EnumMap<>(LeftOutReason.class);
        sum.putAll(leftOut);
        other.leftOut.forEach((reason, pictures) -> sum.merge(reason, pictures, Long::sum));
        return new SourceAccount(
                sum,
                timesRepaired + other.timesRepaired,
                endedEarly || other.endedEarly,
                Stream.concat(notes.stream(), other.notes.stream()).distinct().toList());
    }

    /** Pictures left out for any reason. */
    public long leftOutTotal() {
        return leftOut.values().stream().mapToLong(Long::longValue).sum();
    }
}
