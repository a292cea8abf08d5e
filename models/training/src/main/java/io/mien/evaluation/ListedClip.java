package io.mien.evaluation;

import java.nio.file.Path;

/**
 * One line of a list.
 *
 * @param path as it is written there
 * @param place where it is on this machine: a folder of pictures, or a video
 * @param frames as the list counts them
 * @param label index of the class
 */
public record ListedClip(String path, Path place, int frames, int label) {}
