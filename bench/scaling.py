#!/usr/bin/env python3
"""Fits the model of docs/scaling.md to lines of `bench/run live`, holds it against lines that it was not fitted to, and says what
100, 1,000 and 10,000 cameras take.

    bench/scaling.py live.csv --check ROW [--check ROW ...] [--faces N] [--height LINES] [--encoder MILLISECONDS] [--reading CORES]

ROW is a line's number, 1 for the first after the heading. Only Python's own library is used.
"""

import argparse
import csv
import sys


def solve(rows, values):
    """Least squares of values ~ rows * x, by the normal equations."""
    n = len(rows[0])
    matrix = [[sum(r[i] * r[j] for r in rows) for j in range(n)] + [sum(r[i] * v for r, v in zip(rows, values))] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda k: abs(matrix[k][i]))
        matrix[i], matrix[pivot] = matrix[pivot], matrix[i]
        if abs(matrix[i][i]) < 1e-12:
            sys.exit("scaling: too few different lines to fit (expected: other numbers of cameras and heights)")
        for k in range(n):
            if k != i:
                factor = matrix[k][i] / matrix[i][i]
                matrix[k] = [a - factor * b for a, b in zip(matrix[k], matrix[i])]
    return [matrix[i][n] / matrix[i][i] for i in range(n)]


def megapixels(row):
    height = float(row["height"])
    return height * height * 16 / 9 / 1e6


# What is modelled, by what, with which of a line's figures.
MODELS = {
    "ingest_cores": (("s a picture", "s a megapixel", "s a face frame"),
                     lambda r: [r["pictures_s"], r["pictures_s"] * megapixels(r), r["face_frames_s"]]),
    "task_manager_cores": (("idle", "s a face frame"), lambda r: [1, r["face_frames_s"]]),
    "broker_cores": (("idle", "s a megabyte in"), lambda r: [1, r["broker_received_bytes_s"] / 1e6]),
    "camera_frame_bytes": (("bytes", "bytes a megapixel"), lambda r: [1, megapixels(r)]),
    "broker_received_bytes_s": (("bytes/s", "times the bytes stored"), lambda r: [1, stored(r)]),
}


def stored(row):
    return (row["published_s"] * row["camera_frame_bytes"] + row["face_frames_s"] * row["face_frame_bytes"]
            + row["readings_s"] * row["reading_bytes"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines")
    parser.add_argument("--check", type=int, action="append", default=[], metavar="ROW", help="not fitted to")
    parser.add_argument("--faces", type=float, default=1, help="at the same time, of each camera")
    parser.add_argument("--height", type=float, default=720, help="of the pictures that are published")
    parser.add_argument("--encoder", type=float, metavar="MILLISECONDS",
                        help="of a core for each face frame in place of the measured model's")
    parser.add_argument("--reading", type=float, default=0, metavar="CORES",
                        help="for reading and decoding a camera before its pictures are published")
    options = parser.parse_args()
    with open(options.lines, encoding="utf-8") as file:
        rows = [{key: value if key == "scenes" else float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    fitted = [row for number, row in enumerate(rows, 1) if number not in options.check]
    constants = {}
    for what, (names, terms) in MODELS.items():
        found = constants[what] = solve([terms(row) for row in fitted], [row[what] for row in fitted])
        print(f"{what} = " + " + ".join(f"{value:.6g} {name}" for name, value in zip(names, found)))
        for number, row in enumerate(rows, 1):
            said = sum(a * b for a, b in zip(found, terms(row)))
            mark = "CHECK" if number in options.check else "fit"
            print(f"  {mark:5} {row['cameras']:.0f} cameras of {row['height']:.0f} lines, {row['scenes']}: "
                  f"measured {row[what]:.4g}, model {said:.4g} ({100 * (said / row[what] - 1):+.0f} %)")
    table(rows, fitted, constants, options)


PICTURES = 8
READINGS = 2
RETENTION = {"camera_frame_bytes": 1800, "face_frame_bytes": 6 * 3600, "reading_bytes": 7 * 86400}


def mean(rows, what):
    return sum(row[what] for row in rows) / len(rows)


def table(rows, fitted, constants, options):
    """What so many cameras take beyond what is there with none, which several processes have each."""
    row = {"height": options.height, "published_s": PICTURES, "pictures_s": PICTURES, "face_frames_s": PICTURES * options.faces,
           "readings_s": READINGS * options.faces}
    row["camera_frame_bytes"] = sum(a * b for a, b in zip(constants["camera_frame_bytes"], MODELS["camera_frame_bytes"][1](row)))
    for what in ("face_frame_bytes", "reading_bytes"):
        row[what] = mean(fitted, what)
    row["broker_received_bytes_s"] = stored(row) * constants["broker_received_bytes_s"][1]
    each = {}
    for what in ("ingest_cores", "task_manager_cores", "broker_cores"):
        each[what] = sum(a * b for a, b, name in zip(constants[what], MODELS[what][1](row), MODELS[what][0]) if name != "idle")
    each["ingest_cores"] += options.reading
    if options.encoder is not None:
        each["task_manager_cores"] = row["face_frames_s"] * options.encoder / 1000
    state = mean(fitted, "checkpoint_bytes") / mean(fitted, "face_frames_s") * row["face_frames_s"]
    sent = mean(fitted, "broker_sent_bytes_s") / mean(fitted, "broker_received_bytes_s") * row["broker_received_bytes_s"]
    kept = sum(seconds * row[what] * row[{"camera_frame_bytes": "pictures_s", "face_frame_bytes": "face_frames_s",
                                          "reading_bytes": "readings_s"}[what]] for what, seconds in RETENTION.items())
    print(f"of each camera of {options.height:.0f} lines with {options.faces:g} faces:")
    print("cameras | ingest cores | job cores | broker cores | broker in MB/s | broker out MB/s | on disk GB | state MB")
    for cameras in (1, 100, 1_000, 10_000):
        print(f"{cameras:,} | {cameras * each['ingest_cores']:.3g} | {cameras * each['task_manager_cores']:.3g} | "
              f"{cameras * each['broker_cores']:.2g} | {cameras * row['broker_received_bytes_s'] / 1e6:.3g} | "
              f"{cameras * sent / 1e6:.3g} | {cameras * kept / 1e9:.3g} | {cameras * state / 1e6:.3g}")


if __name__ == "__main__":
    main()
