package io.mien.cli;

import io.mien.faces.clips.Clip;
import io.mien.faces.clips.Expression;
import io.mien.faces.clips.SplitPlan;
import io.mien.faces.clips.SplitRenderer;
import io.mien.ingest.VideoFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/** Writes the clips of a split as videos, and their list. */
final class ClipVideos {
    /** Sixteen frames are a window of two seconds. */
    private static final double FRAMES_PER_SECOND = 8;

    private final SplitPlan plan;
    private final Path folder;

    ClipVideos(SplitPlan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    void write(SplitRenderer renderer, IntConsumer progress) throws IOException {
        Files.createDirectories(folder.resolve(plan.split().label()));
        int first = 0;
        while (first < plan.clips() && Files.exists(video(first))) {
            first++;
        }
        renderer.render(first, clip -> {
            write(clip);
            progress.accept(clip.number() + 1);
        });
        List<String> lines = new ArrayList<>();
        for (int clip = 0; clip < plan.clips(); clip++) {
            int label = Expression.labels().indexOf(plan.expression(clip).label());
            lines.add(folder.relativize(video(clip)).toString().replace('\\', '/') + " " + plan.frames() + " " + label);
        }
        Files.write(folder.resolve(plan.split().label() + ".txt"), lines);
    }

    private void write(Clip clip) throws IOException {
        Path file = video(clip.number());
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        int frameBytes = 3 * plan.size() * plan.size();
        try (VideoFileWriter writer =
                VideoFileWriter.open(unfinished, plan.size(), plan.size(), FRAMES_PER_SECOND, VideoFileWriter.CLEAR)) {
            for (int at = 0; at < clip.pixels().length; at += frameBytes) {
                writer.write(Arrays.copyOfRange(clip.pixels(), at, at + frameBytes));
            }
        }
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path video(int clip) {
        String name = String.format(
                Locale.ROOT, "%05d-%s.mp4", clip, plan.expression(clip).label());
        return folder.resolve(plan.split().label()).resolve(name);
    }
}
