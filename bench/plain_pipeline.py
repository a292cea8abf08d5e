#!/usr/bin/env python3
"""The plain pipeline that `bench/run pipeline` holds mien demo against: films in, readings out, in one process.

usage: plain_pipeline.py PEER FOLDER DETECTOR SIDE LONGEST_SIDE CELL_MILLIS PACE THREADS READINGS FILM...
       plain_pipeline.py check FOLDER

One picture is taken of each film in each cell of time, the first after the cell's middle. YuNet finds its largest face
at LONGEST_SIDE, which is cut out and made SIDE large; the faces of all films are encoded at once by PEER (see peers.py),
and every four cells the last sixteen embeddings of each film are classified, all films at once, with FOLDER's
network.safetensors. A reading is a line of JSON in READINGS. PACE is fast or real-time. After the films' end it stays
until it is ended, so that it can be asked what it took.

check reads a clip's embeddings from FOLDER/embeddings.bin and prints its probabilities.
"""
import json
import os
import signal
import sys
import time

import cv2
import numpy as np

from peers import PEERS, weights

CELLS, SLIDE, MARGIN, EPSILON, TEMPERATURE = 16, 4, 0.2, 1e-5, 0.01
HEADS = 8
LABELS = ["happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear"]


class Classifier:
    """DFER-CLIP's temporal model and its cosine with the classes' text features, in float32."""

    def __init__(self, folder):
        w = dict(weights(os.path.join(folder, "network.safetensors")))
        self.w = {name: value for name, value in w.items() if not name.startswith("image_encoder.")}

    def norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(-1, keepdims=True) + EPSILON)
        return centred / deviation * self.w[name + ".weight"] + self.w[name + ".bias"]

    def linear(self, x, name):
        return x @ self.w[name + ".weight"].T + self.w.get(name + ".bias", np.float32(0))

    def block(self, x, name):
        clips, tokens, width = x.shape
        y = self.linear(self.norm(x, name + "0.fn.norm"), name + "0.fn.fn.to_qkv")
        q, k, v = y.reshape(clips, tokens, 3, HEADS, width // HEADS).transpose(2, 0, 3, 1, 4)
        scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(width // HEADS, dtype=np.float32)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        y = scores / scores.sum(-1, keepdims=True) @ v
        x = x + self.linear(y.transpose(0, 2, 1, 3).reshape(clips, tokens, width), name + "0.fn.fn.to_out.0")
        y = self.linear(self.norm(x, name + "1.fn.norm"), name + "1.fn.fn.net.0")
        y = 0.5 * y * (1 + np.tanh(np.sqrt(2 / np.pi, dtype=np.float32) * (y + 0.044715 * y * y * y)))
        return x + self.linear(y, name + "1.fn.fn.net.3")

    def classify(self, clips):
        token = np.broadcast_to(self.w["temporal_net.cls_token"], (len(clips), 1, clips.shape[2]))
        x = np.concatenate([token, clips], 1) + self.w["temporal_net.pos_embedding"]
        x = self.block(x, "temporal_net.temporal_transformer.layers.0.")[:, 0]
        text = self.w["class_features"]
        unit = [a / np.sqrt((a * a).sum(-1, keepdims=True)) for a in (x, text)]
        logits = unit[0] @ unit[1].T / np.float32(TEMPERATURE)
        odds = np.exp(logits - logits.max(-1, keepdims=True))
        return odds / odds.sum(-1, keepdims=True)


class Film:
    """One film, of which a picture a cell is taken."""

    def __init__(self, file, cell):
        self.name = os.path.basename(file)
        self.capture = cv2.VideoCapture(file)
        self.rate = self.capture.get(cv2.CAP_PROP_FPS)
        self.cell = cell
        self.pictures = 0
        self.embeddings = []

    def take(self, cell):
        """The first picture after the middle of a cell; None at the end."""
        while self.capture.grab():
            at = self.pictures / self.rate
            self.pictures += 1
            if at >= (cell + 0.5) * self.cell:
                return self.capture.retrieve()[1]
        return None


class FaceCutter:
    def __init__(self, detector, longest, side):
        self.longest, self.side = longest, side
        self.network = cv2.FaceDetectorYN.create(detector, "", (320, 320), 0.7, 0.3, 5000)

    def cut(self, picture):
        """The largest face, [side, side, 3] uint8 in red, green and blue; black without one."""
        height, width = picture.shape[:2]
        factor = min(1.0, self.longest / max(height, width))
        reduced = picture if factor == 1 else cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        self.network.setInputSize((reduced.shape[1], reduced.shape[0]))
        _, faces = self.network.detect(reduced)
        if faces is None:
            return np.zeros((self.side, self.side, 3), np.uint8)
        x, y, w, h = max(faces, key=lambda face: face[2] * face[3])[:4] / factor
        half = (0.5 + MARGIN) * max(w, h)
        left, top = int(max(0, x + w / 2 - half)), int(max(0, y + h / 2 - half))
        cut = picture[top : int(y + h / 2 + half), left : int(x + w / 2 + half)]
        return cv2.cvtColor(cv2.resize(cut, (self.side, self.side), interpolation=cv2.INTER_LINEAR), cv2.COLOR_BGR2RGB)


def run(peer, folder, detector, side, longest, cell_millis, pace, threads, readings, files):
    cell = cell_millis / 1000
    cv2.setNumThreads(threads)
    _, encode = PEERS[peer](folder, threads)
    classifier, cutter = Classifier(folder), FaceCutter(detector, longest, side)
    films = [Film(file, cell) for file in files]
    encode(np.zeros((len(films), side, side, 3), np.uint8))
    begin, number = time.time(), 0
    with open(readings, "w", buffering=1) as out:
        while True:
            if pace == "real-time":
                time.sleep(max(0, begin + (number + 0.5) * cell - time.time()))
            pictures = [film.take(number) for film in films]
            if any(picture is None for picture in pictures):
                return
            embeddings = encode(np.stack([cutter.cut(picture) for picture in pictures]))
            for film, embedding in zip(films, embeddings):
                film.embeddings = film.embeddings[-(CELLS - 1) :] + [np.array(embedding, np.float32)]
            number += 1
            if number >= CELLS and number % SLIDE == 0:
                clips = np.stack([np.stack(film.embeddings) for film in films])
                for film, probability in zip(films, classifier.classify(clips)):
                    top = int(probability.argmax())
                    line = {"stream_id": film.name, "window_end": begin + number * cell, "label": LABELS[top]}
                    out.write(json.dumps({**line, "probabilities": probability.tolist()}) + "\n")


def check(folder):
    clip = np.fromfile(os.path.join(folder, "embeddings.bin"), "<f4").reshape(1, CELLS, -1)
    print(json.dumps(Classifier(folder).classify(clip)[0].tolist()))


def main():
    if sys.argv[1] == "check":
        check(sys.argv[2])
        return
    peer, folder, detector, side, longest, cell, pace, threads, readings, *films = sys.argv[1:]
    run(peer, folder, detector, int(side), int(longest), int(cell), pace, int(threads), readings, films)
    signal.pause()


if __name__ == "__main__":
    main()
