package io.mien.infer.operator;

import io.mien.infer.element.ElementFormat;
import io.mien.infer.element.ElementType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Which models have encoded a subject's newest frames.
 *
 * @param lastCell the newest cell that a frame was sampled for
 * @param spans one for each model
 */
record ModelCoverage(long lastCell, List<Span> spans) {
    static final TypeInformation<ModelCoverage> TYPE = new ElementType<>(new Format());

    /** Of a subject that has no frame yet. */
    static final ModelCoverage NONE = new ModelCoverage(Long.MIN_VALUE, List.of());

    /**
     * Cells whose frames a model has encoded, with none left out between them.
     *
     * @param model its id
     * @param since the first
     * @param last the last
     */
    record Span(long model, long since, long last) {}

    ModelCoverage {
        spans = List.copyOf(spans);
    }

    /** Of a subject whose frames up to a cell were all encoded by one model. */
    static ModelCoverage of(long model, long lastCell) {
        return new ModelCoverage(lastCell, List.of(new Span(model, Long.MIN_VALUE, lastCell)));
    }

    /**
     * With a frame more.
     *
     * @param cells in a window: models whose last frame is further back are forgotten
     */
    ModelCoverage with(long cell, int cells, long model, long second) {
        List<Span> next = new ArrayList<>();
        next.add(extended(model, cell));
        if (second != 0) {
            next.add(extended(second, cell));
        }
        for (Span span : spans) {
            if (span.model != model && span.model != second && span.last > cell - cells) {
                next.add(span);
            }
        }
        return new ModelCoverage(cell, next);
    }

    private Span extended(long model, long cell) {
        return find(model)
                .filter(span -> span.last == lastCell)
                .map(span -> new Span(model, span.since, cell))
                .orElseGet(() -> new Span(model, cell, cell));
    }

    private Optional<Span> find(long model) {
        return spans.stream().filter(span -> span.model == model).findFirst();
    }

    /**
     * The model that has to read the windows under way to their end, because another is to follow that has not encoded all
     * their frames; empty if the one that follows has, or if there are none.
     *
     * @param model that is to follow
     * @param cell of the next frame
     * @param cells in a window
     */
    Optional<Long> former(long model, long cell, int cells) {
        long since = find(model)
                .filter(span -> span.last == lastCell)
                .map(Span::since)
                .orElse(Long.MAX_VALUE);
        return spans.stream()
                .filter(span -> span.model != model
                        // It has encoded a frame of a window that holds this cell, and the other has not.
                        && span.last > cell - cells
                        && span.since < since
                        && since > cell - cells + 1
                        // To take it up again after a gap would help no window.
                        && span.last == lastCell)
                .map(Span::model)
                .findFirst();
    }

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<ModelCoverage> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<ModelCoverage> type() {
            return ModelCoverage.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(ModelCoverage element, DataOutput out) throws IOException {
            out.writeLong(element.lastCell);
            out.writeByte(element.spans.size());
            for (Span span : element.spans) {
                out.writeLong(span.model);
                out.writeLong(span.since);
                out.writeLong(span.last);
            }
        }

        @Override
        public ModelCoverage read(int version, DataInput in) throws IOException {
            long lastCell = in.readLong();
            int count = in.readByte();
            List<Span> spans = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                spans.add(new Span(in.readLong(), in.readLong(), in.readLong()));
            }
            return new ModelCoverage(lastCell, spans);
        }
    }
}
