package io.mien.cli.clips;

import io.mien.cli.feeds.DetectorOption;
import io.mien.cli.terminal.ModelText;
import io.mien.ingest.feed.FeedSettings;
import io.mien.models.ModelManifest;
import io.mien.models.clips.ClassifiedClip;
import io.mien.models.clips.WholeClipClassifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Options for the inputs of commands that run a model over whole clips, and for finding faces in them. */
public final class ClipInputs {
    private static final Logger log = LoggerFactory.getLogger(ClipInputs.class);
    private static final String CASCADE = "cascade";

    /** In a video that is a face already, every pixel counts. */
    private static final int LONGEST_SIDE = 4096;

    @Option(
            names = "--detector",
            paramLabel = "FILE|cascade",
            description =
                    "Find and follow the faces with this YuNet model, or with OpenCV's cascade; one clip a subject.")
    @Nullable
    String detector;

    /** Takes what was made of a clip. */
    @FunctionalInterface
    public interface Results {
        void accept(ClipInput input, InputClip clip, ClassifiedClip classified) throws IOException;
    }

    /** Looks at each path, because what cannot be read has to be said before a model is loaded. */
    public List<ClipInput> open(List<Path> paths) throws IOException {
        List<ClipInput> inputs = new ArrayList<>();
        for (Path path : paths) {
            inputs.add(ClipInput.of(path, detector == null ? LONGEST_SIDE : FeedSettings.DEFAULT_LONGEST_SIDE));
        }
        for (ClipInput input : inputs) {
            input.opener().open().close();
        }
        return inputs;
    }

    /** Runs a model over every clip of every input, in their order. */
    public void classify(
            List<ClipInput> inputs, WholeClipClassifier classifier, ModelManifest manifest, Results results)
            throws IOException {
        if (manifest.untrained()) {
            log.warn("model {}", ModelText.of(manifest));
        }
        ClipReader reader = detector == null
                ? new WholeClips(classifier, manifest.preprocessing())
                : new SubjectClips(
                        classifier,
                        manifest.preprocessing(),
                        DetectorOption.settings(detector.equals(CASCADE) ? null : Path.of(detector)));
        for (ClipInput input : inputs) {
            List<InputClip> clips = reader.read(input);
            if (clips.isEmpty()) {
                log.warn("{}: no face found", input.path());
            }
            for (InputClip clip : clips) {
                results.accept(input, clip, classifier.classify(clip.numbers().size(), clip.pictures()));
            }
        }
    }
}
