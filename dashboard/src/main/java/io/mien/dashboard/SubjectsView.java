package io.mien.dashboard;

import java.util.List;

/**
 * The subjects of one stream, or of all, as a page asks for them: all, or what has changed since a revision.
 *
 * @param revision ask for what changed since then the next time
 * @param now when this was made, milliseconds since 1970
 * @param historyLength points a subject has at most
 * @param models that made the newest readings
 * @param present the ids of all subjects, those with nothing new among them
 */
record SubjectsView(
        long revision,
        long now,
        int historyLength,
        List<StateView.Model> models,
        List<Long> present,
        List<StateView.Subject> subjects) {}
