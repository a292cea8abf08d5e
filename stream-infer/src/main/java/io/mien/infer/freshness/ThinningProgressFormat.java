package io.mien.infer.freshness;

import io.mien.freshness.ThinningProgress;
import io.mien.infer.element.ElementFormat;
import io.mien.infer.element.ElementType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** How a subject's thinning lies in a job's state. Version 1: the components in their order. */
public final class ThinningProgressFormat implements ElementFormat<ThinningProgress> {
    private static final long serialVersionUID = 1L;

    static final TypeInformation<ThinningProgress> TYPE = new ElementType<>(new ThinningProgressFormat());

    @Override
    public Class<ThinningProgress> type() {
        return ThinningProgress.class;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ThinningProgress element, DataOutput out) throws IOException {
        out.writeLong(element.cell());
        out.writeLong(element.turn());
        out.writeBoolean(element.taken());
        out.writeFloat(element.credit());
        out.writeFloat(element.spacing());
    }

    @Override
    public ThinningProgress read(int version, DataInput in) throws IOException {
        return new ThinningProgress(in.readLong(), in.readLong(), in.readBoolean(), in.readFloat(), in.readFloat());
    }
}
