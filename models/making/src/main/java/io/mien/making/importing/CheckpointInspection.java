package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.CheckpointFormat;
import io.mien.making.checkpoint.OtherContent;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint is, without importing it: for {@code mien model inspect}.
 *
 * @param file where it is
 * @param bytes its length
 * @param format its container
 * @param kind what model it holds
 * @param sizes what its shapes say, under the words to print, in order: {@code image: 224 x 224 in patches of 32}; empty if keys
 *     are missing that tell it
 * @param keys what becomes of each key; a file of unknown kind has them all ignored
 * @param others what the file holds besides, for example an optimizer's state
 * @param notes what else is to be known: what keys begin with, which of several weights were looked at, what it looks like
 */
public record CheckpointInspection(
        Path file,
        long bytes,
        CheckpointFormat format,
        Kind kind,
        Map<String, String> sizes,
        KeyReport keys,
        List<OtherContent> others,
        List<String> notes) {

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

    /** What is found of a model. */
    private record Found(Kind kind, Map<String, String> sizes, KeyReport keys) {}

    public CheckpointInspection {
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
        others = List.copyOf(others);
        notes = List.copyOf(notes);
    }

    /**
     * Looks at a file. A known model whose keys are missing or misshapen is no error here: {@link #keys()} names them.
     *
     * @throws ModelException if the file cannot be read or is refused, or its sizes are such as no network here has
     */
    public static CheckpointInspection of(Path file) {
        return of(file, CheckpointChoices.NONE);
    }

    /** The same, with what a user says of the file. */
    public static CheckpointInspection of(Path file, CheckpointChoices choices) {
        try (Checkpoint checkpoint = choices.open(file)) {
            KeyMatching matching = new KeyMatching(checkpoint, choices);
            Found found = find(matching);
            List<String> notes = new ArrayList<>(matching.notes());
            if (found.kind == Kind.UNKNOWN || !found.keys.missing().isEmpty()) {
                KnownKeys.model(checkpoint.tensors().keySet())
                        .ifPresent(model -> notes.add("this looks like " + model + ", which Mien does not read"));
            }
            long bytes = 0;
            for (Path part : checkpoint.files()) {
                bytes += Files.size(part);
            }
            return new CheckpointInspection(
                    file, bytes, checkpoint.format(), found.kind, found.sizes, found.keys, checkpoint.others(), notes);
        } catch (IOException e) {
            throw new ModelException("checkpoint " + file + ": cannot be read: " + e, e);
        }
    }

    private static Found find(KeyMatching keys) {
        Map<String, String> sizes = new LinkedHashMap<>();
        if (DferClipKeys.areIn(keys)) {
            DferClipKeys dferClip = DferClipKeys.match(keys);
            dferClip.size().ifPresent(size -> describe(size, sizes));
            return new Found(Kind.DFER_CLIP, sizes, dferClip.report());
        }
        if (ClipKeys.areIn(keys)) {
            ClipKeys clip = ClipKeys.match(keys);
            clip.size().ifPresent(size -> describe(size, sizes));
            return new Found(kindOf(clip.layout()), sizes, clip.report());
        }
        if (ExpClipHead.isIn(keys)) {
            ExpClipHead.match(keys).ifPresent(size -> sizes.put("projection", size[1] + " floats to " + size[0]));
            return new Found(Kind.EXP_CLIP_HEAD, sizes, ExpClipHead.report(keys));
        }
        if (CliperDescriptors.areIn(keys)) {
            CliperDescriptors.match(keys)
                    .ifPresent(size -> sizes.put(
                            "descriptors", size[0] + ", each of " + size[1] + " learned tokens of " + size[2]));
            return new Found(Kind.CLIPER_DESCRIPTORS, sizes, CliperDescriptors.report(keys));
        }
        return new Found(Kind.UNKNOWN, sizes, keys.report());
    }

    private static Kind kindOf(ClipLayout layout) {
        return switch (layout) {
            case OPENAI -> Kind.CLIP_OPENAI;
            case HUGGING_FACE -> Kind.CLIP_HUGGING_FACE;
            case OPEN_CLIP -> Kind.CLIP_OPEN_CLIP;
        };
    }

    private static void describe(ClipSize size, Map<String, String> sizes) {
        VisionTransformer.Size vision = size.vision();
        TextTransformer.Size text = size.text();
        sizes.put("image", vision.image() + " x " + vision.image() + " in patches of " + vision.patch());
        sizes.put("image encoder", layers(vision.layers()) + " of " + vision.width());
        sizes.put(
                "text encoder",
                layers(text.layers()) + " of " + text.width() + ", " + text.context() + " positions, "
                        + size.vocabulary() + " words");
        sizes.put("embedding", size.embedding() + " floats");
    }

    private static void describe(DferClipSize size, Map<String, String> sizes) {
        describe(size.clip(), sizes);
        TemporalTransformer.Size temporal = size.temporal();
        sizes.put(
                "temporal model",
                layers(temporal.layers()) + ", " + temporal.heads() + " heads of " + temporal.headWidth() + ", hidden "
                        + temporal.hidden());
        sizes.put("clip", temporal.frames() + " frames");
        sizes.put("classes", Integer.toString(size.classes()));
        sizes.put(
                "learned tokens",
                size.contextTokens() + (size.classSpecific() ? " for each class" : " shared by all classes"));
    }

    private static String layers(int count) {
        return count + (count == 1 ? " layer" : " layers");
    }
}
