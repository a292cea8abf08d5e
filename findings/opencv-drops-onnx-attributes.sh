#!/usr/bin/env bash
# What does OpenCV's dnn do with attributes of ONNX operators that it does not know?
#
# Version   opencv-python-headless 4.13.0.90, onnxruntime 1.29.0, onnx 1.19.1, numpy 2.3.5; Python 3.11 to 3.13
# Expected  readNetFromONNX() refuses the model, as it does for operators that it does not know (LpPool); what it reads, it
#           computes as the standard says
# Happens   the model is read without a word, and the result is that of the same model without the attribute. The means at the
#           edge are too large, since they leave the padding out of the count (PyTorch's AvgPool2d counts it by default); the
#           holes in a pooling window or in a transposed convolution are closed; the odd row of padding comes after the picture
#           and not before it. In two of these four the size shows it, in the others nothing does. Holes in a plain convolution
#           are heeded. A slope of PRelu for each column is taken for one for each channel if there are as many. ONNX Runtime
#           gives what ONNX's own reference does in all of these
# Seen      AveragePool count_include_pad: runtime 1x3x9x9 as the reference; OpenCV 1x3x9x9, as if it were not there
#           MaxPool dilations: runtime 1x3x5x5 as the reference; OpenCV 1x3x7x7, as if it were not there
#           MaxPool SAME_LOWER: runtime 1x3x9x9 as the reference; OpenCV 1x3x9x9, as SAME_UPPER
#           ConvTranspose dilations: runtime 1x2x13x13 as the reference; OpenCV 1x2x11x11, as if it were not there
#           Conv dilations: runtime 1x2x5x5 as the reference; OpenCV 1x2x5x5, as the reference
#           PRelu by column: runtime 1x9x9x9 as the reference; OpenCV 1x9x9x9, by channel
#           LpPool: runtime 1x3x7x7 as the reference; OpenCV refuses
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check opencv-python-headless==4.13.0.90 onnxruntime==1.29.0 \
  onnx==1.19.1 numpy==2.3.5

cat > "$work/attributes.py" <<'PYTHON'
import cv2
import numpy as np
import onnxruntime
from onnx import TensorProto, checker, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

chance = np.random.default_rng(5)
KERNEL = {"kernel_shape": [3, 3]}


def model(kind, channels, weights=None, **attributes):
    names = ["x"] if weights is None else ["x", "w"]
    graph = helper.make_graph(
        [helper.make_node(kind, names, ["y"], **attributes)], "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, channels, 9, 9])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["a", "b", "c", "d"])],
        [] if weights is None else [numpy_helper.from_array(weights, "w")])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(made)
    return made


def by_runtime(made, x):
    return onnxruntime.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"x": x})[0]


def by_opencv(made, x):
    net = cv2.dnn.readNetFromONNX(np.frombuffer(made.SerializeToString(), np.uint8))
    net.setInput(x)
    return net.forward()


def same(a, b):
    return a.shape == b.shape and np.allclose(a, b, atol=1e-5)


def size(a):
    return "x".join(map(str, a.shape))


def compare(name, made, other=None, said=""):
    x = chance.normal(size=[d.dim_value for d in made.graph.input[0].type.tensor_type.shape.dim]).astype(np.float32)
    runtime = by_runtime(made, x)
    assert same(runtime, ReferenceEvaluator(made).run(None, {"x": x})[0]), f"{name}: the runtime differs from the reference"
    line = f"{name}: runtime {size(runtime)} as the reference; OpenCV "
    try:
        opencv = by_opencv(made, x)
    except cv2.error:
        print(line + "refuses")
        return
    if same(opencv, runtime):
        said = "as the reference"
    elif other is None or not same(opencv, by_runtime(other, x)):
        said = "as nothing known"
    print(f"{line}{size(opencv)}, {said}")


def weights(*shape):
    return chance.normal(size=shape).astype(np.float32)


absent = "as if it were not there"
compare("AveragePool count_include_pad", model("AveragePool", 3, **KERNEL, pads=[1] * 4, count_include_pad=1),
        model("AveragePool", 3, **KERNEL, pads=[1] * 4), absent)
compare("MaxPool dilations", model("MaxPool", 3, **KERNEL, dilations=[2, 2]), model("MaxPool", 3, **KERNEL), absent)
even = {"kernel_shape": [2, 2]}
compare("MaxPool SAME_LOWER", model("MaxPool", 3, **even, auto_pad="SAME_LOWER"),
        model("MaxPool", 3, **even, auto_pad="SAME_UPPER"), "as SAME_UPPER")
back, ahead = weights(3, 2, 3, 3), weights(2, 3, 3, 3)
compare("ConvTranspose dilations", model("ConvTranspose", 3, back, dilations=[2, 2]), model("ConvTranspose", 3, back), absent)
compare("Conv dilations", model("Conv", 3, ahead, dilations=[2, 2]), model("Conv", 3, ahead), absent)
slopes = weights(9)
compare("PRelu by column", model("PRelu", 9, slopes), model("PRelu", 9, slopes.reshape(9, 1, 1)), "by channel")
compare("LpPool", model("LpPool", 3, **KERNEL))
PYTHON

seen=$("$work/venv/bin/python" "$work/attributes.py" 2> "$work/log") || { cat "$work/log" >&2; exit 1; }
printf '%s\n' "$seen"
expected='AveragePool count_include_pad: runtime 1x3x9x9 as the reference; OpenCV 1x3x9x9, as if it were not there
MaxPool dilations: runtime 1x3x5x5 as the reference; OpenCV 1x3x7x7, as if it were not there
MaxPool SAME_LOWER: runtime 1x3x9x9 as the reference; OpenCV 1x3x9x9, as SAME_UPPER
ConvTranspose dilations: runtime 1x2x13x13 as the reference; OpenCV 1x2x11x11, as if it were not there
Conv dilations: runtime 1x2x5x5 as the reference; OpenCV 1x2x5x5, as the reference
PRelu by column: runtime 1x9x9x9 as the reference; OpenCV 1x9x9x9, by channel
LpPool: runtime 1x3x7x7 as the reference; OpenCV refuses'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
