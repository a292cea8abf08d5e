#!/usr/bin/env bash
# Does a row's product depend on its place in the batch, if all rows are equal?
#
# Version   tensorflow-cpu 2.18.0 with its oneDNN 3.5, one thread, float32; Python 3.9 to 3.12; a processor with AVX2
# Expected  equal rows times one matrix are equal rows, to the bit: each is the same sum of the same products
# Happens   with oneDNN's code for AVX2 they are not, in batches of 8, 32 or 50 rows: the rows that end up in a block of
#           the tail are summed in another order. In batches of 4, 16 or 400 they are equal, and with the code for AVX,
#           SSE4.1 or AVX-512, or without oneDNN, in all of these. So on a processor without AVX-512 (or with
#           ONEDNN_MAX_CPU_ISA=AVX2) padding every batch to one size does not make a result independent of who shares
#           its batch; limiting oneDNN to AVX does.
# Seen      AVX2: 4 rows 1 result, 8 rows 2 results, 16 rows 1 result, 32 rows 2 results, 50 rows 2 results, 400 rows 1 result
#           AVX: 4 rows 1 result, 8 rows 1 result, 16 rows 1 result, 32 rows 1 result, 50 rows 1 result, 400 rows 1 result
#           SSE41: as AVX
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check tensorflow-cpu==2.18.0

cat > "$work/rows.py" <<'PYTHON'
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
random = np.random.default_rng(1)
weights = tf.Variable(random.standard_normal((128, 128), dtype=np.float32))
bias = tf.Variable(random.standard_normal(128, dtype=np.float32))
row = random.standard_normal((1, 128), dtype=np.float32)


@tf.function
def layer(batch):
    return tf.nn.bias_add(tf.matmul(batch, weights), bias)


counts = []
for rows in (4, 8, 16, 32, 50, 400):
    results = {result.tobytes() for result in layer(tf.constant(np.repeat(row, rows, 0))).numpy()}
    counts.append(f"{rows} rows {len(results)} result{'s' if len(results) > 1 else ''}")
print(", ".join(counts))
PYTHON

seen=$(for set in AVX2 AVX SSE41; do
  printf '%s: ' "$set"
  ONEDNN_MAX_CPU_ISA=$set TF_ENABLE_ONEDNN_OPTS=1 TF_CPP_MIN_LOG_LEVEL=3 "$work/venv/bin/python" "$work/rows.py" 2> /dev/null
done)
printf '%s\n' "$seen"
expected='AVX2: 4 rows 1 result, 8 rows 2 results, 16 rows 1 result, 32 rows 2 results, 50 rows 2 results, 400 rows 1 result
AVX: 4 rows 1 result, 8 rows 1 result, 16 rows 1 result, 32 rows 1 result, 50 rows 1 result, 400 rows 1 result
SSE41: 4 rows 1 result, 8 rows 1 result, 16 rows 1 result, 32 rows 1 result, 50 rows 1 result, 400 rows 1 result'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
