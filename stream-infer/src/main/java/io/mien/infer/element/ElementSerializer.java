package io.mien.infer.element;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Flink's serializer of an {@link ElementFormat}. Elements are immutable, so a copy is the element itself.
 *
 * @param <T> the element's type
 */
public final class ElementSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final ElementFormat<T> format;

    ElementSerializer(ElementFormat<T> format) {
        this.format = format;
    }

    ElementFormat<T> format() {
        return format;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    public T createInstance() {
        throw new UnsupportedOperationException(format.type().getSimpleName() + " has no empty instance");
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(T element, DataOutputView target) throws IOException {
        target.writeByte(format.version());
        format.write(element, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        int version = source.readByte();
        if (version < 1 || version > format.version()) {
            throw new IOException(format.type().getSimpleName() + ": format version " + version + " (expected: 1 to "
                    + format.version() + "; a newer Mien wrote it)");
        }
        return format.read(version, source);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ElementSerializer<?> that && format.getClass() == that.format.getClass();
    }

    @Override
    public int hashCode() {
        return format.getClass().hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new ElementSerializerSnapshot<>(format);
    }
}
