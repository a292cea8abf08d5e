package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.FileText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the feeds that run as a file describes them. A feed that is added, removed or altered there is started, ended or
 * both; no other notices. A file that makes no sense is told, once, and changes nothing. Not safe for use by many threads.
 */
public final class FeedFileWatch {
    /** A feed that failed, because its file is gone, another process publishes it or Kafka is away, is tried again then. */
    private static final Duration SECOND_CHANCE = Duration.ofSeconds(30);

    private final Path file;
    private final Feeds feeds;
    private final Duration secondChance;
    private FeedFile running;
    private String text;
    private final Map<String, Long> failedAt = new HashMap<>();

    /** What a file describes, checked before anything is started. */
    public record Checked(FeedFile content, String text) {
        /** The names of its streams. */
        public Set<String> names() {
            return content.feeds().keySet();
        }
    }

    private FeedFileWatch(Path file, Feeds feeds, Checked checked, Duration secondChance) {
        this.secondChance = secondChance;
        this.file = file;
        this.feeds = feeds;
        this.running = new FeedFile(Map.of());
        this.text = checked.text();
    }

    /**
     * Reads a file of feeds.
     *
     * @throws CommandException if it cannot be read or makes no sense
     */
    public static Checked check(Path file) {
        FeedFile content = FeedFile.read(file, System.getenv());
        return new Checked(content, text(file));
    }

    /** Starts what the file describes; a cluster that cannot be used is refused now, and waited for later. */
    public static FeedFileWatch start(Path file, Checked checked, Feeds feeds) {
        return start(file, checked, feeds, SECOND_CHANCE);
    }

    /** @param secondChance after which a feed that failed is tried again */
    static FeedFileWatch start(Path file, Checked checked, Feeds feeds, Duration secondChance) {
        FeedFileWatch watch = new FeedFileWatch(file, feeds, checked, secondChance);
        watch.carryOut(checked.content(), feeds::addConnected, new ArrayList<>());
        return watch;
    }

    /** Looks whether the file has changed, and does what it says; what happened, a sentence each. */
    public List<String> look() {
        List<String> news = new ArrayList<>();
        String now = text(file);
        if (!now.equals(text)) {
            text = now;
            try {
                carryOut(FeedFile.read(file, System.getenv()), feeds::add, news);
            } catch (CommandException e) {
                news.add(e.getMessage() + "; the feeds go on as before");
            }
        }
        tryFailedAgain(news);
        return news;
    }

    private void carryOut(FeedFile wanted, Consumer<FeedPlan> starter, List<String> news) {
        Set<String> names = new HashSet<>(running.feeds().keySet());
        names.addAll(wanted.feeds().keySet());
        for (String name : names.stream().sorted().toList()) {
            FeedFile.@Nullable Described before = running.feeds().get(name);
            FeedFile.@Nullable Described after = wanted.feeds().get(name);
            if (after == null) {
                feeds.remove(name);
                news.add("feed " + name + " removed");
            } else if (before == null) {
                starter.accept(after.plan());
                news.add("feed " + name + " added");
            } else if (!before.equals(after)) {
                feeds.remove(name);
                starter.accept(after.plan());
                news.add("feed " + name + " altered");
            }
        }
        running = wanted;
    }

    private void tryFailedAgain(List<String> news) {
        Map<String, String> failures = feeds.failures();
        failedAt.keySet().retainAll(failures.keySet());
        failures.forEach((name, sentence) -> {
            Long since = failedAt.putIfAbsent(name, System.nanoTime());
            FeedFile.@Nullable Described described = running.feeds().get(name);
            if (since == null) {
                news.add("feed " + name + ": " + sentence + "; trying again in " + secondChance.toSeconds() + " s");
            } else if (described != null && System.nanoTime() - since > secondChance.toNanos()) {
                failedAt.remove(name);
                feeds.remove(name);
                feeds.add(described.plan());
            }
        });
    }

    /** A file that is just being replaced is as good as one that makes no sense. */
    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "cannot be read: " + FileText.of(e);
        }
    }
}
