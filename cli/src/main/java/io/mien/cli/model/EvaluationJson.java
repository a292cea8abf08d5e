package io.mien.cli.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.evaluation.Confusion;
import io.mien.evaluation.EvaluatedClip;
import io.mien.evaluation.Evaluation;
import io.mien.models.ModelManifest;
import java.io.PrintWriter;
import java.util.List;

/**
 * Writes an evaluation for programs: {@code {war, uar, confusion, clips: [{path, label, predicted, logits}]}} and more
 * beside it. Of several folds, {@code war} and {@code uar} are the means and {@code folds} has each. Recalls are per
 * cent, labels are indices.
 */
final class EvaluationJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EvaluationJson() {}

    static void print(List<EvalCommand.Fold> folds, PrintWriter out) {
        ObjectNode result;
        if (folds.size() == 1) {
            result = fold(folds.get(0));
        } else {
            result = JSON.createObjectNode();
            result.put("war", EvaluationText.mean(folds, Confusion::weightedAverageRecall));
            result.put("uar", EvaluationText.mean(folds, Confusion::unweightedAverageRecall));
            ArrayNode all = result.putArray("folds");
            folds.forEach(fold -> all.add(fold(fold)));
        }
        out.println(result);
        out.flush();
    }

    private static ObjectNode fold(EvalCommand.Fold fold) {
        ObjectNode json = evaluation(fold.clips());
        json.put("list", fold.list().toString());
        if (fold.leastProbability() > ModelManifest.NEVER_UNSURE) {
            Confusion sure = fold.clips().ofSure(fold.leastProbability()).confusion();
            ObjectNode margin = json.putObject("sure");
            margin.put("least_probability", fold.leastProbability());
            margin.put("clips", sure.clips());
            margin.put("war", 100 * sure.weightedAverageRecall());
            margin.put("uar", 100 * sure.unweightedAverageRecall());
        }
        fold.windows().ifPresent(windows -> json.set("windows", evaluation(windows)));
        return json;
    }

    private static ObjectNode evaluation(Evaluation evaluation) {
        Confusion confusion = evaluation.confusion();
        ObjectNode json = JSON.createObjectNode();
        json.put("war", 100 * confusion.weightedAverageRecall());
        json.put("uar", 100 * confusion.unweightedAverageRecall());
        json.put("ece", evaluation.calibrationError());
        ArrayNode labels = json.putArray("labels");
        evaluation.labels().forEach(labels::add);
        ArrayNode absent = json.putArray("absent");
        evaluation.absent().forEach(absent::add);
        ArrayNode recalls = json.putArray("recalls");
        ArrayNode rows = json.putArray("confusion");
        for (int label = 0; label < confusion.classes(); label++) {
            if (confusion.clips(label) == 0) {
                recalls.addNull();
            } else {
                recalls.add(100 * confusion.recall(label));
            }
            ArrayNode row = rows.addArray();
            confusion.rows().get(label).forEach(row::add);
        }
        ArrayNode clips = json.putArray("clips");
        for (EvaluatedClip clip : evaluation.clips()) {
            ObjectNode one = clips.addObject();
            one.put("path", clip.path());
            one.put("label", clip.label());
            one.put("predicted", clip.predicted());
            ArrayNode logits = one.putArray("logits");
            clip.logits().forEach(logits::add);
            ArrayNode probabilities = one.putArray("probabilities");
            clip.probabilities().forEach(probabilities::add);
        }
        return json;
    }
}
