#!/usr/bin/env python3
"""Judges `bench/run tracking --out DIR` beside the trackers of the package "trackers", on the same detections.

usage: bench/tracking.py DIR     needs trackers 2.6, supervision, motmetrics (pip install trackers motmetrics)

Prints a line of a table for each kind of scene and for all: IDF1, identity switches, fragments, and mixed windows: of the
windows of two seconds, one every half second, of each track, those that hold frames of two people.
"""
import csv
import os
import sys

import motmetrics
import numpy as np

if not hasattr(np, "asfarray"):  # motmetrics 1.4 still asks for it
    np.asfarray = lambda values, dtype=float: np.asarray(values, dtype=dtype)
import supervision
import trackers

WINDOW, SLIDE, SAME = 2.0, 0.5, 0.5


def rows(path):
    frames = {}
    with open(path) as file:
        for frame, name, x, y, width, height, score in csv.reader(file):
            frames.setdefault(int(frame), []).append((name, [float(x), float(y), float(width), float(height)], float(score)))
    return frames


def followed_by(tracker, found, count):
    frames = {}
    for frame in range(count):
        seen = found.get(frame, [])
        boxes = np.array([[x, y, x + w, y + h] for _, (x, y, w, h), _ in seen]).reshape(-1, 4)
        detections = supervision.Detections(
            xyxy=boxes, confidence=np.array([score for _, _, score in seen]), class_id=np.zeros(len(seen), int))
        result = tracker.update(detections)
        if result.tracker_id is not None:
            frames[frame] = [(str(i), [x, y, X - x, Y - y], 1.0)
                             for (x, y, X, Y), i in zip(result.xyxy, result.tracker_id) if i >= 0]
    return frames


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    common = max(0, width) * max(0, height)
    return common / (a[2] * a[3] + b[2] * b[3] - common)


def judged(truth, tracks, count, rate):
    sums = motmetrics.MOTAccumulator(auto_id=True)
    shown, numbers = {}, {}
    for frame in range(count):
        there, seen = truth.get(frame, []), tracks.get(frame, [])
        distances = np.array([[1 - o if (o := overlap(t[1], s[1])) >= SAME else np.nan for s in seen] for t in there])
        sums.update([numbers.setdefault(t[0], len(numbers)) for t in there],
                    [numbers.setdefault(s[0], len(numbers)) for s in seen],  # motmetrics takes numbers only
                    distances.reshape(len(there), len(seen)))
        for name, box, _ in seen:
            best = max(there, key=lambda t: overlap(t[1], box), default=None)
            if best is not None and overlap(best[1], box) >= SAME:
                shown.setdefault(name, []).append((frame / rate, best[0]))
    windows = mixed = 0
    for times in shown.values():
        for start in np.arange(times[0][0] - WINDOW + SLIDE, times[-1][0] + SLIDE, SLIDE):
            people = {person for time, person in times if start <= time < start + WINDOW}
            windows += bool(people)
            mixed += len(people) > 1
    return sums, windows, mixed


def main(folder):
    host = motmetrics.metrics.create()
    kinds, sets = {}, ["Mien", "ByteTrack", "OC-SORT"]
    with open(os.path.join(folder, "scenes.csv")) as file:
        for scene in csv.DictReader(file):
            path = lambda what: os.path.join(folder, scene["scene"] + "." + what + ".csv")
            count, rate = int(scene["frames"]), float(scene["frame_rate"])
            truth, found = rows(path("truth")), rows(path("found"))
            results = {
                "Mien": rows(path("mien")),
                "ByteTrack": followed_by(trackers.ByteTrackTracker(frame_rate=rate), found, count),
                "OC-SORT": followed_by(trackers.OCSORTTracker(frame_rate=rate), found, count),
            }
            for name, tracks in results.items():
                judgement = judged(truth, tracks, count, rate)
                for kind in (scene["kind"], "all"):
                    kinds.setdefault(kind, {}).setdefault(name, []).append(judgement)
                if name == "Mien" and judgement[2]:
                    print("mixed:", scene["scene"], judgement[2], file=sys.stderr)
    print("| scenes | " + " | ".join(f"{name}: IDF1, switches, fragments, mixed windows" for name in sets) + " |")
    print("|---|" + "---|" * len(sets))
    for kind, of in kinds.items():
        cells = []
        for name in sets:
            judgements = of[name]
            total = host.compute_many([sums for sums, _, _ in judgements], generate_overall=True,
                                      metrics=["idf1", "num_switches", "num_fragmentations"]).loc["OVERALL"]
            cells.append("%.3f, %d, %d, %d of %d" % (total["idf1"], total["num_switches"], total["num_fragmentations"],
                         sum(m for _, _, m in judgements), sum(w for _, w, _ in judgements)))
        print(f"| {kind} ({len(of['Mien'])}) | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(sys.argv[1])
