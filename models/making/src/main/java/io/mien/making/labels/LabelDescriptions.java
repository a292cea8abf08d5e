package io.mien.making.labels;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A label set and the texts that stand for its labels.
 *
 * @param name of the label set, for example {@code dfew-7}
 * @param labels in the order of the model's outputs
 * @param templates of prompts, each with <code>{}</code> where the label's name goes; empty if the descriptions are the prompts
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"name", "labels", "templates"})
public record LabelDescriptions(String name, List<Label> labels, List<String> templates) {
    private static final String PLACE = "{}";

    /**
     * A label.
     *
     * @param name for example {@code happiness}
     * @param description what a face that shows it does; empty if it has none
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Label(String name, String description) {
        // Jackson hands over null for a key that is left out.
        public Label(
                @JsonProperty("name") @Nullable String name,
                @JsonProperty("description") @Nullable String description) {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("a label without a name (expected: name and description)");
            }
            this.name = name.strip();
            this.description = description == null ? "" : description.strip();
        }
    }

    public LabelDescriptions(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("labels") @Nullable List<Label> labels,
            @JsonProperty("templates") @Nullable List<String> templates) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a label set without a name");
        }
        if (labels == null) {
            throw new IllegalArgumentException("label set " + name + ": no labels (expected: at least two)");
        }
        this.name = name.strip();
        this.labels = List.copyOf(labels);
        this.templates = templates == null ? List.of() : List.copyOf(templates);
        for (String template : this.templates) {
            if (!template.contains(PLACE)) {
                throw new IllegalArgumentException("template \"" + template + "\": no " + PLACE + " (expected: " + PLACE
                        + " where the label's name goes)");
            }
        }
        new LabelSet(this.name, this.labels.stream().map(Label::name).toList()); // checks number and repetition
    }

    /** The names alone. */
    public LabelSet labelSet() {
        return new LabelSet(name, labels.stream().map(Label::name).toList());
    }

    /**
     * The prompts of each label: the templates filled with its name, or its description if there are no templates.
     *
     * @return for each label as many prompts as for the others
     * @throws ModelException if a label has no description and the set no templates: names alone say what outputs mean, but
     *     make no text features
     */
    public List<List<String>> prompts() {
        for (Label label : labels) {
            if (templates.isEmpty() && label.description.isEmpty()) {
                throw new ModelException("label set " + name + ": label " + label.name
                        + " has no description, and there are no templates (expected: one of them)");
            }
        }
        return labels.stream()
                .map(label -> templates.isEmpty()
                        ? List.of(label.description)
                        : templates.stream()
                                .map(template -> template.replace(PLACE, label.name))
                                .toList())
                .toList();
    }
}
