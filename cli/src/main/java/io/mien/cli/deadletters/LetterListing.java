package io.mien.cli.deadletters;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Dead letters, counted, and the newest of them.
 *
 * @param total how many there are
 * @param counts by topic and reason, the most frequent first
 * @param letters the newest, oldest first
 */
public record LetterListing(long total, List<Count> counts, List<StoredLetter> letters) {
    private static final Comparator<StoredLetter> BY_TIME =
            Comparator.comparing(StoredLetter::at).thenComparing(StoredLetter::letter);

    /**
     * How many of one kind.
     *
     * @param topic that they lie in
     * @param reason that they have
     * @param count of them
     */
    public record Count(String topic, String reason, long count) {}

    /**
     * Counts what a filter lets pass.
     *
     * @param newest how many are listed one by one
     */
    public static LetterListing read(LetterReader reader, LetterFilter filter, int newest) {
        Map<List<String>, Long> counts = new TreeMap<>(Comparator.comparing(List::toString));
        PriorityQueue<StoredLetter> letters = new PriorityQueue<>(BY_TIME);
        reader.forEach(filter.sourceTopics(), record -> {
            if (filter.matches(record)) {
                add(record, newest, counts, letters);
            }
        });
        List<Count> sorted = counts.entrySet().stream()
                .map(entry -> new Count(entry.getKey().get(0), entry.getKey().get(1), entry.getValue()))
                .sorted(Comparator.comparingLong(Count::count).reversed())
                .toList();
        return new LetterListing(
                sorted.stream().mapToLong(Count::count).sum(),
                sorted,
                letters.stream().sorted(BY_TIME).toList());
    }

    private static void add(
            ConsumerRecord<byte[], byte[]> record,
            int newest,
            Map<List<String>, Long> counts,
            PriorityQueue<StoredLetter> letters) {
        StoredLetter letter = StoredLetter.of(record);
        counts.merge(List.of(letter.topic(), letter.reason()), 1L, Long::sum);
        letters.add(letter);
        if (letters.size() > newest) {
            letters.remove();
        }
    }
}
