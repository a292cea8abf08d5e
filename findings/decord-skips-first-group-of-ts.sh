#!/usr/bin/env bash
# Does decord give a transport stream's pictures from the first one on?
#
# Version   decord 0.6.0, with PyAV 18.1.0 (its own FFmpeg and libx264) and numpy 2.3.5; Python 3.11 or newer, Linux
# Expected  decord's index is said to be exact: reader[0] is the first picture, len(reader) that of the film, each picture another
# Happens   so it is for MP4 and Matroska, and for a transport stream without B-frames. With B-frames, as encoders make them by
#           default, the stream's first group of pictures never comes: a reader that was just opened begins at the second, each
#           picture keeps the index and the time of one that lies a group before it, and the last picture stands in for all that
#           are missing at the end, so that the length is right. Once it has listed all packets, decord seeks the time at which
#           the first picture is shown. FFmpeg looks for times of decoding in such streams; the key picture's is earlier, so
#           the seek ends behind it, within the group. PyAV shows it too: after a seek to stream.start_time it decodes the
#           second group, after one to 0, which lies before, the first
# Seen      mp4, B-frames 2: 60 of 60 pictures, first 0 1 2, last 57 58 59, first at 0.00 s; PyAV by start_time 0, by 0: 0
#           mpegts, B-frames 0: 60 of 60 pictures, first 0 1 2, last 57 58 59, first at 0.00 s; PyAV by start_time 0, by 0: 0
#           mpegts, B-frames 2: 48 of 60 pictures, first 12 13 14, last 59 59 59, first at 0.00 s; PyAV by start_time 12, by 0: 0
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0 decord==0.6.0 numpy==2.3.5

cat > "$work/groups.py" <<'PYTHON'
import sys

import av
import decord
import numpy as np

COUNT, GROUP = 60, 12


def film(path, form, between):
    """Pictures at 25 a second that show their number as six bars, black or white; a key picture begins every group."""
    with av.open(path, "w", format=form) as out:
        stream = out.add_stream("libx264", rate=25, options={"bf": str(between), "g": str(GROUP), "sc_threshold": "0"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(COUNT):
            bars = np.repeat([255 * (number >> bit & 1) for bit in range(6)], 16).astype(np.uint8)
            picture = np.broadcast_to(bars[None, :, None], (64, 96, 3))
            for packet in stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)


def shown(picture):
    return sum(int(picture[:, 16 * bit + 4:16 * bit + 12].mean() > 128) << bit for bit in range(6))


def after_seek(path, where):
    with av.open(path) as container:
        stream = container.streams.video[0]
        container.seek(stream.start_time if where is None else where, stream=stream)
        return shown(next(container.decode(stream)).to_ndarray(format="rgb24"))


def in_order(path):
    with av.open(path) as container:
        return [shown(picture.to_ndarray(format="rgb24")) for picture in container.decode(video=0)]


for form, between in (("mp4", 2), ("mpegts", 0), ("mpegts", 2)):
    path = f"{sys.argv[1]}/film-{form}-{between}"
    film(path, form, between)
    assert in_order(path) == list(range(COUNT)), "the film itself is not whole"
    reader = decord.VideoReader(path)
    seen = [shown(reader[index].asnumpy()) for index in range(len(reader))]
    print(f"{form}, B-frames {between}: {len(set(seen))} of {len(seen)} pictures, first", *seen[:3], end=", last ")
    print(*seen[-3:], end=f", first at {reader.get_frame_timestamp(0)[0]:.2f} s; ")
    print(f"PyAV by start_time {after_seek(path, None)}, by 0: {after_seek(path, 0)}")
PYTHON

seen=$("$work/venv/bin/python" "$work/groups.py" "$work" 2> "$work/log") || { cat "$work/log" >&2; exit 1; }
printf '%s\n' "$seen"
expected='mp4, B-frames 2: 60 of 60 pictures, first 0 1 2, last 57 58 59, first at 0.00 s; PyAV by start_time 0, by 0: 0
mpegts, B-frames 0: 60 of 60 pictures, first 0 1 2, last 57 58 59, first at 0.00 s; PyAV by start_time 0, by 0: 0
mpegts, B-frames 2: 48 of 60 pictures, first 12 13 14, last 59 59 59, first at 0.00 s; PyAV by start_time 12, by 0: 0'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
