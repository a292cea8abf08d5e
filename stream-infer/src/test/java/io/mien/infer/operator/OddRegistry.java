package io.mien.infer.operator;

import io.mien.infer.shared.SharedResource;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.UnknownSchemaException;
import java.io.Serializable;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/** A registry that fails, as it is told to, when it is asked for one schema. */
final class OddRegistry implements SchemaRegistry {
    /** The id of that schema. */
    static final int ODD_ID = 4711;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final Supplier<RuntimeException> failure;

    private OddRegistry(Supplier<RuntimeException> failure) {
        this.failure = failure;
        int unused = registry.register(Topic.FACE_FRAMES.subject(), FaceFrame.getClassSchema());
    }

    /** For a job; the frames' schema is its first. */
    static SharedResource.Opening<SchemaRegistry> failing(Failure failure) {
        return () -> new OddRegistry(failure);
    }

    /** That knows the frames' schema, its first, and does not fail. */
    static SharedResource.Opening<SchemaRegistry> sound() {
        return failing(() -> new UnknownSchemaException(ODD_ID));
    }

    /** Travels with a job. */
    @FunctionalInterface
    interface Failure extends Supplier<RuntimeException>, Serializable {}

    @Override
    public int register(String subject, Schema schema) {
        return registry.register(subject, schema);
    }

    @Override
    public Schema schema(int id) {
        if (id == ODD_ID) {
            throw failure.get();
        }
        return registry.schema(id);
    }

    @Override
    public Schema schema(UUID guid) {
        return registry.schema(guid);
    }

    @Override
    public UUID guid(int id) {
        return registry.guid(id);
    }

    @Override
    public void close() {
        registry.close();
    }
}
