package io.mien.models.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mien.models.ModelException;
import io.mien.models.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Explains a package's labels: it holds the prompts that the text features were made of, and for every learned token
 * the words nearest to it, which is how CLIPER's authors read their descriptors. It is computed when the package is
 * built, because the text encoder and its vocabulary are not part of the package.
 *
 * @param format of this file; 1
 * @param labels in the label set's order
 */
public record ModelExplanation(int format, List<Label> labels) {
    /** The file in the package. */
    public static final String FILE = "explanation.json";

    private static final int FORMAT = 1;

    /**
     * A label and its prompts.
     *
     * @param label its name
     * @param prompts in the order of the network's prompt features
     */
    public record Label(String label, List<Prompt> prompts) {
        public Label {
            prompts = List.copyOf(prompts);
        }
    }

    /**
     * A prompt.
     *
     * @param text as it was given; empty if only its tokens are known
     * @param tokens their ids from start to end, the placeholders of learned ones included
     * @param learned the tokens that were learned; empty if none were
     */
    public record Prompt(String text, List<Integer> tokens, List<LearnedToken> learned) {
        public Prompt {
            tokens = List.copyOf(tokens);
            learned = List.copyOf(learned);
        }
    }

    /**
     * A learned token.
     *
     * @param position in the prompt, from 0 for the start token
     * @param nearest the nearest words, nearest first
     */
    public record LearnedToken(int position, List<Neighbour> nearest) {
        public LearnedToken {
            nearest = List.copyOf(nearest);
        }
    }

    /**
     * A word near a learned token.
     *
     * @param token its id in CLIP's vocabulary
     * @param distance Euclidean, between the embeddings
     */
    public record Neighbour(int token, double distance) {}

    public ModelExplanation {
        labels = List.copyOf(labels);
    }

    /** Makes an explanation of labels. */
    public static ModelExplanation of(List<Label> labels) {
        return new ModelExplanation(FORMAT, labels);
    }

    /**
     * Reads the explanation of a package.
     *
     * @return empty if it has none: not every model has prompts
     * @throws ModelException if it cannot be read
     */
    public static Optional<ModelExplanation> of(ModelPackage modelPackage) {
        return modelPackage.attachment(FILE).map(ModelExplanation::read);
    }

    /** Writes it into a folder. */
    public void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), StrictJson.indented().writeValueAsString(this) + "\n");
    }

    private static ModelExplanation read(Path file) {
        try {
            ModelExplanation explanation =
                    StrictJson.reader(ModelExplanation.class).readValue(Files.readAllBytes(file));
            if (explanation.format != FORMAT) {
                throw new ModelException(file + ": format " + explanation.format + " (expected: " + FORMAT + ")");
            }
            return explanation;
        } catch (JsonProcessingException e) {
            throw new ModelException(file + ": not an explanation: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }
}
