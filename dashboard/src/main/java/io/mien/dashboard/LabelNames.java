package io.mien.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives labels numbers, so that each slot of each stream need not spell them. Not safe for use by many threads. */
final class LabelNames {
    private static final int MOST = 200;
    private static final int LONGEST = 100;

    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    /** Always the same for a label; -1 for one that comes after there are too many, since labels are anybody's text. */
    int numberOf(String label) {
        String name = Texts.shortened(label, LONGEST);
        Integer number = numbers.get(name);
        if (number == null && numbers.size() < MOST) {
            number = numbers.size();
            numbers.put(name, number);
        }
        return number == null ? -1 : number;
    }

    /** By their numbers. */
    List<String> all() {
        return List.copyOf(numbers.keySet());
    }
}
