package io.mien.cli.deadletters;

import java.util.Map;

/**
 * What became of the dead letters that were meant.
 *
 * @param dryRun whether they were only looked at
 * @param redriven put back, or to be put back
 * @param before put back before, and so left
 * @param repeated set aside more than once for the same record, and so put back once
 * @param unreadable left, since they cannot be read now either, by reason
 */
public record RedriveResult(boolean dryRun, long redriven, long before, long repeated, Map<String, Long> unreadable) {

    /** One sentence. */
    public String text() {
        StringBuilder text = new StringBuilder((dryRun ? "would be re-driven: " : "re-driven: ") + redriven);
        if (before > 0) {
            text.append(", re-driven before: ").append(before);
        }
        if (repeated > 0) {
            text.append(", the same record again: ").append(repeated);
        }
        unreadable.forEach((reason, count) -> text.append(", still not readable (")
                .append(reason)
                .append("): ")
                .append(count));
        return text.toString();
    }
}
