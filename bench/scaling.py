#!/usr/bin/env python3
"""Fits the model of docs/scaling.md to lines of `bench/run live`, holds it against lines that it was not fitted to, and says what
100, 1,000 and 10,000 cameras take.

    bench/scaling.py live.csv --check ROW [--check ROW ...]

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
    "ingest_cores": (("idle", "s a picture", "s a megapixel", "s a face frame"),
                     lambda r: [1, r["pictures_s"], r["pictures_s"] * megapixels(r), r["face_frames_s"]]),
    "task_manager_cores": (("idle", "s a face frame"), lambda r: [1, r["face_frames_s"]]),
    "broker_cores": (("idle", "s a record", "s a megabyte in"),
                     lambda r: [1, r["pictures_s"] + r["face_frames_s"] + r["readings_s"], r["broker_received_bytes_s"] / 1e6]),
    "camera_frame_bytes": (("bytes", "bytes a megapixel"), lambda r: [1, megapixels(r)]),
    "broker_received_bytes_s": (("bytes/s", "times the bytes stored"), lambda r: [1, stored(r)]),
}


def stored(row):
    return (row["pictures_s"] * row["camera_frame_bytes"] + row["face_frames_s"] * row["face_frame_bytes"]
            + row["readings_s"] * row["reading_bytes"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines")
    parser.add_argument("--check", type=int, action="append", default=[], metavar="ROW", help="not fitted to")
    options = parser.parse_args()
    with open(options.lines, encoding="utf-8") as file:
        rows = [{key: value if key == "scenes" else float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    fitted = [row for number, row in enumerate(rows, 1) if number not in options.check]
    for what, (names, terms) in MODELS.items():
        found = solve([terms(row) for row in fitted], [row[what] for row in fitted])
        print(f"{what} = " + " + ".join(f"{value:.6g} {name}" for name, value in zip(names, found)))
        for number, row in enumerate(rows, 1):
            said = sum(a * b for a, b in zip(found, terms(row)))
            mark = "CHECK" if number in options.check else "fit"
            print(f"  {mark:5} {row['cameras']:.0f} cameras of {row['height']:.0f} lines, {row['scenes']}: "
                  f"measured {row[what]:.4g}, model {said:.4g} ({100 * (said / row[what] - 1):+.0f} %)")


if __name__ == "__main__":
    main()
