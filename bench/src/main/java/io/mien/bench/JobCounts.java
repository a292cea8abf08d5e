package io.mien.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the face frames went, as a job's process says in its progress lines.
 *
 * @param read from the topic
 * @param encoded by the model
 * @param notSampled for any reason
 * @param deadLetters set aside
 * @param ends of tracks
 * @param underWay not decided on yet
 */
record JobCounts(long read, long encoded, long notSampled, long deadLetters, long ends, long underWay) {
    private static final Pattern LINE = Pattern.compile(
            "RUNNING: (\\d+) face frames: (\\d+) encoded, (\\d+) not sampled, (\\d+) dead letters, (\\d+) ends of tracks, (\\d+) under way");

    /** The newest line's; zeros as long as there is none. */
    static JobCounts last(Path log) throws IOException {
        JobCounts last = new JobCounts(0, 0, 0, 0, 0, 0);
        Matcher line = LINE.matcher(Files.readString(log));
        while (line.find()) {
            last = new JobCounts(
                    number(line, 1),
                    number(line, 2),
                    number(line, 3),
                    number(line, 4),
                    number(line, 5),
                    number(line, 6));
        }
        return last;
    }

    private static long number(Matcher line, int group) {
        return Long.parseLong(line.group(group));
    }

    long unaccounted() {
        return Math.abs(read - encoded - notSampled - deadLetters - ends - underWay);
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "the job read %d: %d encoded, %d not sampled, %d dead letters, %d ends, %d under way",
                read,
                encoded,
                notSampled,
                deadLetters,
                ends,
                underWay);
    }
}
