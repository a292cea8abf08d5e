package io.mien.bench;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.nonsense.Poison;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Bad records spread evenly among good ones, and where they came to lie. Not safe for use by many threads. */
final class PoisonedPreload {
    private static final long SEED = 5;

    private final List<Poison> poisons;
    private final long good;
    private final int bad;
    private final Random random = new Random(SEED);
    private final Map<Future<RecordMetadata>, DeadLetterReason> sent = new HashMap<>();
    private long seen;

    PoisonedPreload(List<Poison> poisons, long good, int bad) {
        this.poisons = poisons;
        this.good = good;
        this.bad = bad;
    }

    /** Is told of each good record. */
    void among(BenchmarkCluster.Sender sender) {
        seen++;
        while (sent.size() < bad && (long) sent.size() * good < seen * bad) {
            Poison poison = poisons.get(sent.size() % poisons.size());
            sent.put(
                    sender.send(random.nextInt(BenchmarkCluster.PARTITIONS), poison.key(), poison.value()),
                    poison.reason());
        }
    }

    int bad() {
        return sent.size();
    }

    int kinds() {
        return poisons.size();
    }

    Map<LiveLoad.Place, DeadLetterReason> places() throws InterruptedException, ExecutionException {
        Map<LiveLoad.Place, DeadLetterReason> places = new HashMap<>();
        for (Map.Entry<Future<RecordMetadata>, DeadLetterReason> one : sent.entrySet()) {
            RecordMetadata place = one.getKey().get();
            places.put(new LiveLoad.Place(place.partition(), place.offset()), one.getValue());
        }
        return places;
    }
}
