package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VideoStreamTest {

    private static VideoStream stream(int index, String codec, long pictures) {
        return new VideoStream(index, codec, 640, 360, false, false, false, pictures, codec.equals("mjpeg"));
    }

    private static VideoStream asDefault(VideoStream stream) {
        return new VideoStream(
                stream.index(),
                stream.codec(),
                stream.width(),
                stream.height(),
                stream.attachedPicture(),
                stream.still(),
                true,
                stream.pictures(),
                stream.isPictureCodec());
    }

    private static VideoStream cover(int index) {
        return new VideoStream(index, "mjpeg", 600, 600, true, false, true, 1, true);
    }

    @Test
    void aCoverIsNeverTheFilm() {
        assertThat(VideoStream.film(List.of(cover(0), stream(1, "h264", 0))))
                .hasValueSatisfying(film -> assertThat(film.index()).isEqualTo(1));
        assertThat(VideoStream.film(List.of(cover(0)))).isEmpty();
    }

    @Test
    void theDefaultStreamIsRead() {
        assertThat(VideoStream.film(List.of(stream(0, "h264", 0), asDefault(stream(1, "h264", 0)))))
                .contains(asDefault(stream(1, "h264", 0)));
    }

    @Test
    void movingPicturesAreRatherReadThanAStill() {
        VideoStream still = asDefault(stream(0, "av1", 1));
        assertThat(VideoStream.film(List.of(still, stream(1, "av1", 240)))).contains(stream(1, "av1", 240));
        assertThat(VideoStream.film(List.of(still))).contains(still);
    }

    @Test
    void aPictureThatPassesForAStreamIsNotTheFilm() {
        assertThat(VideoStream.film(List.of(asDefault(stream(0, "mjpeg", 0)), stream(1, "h264", 0))))
                .contains(stream(1, "h264", 0));
    }

    @Test
    void ofEqualsTheFirstIsRead() {
        assertThat(VideoStream.film(List.of(stream(0, "h264", 9), stream(1, "h264", 9))))
                .contains(stream(0, "h264", 9));
    }

    @Test
    void theListTellsWhatThereIs() {
        assertThat(VideoStream.list(List.of(stream(0, "h264", 9), cover(1))))
                .isEqualTo("0: h264 640x360, 1: mjpeg 600x600 (cover)");
    }
}
