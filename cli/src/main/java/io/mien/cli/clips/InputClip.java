package io.mien.cli.clips;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One clip of an input, with the pictures that the model is to see of it.
 *
 * @param subject whose face it is, or null if the input is the face
 * @param numbers of its frames in the input, from 0, ascending
 * @param pictures by place in {@code numbers}, prepared: {@code [size, size, 3] uint8}
 */
public record InputClip(@Nullable String subject, List<Integer> numbers, Map<Integer, byte[]> pictures) {

    public InputClip {
        numbers = List.copyOf(numbers);
        pictures = Map.copyOf(pictures);
    }
}
