package io.mien.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where every picture of an ingest's feeds went, by its {@code --account}, all feeds together.
 *
 * @param feeds how many
 * @param found pictures that came
 * @param published as camera frames
 * @param leftOut before that
 * @param lookedAt for faces
 * @param passedOver unseen, to keep up
 * @param faceFrames written
 */
record PictureAccounts(
        int feeds, long found, long published, long leftOut, long lookedAt, long passedOver, long faceFrames) {
    /** Camera frames of each feed, a second of them. */
    private static final long MOST_PENDING = 8;

    static PictureAccounts read(Path file) throws IOException {
        PictureAccounts all = new PictureAccounts(0, 0, 0, 0, 0, 0, 0);
        for (JsonNode input : new ObjectMapper().readTree(file.toFile()).get("inputs")) {
            all = new PictureAccounts(
                    all.feeds + 1,
                    all.found + input.get("found").asLong(),
                    all.published + input.get("published").asLong(),
                    all.leftOut + sum(input.get("left_out")),
                    all.lookedAt + input.get("looked_at").asLong(),
                    all.passedOver + sum(input.get("passed_over")),
                    all.faceFrames + input.get("face_frames").asLong());
        }
        return all;
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }

    /** What was published last, and not looked at when ingest was stopped: it is there for the next one. */
    private long pending() {
        return published - lookedAt - passedOver;
    }

    /**
     * Pictures, camera frames and face frames that are nowhere.
     *
     * @param onTopic records of {@code face-frames}
     * @param job that read them
     */
    long unaccounted(long onTopic, JobCounts job) {
        boolean isMuch = pending() < 0 || pending() > MOST_PENDING * feeds;
        // A face frame of a picture that was pending when the account was made is on the topic all the same.
        long faces = Math.abs(onTopic - faceFrames - job.ends()) - Math.max(0, pending());
        return Math.abs(found - published - leftOut)
                + (isMuch ? Math.abs(pending()) : 0)
                + Math.max(0, faces)
                + Math.abs(onTopic - job.read())
                + job.unaccounted();
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%d pictures: %d published, %d left out, %d looked at, %d passed over",
                found,
                published,
                leftOut,
                lookedAt,
                passedOver);
    }
}
