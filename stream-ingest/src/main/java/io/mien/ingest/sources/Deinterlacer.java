package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_INTERLACED;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_write_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_link;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole pictures of woven ones, with FFmpeg's {@code bwdif}: one out for each in, one later; those that are not
 * interlaced pass. Not safe for use by many threads; native memory is held until {@link #close()}.
 */
final class Deinterlacer implements AutoCloseable {

    /** What belongs to a picture on its way through the filter. */
    private record Ticket(long position, Shape shape) {}

    /** Pictures that one graph takes. */
    private record Kind(int width, int height, int format, int colourSpace, int range) {
        static Kind of(AVFrame frame) {
            return new Kind(frame.width(), frame.height(), frame.format(), frame.colorspace(), frame.color_range());
        }
    }

    /** FFmpeg's filters in a row. */
    private record Graph(Kind kind, AVFilterGraph graph, AVFilterContext entry, AVFilterContext exit) {}

    private final Map<Long, Ticket> tickets = new HashMap<>();
    private final Deque<DecodedPicture> ready = new ArrayDeque<>();
    private @Nullable Graph graph;
    private long number;

    /** Whether a picture is woven of two. */
    static boolean isWoven(AVFrame frame) {
        return (frame.flags() & AV_FRAME_FLAG_INTERLACED) != 0;
    }

    /** Takes a picture; what comes out is to be {@link #poll polled}. */
    void push(AVFrame frame, long position, Shape shape) {
        Kind kind = Kind.of(frame);
        Graph current = graph;
        if (current == null || !current.kind().equals(kind)) {
            finish();
            current = build(kind);
            graph = current;
        }
        frame.pts(number);
        tickets.put(number, new Ticket(position, shape));
        number++;
        require(av_buffersrc_write_frame(current.entry(), frame));
        pull(current);
    }

    /** Lets out what is still inside. */
    void finish() {
        Graph current = graph;
        if (current != null) {
            require(av_buffersrc_write_frame(current.entry(), null));
            pull(current);
            avfilter_graph_free(current.graph());
            graph = null;
        }
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** A picture that has come out; the caller frees it. Null if none has. */
    @Nullable
    DecodedPicture poll() {
        return ready.poll();
    }

    private void pull(Graph from) {
        while (true) {
            AVFrame frame = av_frame_alloc();
            if (av_buffersink_get_frame(from.exit(), frame) < 0) {
                av_frame_free(frame);
                return;
            }
            // The filter counts in halves, for those who want both fields.
            Ticket ticket = tickets.remove(frame.pts() / 2);
            if (ticket == null) {
                av_frame_free(frame);
            } else {
                ready.add(new DecodedPicture(frame, ticket.position(), ticket.shape(), true));
            }
        }
    }

    private static Graph build(Kind kind) {
        AVFilterGraph graph = avfilter_graph_alloc();
        graph.nb_threads(1);
        AVFilterContext entry = add(
                graph,
                "buffer",
                "video_size=%dx%d:pix_fmt=%d:time_base=1/1000:colorspace=%d:range=%d"
                        .formatted(kind.width(), kind.height(), kind.format(), kind.colourSpace(), kind.range()));
        AVFilterContext filter = add(graph, "bwdif", "mode=send_frame:deint=interlaced");
        AVFilterContext exit = add(graph, "buffersink", null);
        require(avfilter_link(entry, 0, filter, 0));
        require(avfilter_link(filter, 0, exit, 0));
        require(avfilter_graph_config(graph, null));
        return new Graph(kind, graph, entry, exit);
    }

    private static AVFilterContext add(AVFilterGraph graph, String filter, @Nullable String options) {
        AVFilterContext context = new AVFilterContext();
        require(avfilter_graph_create_filter(context, avfilter_get_by_name(filter), filter, options, null, graph));
        return context;
    }

    private static void require(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg's deinterlacing failed with " + result);
        }
    }

    @Override
    public void close() {
        if (graph != null) {
            avfilter_graph_free(graph.graph());
            graph = null;
        }
        ready.forEach(DecodedPicture::free);
        ready.clear();
    }
}
