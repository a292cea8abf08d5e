package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link FrameSource} must do. The test class of an implementation extends this and says how to open one. */
abstract class FrameSourceContract {

    /** Opens a new reading of one source, which has an end and gives at least three different pictures. */
    abstract FrameSource open() throws Exception;

    /**
     * Openers of what is missing or gives no picture, each by the name that its refusal has to tell; none if the source
     * depends on nothing that could be missing.
     */
    abstract Map<String, FrameSource.Opener> unreadable() throws Exception;

    private static List<SourceFrame> rest(FrameSource source) throws FrameSourceException {
        List<SourceFrame> frames = new ArrayList<>();
        for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
            frames.add(next.get());
        }
        return frames;
    }

    private static void requireSame(List<SourceFrame> actual, List<SourceFrame> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).position()).isEqualTo(expected.get(i).position());
            assertThat(actual.get(i).image().pixels())
                    .isEqualTo(expected.get(i).image().pixels());
        }
    }

    @Test
    final void positionsNeverGoBackAndTimePasses() throws Exception {
        try (FrameSource source = open()) {
            List<SourceFrame> frames = rest(source);
            assertThat(frames).hasSizeGreaterThanOrEqualTo(3);
            assertThat(frames).extracting(SourceFrame::position).isSorted();
            Duration first = frames.get(0).position();
            assertThat(frames.get(frames.size() - 1).position()).isGreaterThan(first);
        }
    }

    @Test
    final void aPictureStaysAsItWasGivenWhenTheNextIsRead() throws Exception {
        try (FrameSource source = open()) {
            SourceFrame first = source.next().orElseThrow();
            byte[] asGiven = first.image().pixels().clone();
            List<SourceFrame> others = rest(source);
            assertThat(first.image().pixels()).isEqualTo(asGiven);
            assertThat(others)
                    .anySatisfy(other -> assertThat(other.image().pixels()).isNotEqualTo(asGiven));
        }
    }

    @Test
    final void theDescriptionIsKnownBeforeTheFirstPictureAndNamesNoSecret() throws Exception {
        try (FrameSource source = open()) {
            FrameSourceDescription before = source.description();
            URI place = URI.create(before.uri());
            assertThat(place.isAbsolute()).isTrue();
            assertThat(place.getUserInfo()).isNull();
            assertThat(place.getQuery()).isNull();
            rest(source);
            assertThat(source.description()).isEqualTo(before);
        }
    }

    @Test
    final void afterItsEndASourceStaysEmptyWithoutAWarning() throws Exception {
        try (FrameSource source = open()) {
            rest(source);
            assertThat(source.next()).isEmpty();
            assertThat(source.skip()).isFalse();
            assertThat(source.next()).isEmpty();
            assertThat(source.warning()).isEmpty();
        }
    }

    @Test
    final void aSkippedPictureIsPassedOverAndTheNextComesAtItsOwnPosition() throws Exception {
        try (FrameSource whole = open();
                FrameSource skipping = open()) {
            List<SourceFrame> frames = rest(whole);
            assertThat(skipping.skip()).isTrue();
            SourceFrame second = skipping.next().orElseThrow();
            assertThat(skipping.skip()).isTrue();
            requireSame(List.of(second), frames.subList(1, 2));
            requireSame(rest(skipping), frames.subList(3, frames.size()));
        }
    }

    @Test
    final void theSameSourceOpenedAgainGivesTheSamePictures() throws Exception {
        List<SourceFrame> first;
        try (FrameSource source = open()) {
            first = rest(source);
        }
        try (FrameSource again = open()) {
            requireSame(rest(again), first);
        }
    }

    @Test
    final void aSourceMayBeClosedUnreadHalfReadAndTwice() throws Exception {
        open().close();
        FrameSource source = open();
        assertThat(source.next()).isPresent();
        source.close();
        source.close();
    }

    @Test
    final void whatGivesNoPictureIsRefusedByName() throws Exception {
        Map<String, FrameSource.Opener> unreadable = unreadable();
        assumeThat(unreadable).as("things that this source could lack").isNotEmpty();
        unreadable.forEach((name, opener) -> assertThatThrownBy(() -> {
                    try (FrameSource source = opener.open()) {
                        source.next();
                    }
                })
                .as(name)
                .isInstanceOf(FrameSourceException.class)
                .hasMessageContaining(name));
    }
}
