package io.mien.making.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** The stack that a pickle's opcodes work on, with its marks. It bounds how much a pickle can build. */
final class PickleStack {
    /** Far more than any checkpoint needs; bounds the memory that a hostile one can ask for. */
    private static final int MOST_VALUES = 2_000_000;

    private final PickleInput in;
    private final List<PickledValue> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private long charged;

    /** @param in says where in the file something is refused */
    PickleStack(PickleInput in) {
        this.in = in;
    }

    /** Empties the stack; what was counted stays counted. */
    void clear() {
        values.clear();
        marks.clear();
    }

    void requireEmpty() {
        if (!values.isEmpty() || !marks.isEmpty()) {
            throw in.refused("ends with " + values.size() + " values left over (expected: none)");
        }
    }

    void mark() {
        marks.add(values.size());
    }

    void push(PickledValue value) {
        charge(1);
        values.add(value);
    }

    /** Counts what is built or copied: a few bytes can ask for the same large list again and again. */
    void charge(int newValues) {
        charged += newValues;
        if (charged > MOST_VALUES) {
            throw in.refused("more than " + MOST_VALUES + " values (expected: a checkpoint's few thousand)");
        }
    }

    PickledValue top() {
        requireAboveMark(1);
        return values.get(values.size() - 1);
    }

    PickledValue pop() {
        requireAboveMark(1);
        return values.remove(values.size() - 1);
    }

    List<PickledValue> pop(int count) {
        requireAboveMark(count);
        return removeFrom(values.size() - count);
    }

    List<PickledValue> popToMark() {
        if (marks.isEmpty()) {
            throw in.refused("no mark on the stack (expected: one)");
        }
        return removeFrom(marks.remove(marks.size() - 1));
    }

    /** POP takes a mark away where one is on top. */
    void discard() {
        if (!marks.isEmpty() && marks.get(marks.size() - 1) == values.size()) {
            marks.remove(marks.size() - 1);
        } else {
            pop();
        }
    }

    private List<PickledValue> removeFrom(int index) {
        List<PickledValue> tail = values.subList(index, values.size());
        List<PickledValue> removed = List.copyOf(tail);
        tail.clear();
        return removed;
    }

    private void requireAboveMark(int count) {
        int bottom = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (values.size() - count < bottom) {
            throw in.refused("the stack is empty (expected: " + count + " values on it)");
        }
    }
}
