#!/usr/bin/env bash
# Which of FFmpeg's three frame rates is that of a raw H.264 stream?
#
# Version   PyAV 18.1.0 with its own FFmpeg (libavformat 62.12.102), libx264; Python 3.10 or newer
# Expected  AVStream.avg_frame_rate, the one that most programs read, is the film's rate
# Happens   it is 25 whatever the film's rate: a raw stream has no times, and the demuxer's default stands there. r_frame_rate
#           is twice the rate, since H.264 counts fields. Only av_guess_frame_rate gives the rate that the encoder wrote
#           into the stream. A program that takes the average plays a film of 50 pictures a second at half its speed,
#           and one of 10 at two and a half times, without a word.
# Seen      rate 10: average 25, base 20, guessed 10
#           rate 30: average 25, base 60, guessed 30
#           rate 50: average 25, base 100, guessed 50
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0

cat > "$work/rates.py" <<'PYTHON'
import sys

import av


def film(path, rate):
    """Two seconds of gray pictures as a raw H.264 stream."""
    with av.open(path, "w", format="h264") as out:
        stream = out.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for number in range(2 * rate):
            picture = av.VideoFrame(64, 64, "yuv420p")
            for plane in picture.planes:
                plane.update(bytes([number % 200]) * plane.buffer_size)
            for packet in stream.encode(picture):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)


for rate in (10, 30, 50):
    path = f"{sys.argv[1]}/film-{rate}.h264"
    film(path, rate)
    with av.open(path) as container:
        stream = container.streams.video[0]
        print(f"rate {rate}: average {stream.average_rate}, base {stream.base_rate}, guessed {stream.guessed_rate}")
PYTHON

seen=$("$work/venv/bin/python" "$work/rates.py" "$work")
printf '%s\n' "$seen"
expected='rate 10: average 25, base 20, guessed 10
rate 30: average 25, base 60, guessed 30
rate 50: average 25, base 100, guessed 50'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
