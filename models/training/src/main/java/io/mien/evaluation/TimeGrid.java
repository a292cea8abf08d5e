package io.mien.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a clip that is kept as frames into the streaming job's windows, from which readings are made while a camera
 * runs. The published evaluation sees the whole clip instead.
 *
 * @param clipLength frames of a window
 * @param frameRate of the clip, frames a second
 * @param windowSeconds length of a window
 * @param slideCells cells from one window's begin to the next's, at least 1
 */
public record TimeGrid(int clipLength, double frameRate, double windowSeconds, int slideCells) {
    public TimeGrid {
        if (clipLength < 1 || !(frameRate > 0) || !(windowSeconds > 0) || slideCells < 1) {
            throw new IllegalArgumentException("time grid: " + clipLength + " frames in " + windowSeconds
                    + " s, sliding " + slideCells + " cells, at " + frameRate
                    + " frames a second (expected: all above 0)");
        }
    }

    /**
     * The frames of each window. A cell takes the frame nearest its middle, an empty one that of the cell before; a clip
     * that is shorter than a window gives one, filled up with its last frame.
     *
     * @param frames of the clip, at least 1
     */
    public List<List<Integer>> windows(int frames) {
        double cellFrames = windowSeconds / clipLength * frameRate;
        int cells = (int) Math.max(1, Math.ceil(frames / cellFrames));
        List<Integer> ofCell = new ArrayList<>();
        int before = 0;
        for (int cell = 0; cell < cells; cell++) {
            int nearest = (int) Math.rint((cell + 0.5) * cellFrames);
            int first = (int) Math.ceil(cell * cellFrames);
            int end = (int) Math.ceil((cell + 1) * cellFrames);
            if (first < Math.min(end, frames)) {
                before = Math.min(Math.max(nearest, first), Math.min(end, frames) - 1);
            }
            ofCell.add(before);
        }
        List<List<Integer>> windows = new ArrayList<>();
        int start = 0;
        do {
            List<Integer> window = new ArrayList<>();
            for (int cell = start; cell < start + clipLength; cell++) {
                window.add(ofCell.get(Math.min(cell, cells - 1)));
            }
            windows.add(window);
            start += slideCells;
        } while (start + clipLength <= cells);
        return windows;
    }
}
