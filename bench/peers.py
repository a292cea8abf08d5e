#!/usr/bin/env python3
"""One of Mien's peers, for `bench/run peers`, which starts it.

usage: peers.py PEER FOLDER BATCH SIDE THREADS

FOLDER has encoder.onnx, network.safetensors (the same weights) and pictures.bin. Encodes the pictures, writes the
embeddings to FOLDER/PEER.bin and a line with the library's version; then, for each number of calls that it reads, a line
of JSON: milliseconds of each call, and the process's milliseconds of CPU for all.
"""
import json
import os
import struct
import sys
import time

import numpy as np

ENCODER = "image_encoder."


def openvino_encoder(folder, threads, precision):
    import openvino

    settings = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
    if precision:
        settings["INFERENCE_PRECISION_HINT"] = precision
    compiled = openvino.Core().compile_model(os.path.join(folder, "encoder.onnx"), "CPU", settings)
    request = compiled.create_infer_request()
    return openvino.__version__.split("-")[0], lambda pictures: request.infer({0: pictures})[0]


def weights(file):
    with open(file, "rb") as opened:
        length = struct.unpack("<Q", opened.read(8))[0]
        header = json.loads(opened.read(length))
        content = opened.read()
    for name, tensor in header.items():
        if name != "__metadata__":
            begin, end = tensor["data_offsets"]
            yield name, np.frombuffer(content[begin:end], np.float32).reshape(tensor["shape"]).copy()


def torch_encoder(folder, threads, precision):
    """CLIP's image encoder as its own code computes it."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(threads)
    kind = getattr(torch, precision)
    w = {
        name.removeprefix(ENCODER): torch.from_numpy(value).to(kind)
        for name, value in weights(os.path.join(folder, "network.safetensors"))
        if name.startswith(ENCODER)
    }
    layers = 1 + max(int(name.split(".")[2]) for name in w if name.startswith("transformer.resblocks."))
    width = w["class_embedding"].shape[0]

    def norm(x, name):
        return functional.layer_norm(x, (width,), w[name + ".weight"], w[name + ".bias"], 1e-5)

    def block(x, name):
        count, tokens, _ = x.shape
        y = functional.linear(norm(x, name + "ln_1"), w[name + "attn.in_proj_weight"], w[name + "attn.in_proj_bias"])
        q, k, v = (part.view(count, tokens, width // 64, 64).transpose(1, 2) for part in y.chunk(3, -1))
        y = functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(count, tokens, width)
        x = x + functional.linear(y, w[name + "attn.out_proj.weight"], w[name + "attn.out_proj.bias"])
        y = functional.linear(norm(x, name + "ln_2"), w[name + "mlp.c_fc.weight"], w[name + "mlp.c_fc.bias"])
        y = y * torch.sigmoid(1.702 * y)
        return x + functional.linear(y, w[name + "mlp.c_proj.weight"], w[name + "mlp.c_proj.bias"])

    @torch.inference_mode()
    def encode(pictures):
        x = torch.from_numpy(pictures).permute(0, 3, 1, 2).to(kind) / 255
        filters = w["conv1.weight"]
        x = functional.conv2d(x, filters, stride=filters.shape[-1]).flatten(2).transpose(1, 2)
        x = torch.cat([w["class_embedding"].expand(x.shape[0], 1, -1), x], 1) + w["positional_embedding"]
        x = norm(x, "ln_pre")
        for layer in range(layers):
            x = block(x, f"transformer.resblocks.{layer}.")
        return (norm(x[:, 0], "ln_post") @ w["proj"]).float().numpy()

    return torch.__version__, encode


PEERS = {
    "openvino": lambda *given: openvino_encoder(*given, None),
    "openvino-float32": lambda *given: openvino_encoder(*given, "f32"),
    "pytorch-float32": lambda *given: torch_encoder(*given, "float32"),
    "pytorch-bfloat16": lambda *given: torch_encoder(*given, "bfloat16"),
}


def main():
    peer, folder, batch, side, threads = sys.argv[1:]
    pictures = np.fromfile(os.path.join(folder, "pictures.bin"), np.uint8).reshape(int(batch), int(side), int(side), 3)
    version, encode = PEERS[peer](folder, int(threads))
    np.asarray(encode(pictures), "<f4").tofile(os.path.join(folder, peer + ".bin"))
    print(version, flush=True)
    for line in sys.stdin:
        milliseconds = []
        cpu = time.process_time()
        for _ in range(int(line)):
            start = time.perf_counter()
            encode(pictures)
            milliseconds.append(1000 * (time.perf_counter() - start))
        print(json.dumps({"milliseconds": milliseconds, "cpu": 1000 * (time.process_time() - cpu)}), flush=True)


if __name__ == "__main__":
    main()
