package io.mien.models.importing;

import io.mien.models.ModelException;
import io.mien.models.checkpoint.CheckpointFormat;
import io.mien.models.checkpoint.OtherContent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint is, without importing it: for {@code mien model inspect}.
 *
 * @param file where it is
 * @param bytes its length
 * @param format its container
 * @param kind what model it holds
 * @param sizes what its shapes say, under the words to print: {@code "image", "224 x 224 in patches of 32"}; empty if unknown
 * @param keys what becomes of each key; a file of unknown kind has them all ignored
 * @param others what the file holds besides, for example an optimizer's state
 */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public record CheckpointInspection(
        Path file,
        long bytes,
        CheckpointFormat format,
        Kind kind,
        Map<String, String> sizes,
        KeyReport keys,
        List<OtherContent> others) {

    /** The models that are known. */
    public enum Kind {
        DFER_CLIP("DFER-CLIP"),
        CLIP_OPENAI("CLIP in OpenAI's layout"),
        CLIP_HUGGING_FACE("CLIP in Hugging Face's layout"),
        CLIP_OPEN_CLIP("CLIP in open_clip's layout"),
        EXP_CLIP_HEAD("Exp-CLIP's head"),
        CLIPER_DESCRIPTORS("CLIPER's descriptors"),
        UNKNOWN("no model that Mien knows");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** For people. */
        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * Looks at a file. A known model whose keys are missing or misshapen is no error here: {@link #keys()} names them.
     *
     * @throws ModelException if the file cannot be read or is refused
     */
    public static CheckpointInspection of(Path file) {
        throw new UnsupportedOperationException();
    }
}
