package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which models a frame is to be encoded by, in a job to which a model was deployed.
 *
 * @param origin what 0 stands for on this subject's earlier frames
 * @param model whose readings are published
 * @param second another that also encodes the frame; 0 if none does
 * @param role what the other one is for
 */
public record ModelAssignment(long origin, long model, long second, Role role) {

    /** What a second model encodes a frame for. Names are kept in checkpoints. */
    public enum Role {
        /** Nothing: there is none. */
        NONE,
        /** Its readings are compared. */
        SHADOW,
        /** Windows that began with it are read by it to their end. */
        FORMER
    }

    /** The same frame when the second model could not encode it. */
    ModelAssignment withoutSecond() {
        return new ModelAssignment(origin, model, 0, Role.NONE);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(origin);
        out.writeLong(model);
        out.writeLong(second);
        out.writeUTF(role.name());
    }

    static ModelAssignment read(DataInput in) throws IOException {
        return new ModelAssignment(in.readLong(), in.readLong(), in.readLong(), Role.valueOf(in.readUTF()));
    }
}
