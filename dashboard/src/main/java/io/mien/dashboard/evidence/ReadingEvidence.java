package io.mien.dashboard.evidence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.dashboard.evidence.NoEvidenceException.Reason;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.dashboard.history.ReadingPlace;
import io.mien.schemas.Topic;
import io.mien.schemas.json.RecordJson;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.util.Map;
import java.util.Optional;

/**
 * What one reading was made from, as JSON: everything that its record says, where that lies, and the commands that audit
 * it.
 *
 * <p>Threads: may be used by several threads at once.
 */
public final class ReadingEvidence {
    private final ReadingHistory history;
    private final ReadingLookup lookup;
    private final AuditCommands commands;

    /**
     * @param history that knows where readings lie
     * @param kafka client settings of the cluster
     * @param registry of the readings' schemas, with the keys that open what is sealed
     */
    public ReadingEvidence(ReadingHistory history, Map<String, String> kafka, SchemaRegistrySettings registry) {
        this.history = history;
        this.lookup = new ReadingLookup(kafka, registry);
        this.commands = new AuditCommands(kafka, registry);
    }

    /**
     * The evidence of the reading with an id.
     *
     * @throws NoEvidenceException if nothing is known of it any more
     */
    public ObjectNode ofReading(String readingId) throws NoEvidenceException {
        Optional<ReadingPlace> place = history.find(readingId);
        if (place.isEmpty()) {
            throw new NoEvidenceException(
                    Reason.GONE,
                    "reading " + readingId
                            + ": not among those that this page holds of the last while; open a link that"
                            + " names its place in the topic too, as the page's own links do, such as"
                            + " #reading=…&place=" + new ReadingPlace(0, 40));
        }
        return ofReading(readingId, place.get());
    }

    /**
     * The evidence of the reading at a place, which must have this id: a topic that was made anew has others there.
     *
     * @throws NoEvidenceException if it is not there
     */
    public ObjectNode ofReading(String readingId, ReadingPlace place) throws NoEvidenceException {
        FoundReading found = lookup.read(place);
        String foundId = found.reading().getReadingId();
        if (!foundId.equals(readingId)) {
            throw new NoEvidenceException(
                    Reason.GONE,
                    place + ": another reading lies there, " + foundId + " (expected: " + readingId
                            + "); the topic was made anew since, or the link is wrong");
        }
        return json(found);
    }

    /** The evidence of the reading at a place. */
    public ObjectNode at(ReadingPlace place) throws NoEvidenceException {
        return json(lookup.read(place));
    }

    /**
     * The evidence of a subject's reading whose window ends at a time.
     *
     * @param windowEnd milliseconds since 1970
     * @throws NoEvidenceException if it is not held
     */
    public ObjectNode of(String stream, String subject, long windowEnd) throws NoEvidenceException {
        ReadingPlace place = history.find(stream, subject, windowEnd)
                .orElseThrow(() -> new NoEvidenceException(
                        Reason.GONE,
                        "stream " + stream + ", subject " + subject + ": no reading whose window ends at " + windowEnd
                                + " ms among those that this page holds of the last while"));
        return at(place);
    }

    private ObjectNode json(FoundReading found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("record")
                .put("place", found.place().toString())
                .put("topic", Topic.EXPRESSIONS.topicName())
                .put("partition", found.place().partition())
                .put("offset", found.place().offset())
                .put("appended_at", found.appendedAt().toString())
                .put("sha256", found.sha256());
        ObjectNode reading = RecordJson.object(found.reading());
        // What was sealed is opened in it.
        reading.remove("sealed");
        json.set("reading", reading);
        json.set("commands", commands.of(found.place()));
        return json;
    }
}
