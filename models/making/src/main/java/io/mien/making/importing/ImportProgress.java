package io.mien.making.importing;

/** Listens to how far a long import has come. The importing thread calls it. */
@FunctionalInterface
public interface ImportProgress {
    /** Tells nobody. */
    ImportProgress SILENT = (step, steps, doing) -> {};

    /**
     * A step begins.
     *
     * @param step which, from 1
     * @param steps how many there are
     * @param doing what it does, for example {@code reading 302 weights}
     */
    void begins(int step, int steps, String doing);
}
