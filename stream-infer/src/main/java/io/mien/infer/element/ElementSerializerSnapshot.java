package io.mien.infer.element;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;

/**
 * Names the format in a checkpoint. Elements carry their own versions, so any version of the same format is compatible.
 *
 * @param <T> the element's type
 */
public final class ElementSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 1;

    private @Nullable ElementFormat<T> format;

    /** For Flink, which then calls {@link #readSnapshot}. */
    public ElementSerializerSnapshot() {}

    ElementSerializerSnapshot(ElementFormat<T> format) {
        this.format = format;
    }

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        out.writeUTF(requireFormat().getClass().getName());
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // the name was written by writeSnapshot of the same T
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader) throws IOException {
        Class<? extends ElementFormat> type =
                InstantiationUtil.resolveClassByName(in, classLoader, ElementFormat.class);
        format = InstantiationUtil.instantiate(type);
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        return new ElementSerializer<>(requireFormat());
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
        return old instanceof ElementSerializerSnapshot<T> that
                        && that.requireFormat().getClass() == requireFormat().getClass()
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }

    private ElementFormat<T> requireFormat() {
        if (format == null) {
            throw new IllegalStateException("snapshot has not been read yet");
        }
        return format;
    }
}
