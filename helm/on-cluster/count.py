"""Counts what a run on a cluster left: python3 count.py WORK CALLED=TILES STREAM... ; exits with 1 if something was lost or came twice."""
import collections
import json
import pathlib
import sys

work, streams = pathlib.Path(sys.argv[1]), sys.argv[3:]
called, tiles = sys.argv[2].split("=")
audit = json.loads((work / "audit.json").read_text())
frames = collections.defaultdict(list)
ends = collections.Counter()
for line in (work / "files" / "frames.jsonl").read_text().splitlines():
    frame = json.loads(line)
    # The end of a track is a record without a picture, under its last picture's number.
    if frame["track_ended"]:
        ends[frame["stream_id"]] += 1
    else:
        frames[frame["stream_id"]].append(frame["sequence"])
ids = collections.defaultdict(collections.Counter)
for line in (work / "files" / "readings.jsonl").read_text().splitlines():
    reading = json.loads(line)
    ids[reading["stream_id"]][reading["reading_id"]] += 1

wrong = []
whole = sorted(frames[streams[0]])
print(f"{'stream':24}{'face frames':>12}{'readings':>10}{'ids':>6}")
for stream in streams:
    print(f"{stream:24}{len(frames[stream]):12}{sum(ids[stream].values()):10}{len(ids[stream]):6}")
    if sorted(frames[stream]) != whole:
        wrong.append(f"{stream}: face frames unlike those of {streams[0]}")
    if ends[stream] != ends[streams[0]]:
        wrong.append(f"{stream}: {ends[stream]} ends of tracks, {streams[0]} has {ends[streams[0]]}")
    if len(ids[stream]) != len(ids[streams[0]]):
        wrong.append(f"{stream}: {len(ids[stream])} readings, {streams[0]} has {len(ids[streams[0]])}")
    wrong += [f"{stream}: reading {reading} {times} times" for reading, times in ids[stream].items() if times > 1]
# Each tile is a face frame; of the readings it is the audit that says whether they are all there.
print(f"{called:24}{len(frames[called]):12}{sum(ids[called].values()):10}{len(ids[called]):6}")
if len(frames[called]) != int(tiles):
    wrong.append(f"{called}: {len(frames[called])} face frames of {tiles} tiles")
# The gateway is killed in the middle: two sessions, each with its end.
if ends[called] != 2:
    wrong.append(f"{called}: {ends[called]} ends of tracks (expected: 2)")
if not ids[called]:
    wrong.append(f"{called}: no reading")
wrong += [f"{called}: reading {reading} {times} times" for reading, times in ids[called].items() if times > 1]
counts = audit["counts"]
print("audit:", audit["verdict"], json.dumps(counts), "repeated", audit["repeated"])
wrong += [f"audit: {counts[kind]} {kind}" for kind in ("missing", "invented", "diverged") if counts[kind]]
if audit["repeated"]:
    wrong.append(f"audit: {audit['repeated']} readings came twice")
if not whole or not counts["identical"]:
    wrong.append("nothing was counted")
print("\n".join(wrong) if wrong else "none lost, none doubled")
sys.exit(1 if wrong else 0)
