package io.mien.demonstration;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A short film of rendered faces whose expressions are known ({@code mien faces feeds} made it). */
public final class DemonstrationFilm {
    /** Their names: a smile that comes and goes, two people, and somebody who leaves and returns. */
    public static final List<String> NAMES = List.of("one-smile", "two-people", "leaves-and-returns");

    private DemonstrationFilm() {}

    /**
     * The film as an MP4 file, for the caller to close.
     *
     * @param name one of {@link #NAMES}
     * @throws FileNotFoundException if there is none of that name
     * @throws IOException if it cannot be read
     */
    public static InputStream video(String name) throws IOException {
        return open(name, ".mp4");
    }

    /**
     * What the film shows, as a CSV file, for the caller to close.
     *
     * @param name one of {@link #NAMES}
     * @throws FileNotFoundException if there is none of that name
     * @throws IOException if it cannot be read
     */
    public static InputStream truth(String name) throws IOException {
        return open(name, ".csv");
    }

    private static InputStream open(String name, String ending) throws IOException {
        InputStream film = DemonstrationFilm.class.getResourceAsStream("films/" + name + ending);
        if (film == null) {
            throw new FileNotFoundException("film " + name + " (expected: one of " + NAMES + ")");
        }
        return film;
    }
}
