package io.mien.cli.faces;

import io.mien.faces.clips.Expression;
import io.mien.faces.clips.RenderedClip;
import io.mien.faces.clips.SplitPlan;
import io.mien.faces.clips.SplitRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/** Writes the clips of a split as a file each, and their list. It goes on where an earlier run was stopped. */
final class ClipFiles {
    /** Sixteen frames are a window of two seconds. */
    static final Duration BETWEEN_FRAMES = Duration.ofMillis(125);

    private final SplitPlan plan;
    private final Path folder;
    private final Format format;

    /** What a clip becomes. */
    interface Format {
        /** The ending of the files' names, with the dot. */
        String extension();

        /**
         * Writes a clip.
         *
         * @param size side of its frames
         */
        void write(RenderedClip clip, int size, Path file) throws IOException;
    }

    ClipFiles(SplitPlan plan, Path folder, Format format) {
        this.plan = plan;
        this.folder = folder;
        this.format = format;
    }

    void write(SplitRenderer renderer, IntConsumer progress) throws IOException {
        Files.createDirectories(folder.resolve(plan.split().label()));
        int first = 0;
        while (first < plan.clips() && Files.exists(file(first))) {
            first++;
        }
        renderer.render(first, clip -> {
            write(clip);
            progress.accept(clip.number() + 1);
        });
        List<String> lines = new ArrayList<>();
        for (int clip = 0; clip < plan.clips(); clip++) {
            int label = Expression.labels().indexOf(plan.expression(clip).label());
            lines.add(folder.relativize(file(clip)).toString().replace('\\', '/') + " " + plan.frames() + " " + label);
        }
        Files.write(folder.resolve(plan.split().label() + ".txt"), lines);
    }

    private void write(RenderedClip clip) throws IOException {
        Path file = file(clip.number());
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        format.write(clip, plan.size(), unfinished);
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(int clip) {
        String name = String.format(
                Locale.ROOT, "%05d-%s%s", clip, plan.expression(clip).label(), format.extension());
        return folder.resolve(plan.split().label()).resolve(name);
    }
}
