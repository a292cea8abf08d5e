package io.mien.cli.clips;

import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SourceFrame;
import io.mien.models.clips.WholeClipClassifier;
import io.mien.pictures.PreprocessingProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * Takes the input as one clip, and its pictures as the face.
 *
 * @param classifier says which frames are needed
 * @param profile of the model
 */
record WholeClips(WholeClipClassifier classifier, PreprocessingProfile profile) implements ClipReader {

    @Override
    public List<InputClip> read(ClipInput input) throws FrameSourceException {
        // Read twice: what a video says of its number of frames is an estimate.
        int frames = count(input);
        SortedSet<Integer> needed = classifier.framesOf(frames);
        Map<Integer, byte[]> pictures = new HashMap<>();
        try (FrameSource source = input.opener().open()) {
            for (int number = 0; number <= needed.last(); number++) {
                if (!needed.contains(number)) {
                    source.skip();
                    continue;
                }
                Optional<SourceFrame> frame = source.next();
                if (frame.isEmpty()) {
                    throw new FrameSourceException(
                            FrameSourceException.Kind.NOT_READABLE,
                            "input " + input.path() + ": changed while it was read");
                }
                pictures.put(number, profile.prepare(frame.get().image(), null, null));
            }
        }
        return List.of(new InputClip(null, IntStream.range(0, frames).boxed().toList(), pictures));
    }

    private static int count(ClipInput input) throws FrameSourceException {
        int frames = 0;
        try (FrameSource source = input.opener().open()) {
            while (source.skip()) {
                frames++;
            }
        }
        return frames;
    }
}
