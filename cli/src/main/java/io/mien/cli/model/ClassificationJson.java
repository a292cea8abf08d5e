package io.mien.cli.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.mien.cli.clips.InputClip;
import io.mien.models.ModelManifest;
import io.mien.models.clips.ClassifiedClip;
import java.io.IOException;
import java.io.Writer;
import java.util.Optional;

/** Writes results for programs: a JSON list with an object for each clip, written as the clips come. */
final class ClassificationJson implements ClassificationWriter {
    private final Writer out;
    private final JsonGenerator json;
    private final ModelManifest manifest;
    private final boolean features;

    /**
     * @param manifest of the model
     * @param features whether to write what the model's parts made of the frames
     */
    ClassificationJson(Writer out, ModelManifest manifest, boolean features) throws IOException {
        this.json = new JsonFactory()
                .createGenerator(out)
                .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
                .setPrettyPrinter(new MinimalPrettyPrinter(",\n"));
        this.out = out;
        this.manifest = manifest;
        this.features = features;
        out.write("[\n");
    }

    @Override
    public void write(String input, InputClip clip, ClassifiedClip classified) throws IOException {
        json.writeStartObject();
        json.writeStringField("input", input);
        if (clip.subject() != null) {
            json.writeStringField("subject", clip.subject());
        }
        json.writeArrayFieldStart("labels");
        for (String label : manifest.labelSet().labels()) {
            json.writeString(label);
        }
        json.writeEndArray();
        json.writeFieldName("logits");
        write(classified.scores().logits());
        json.writeFieldName("probabilities");
        write(classified.scores().probabilities());
        Optional<String> doubt = manifest.doubt(classified.scores());
        if (doubt.isPresent()) {
            json.writeStringField("doubt", doubt.get());
        }
        json.writeArrayFieldStart("frames");
        for (int place : classified.frames()) {
            json.writeNumber(clip.numbers().get(place));
        }
        json.writeEndArray();
        if (features) {
            json.writeArrayFieldStart("frame_features");
            for (float[] frame : classified.frameFeatures()) {
                write(frame);
            }
            json.writeEndArray();
            Optional<float[]> temporalOutput = classified.result().temporalOutput();
            if (temporalOutput.isPresent()) {
                json.writeFieldName("temporal_output");
                write(temporalOutput.get());
            }
        }
        json.writeEndObject();
        json.flush();
    }

    private void write(float[] values) throws IOException {
        json.writeStartArray();
        for (float value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    @Override
    public void close() throws IOException {
        json.close();
        out.write("\n]\n");
        out.flush();
    }
}
