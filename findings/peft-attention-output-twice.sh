#!/usr/bin/env bash
# How much does a low-rank update add to the output projection of a MultiheadAttention?
#
# Version   peft 0.21.2 with torch 2.15.0
# Expected  alpha / r * B A, for the output as for the input projection of the attention that the adapter is of
# Happens   the input projection gets it once, the output projection twice: merge() adds the product to the output's weights
#           and then has the output's own layer merge itself. forward() merges too, so that training, merging and unmerging
#           agree with each other, and nothing but other software that reads the adapter's file shows it.
# Seen      input projection: update added 1.0 times
#           output projection: update added 2.0 times
#           unmerged forward as merged: True
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.15.0 peft==0.21.2

cat > "$work/twice.py" <<'PYTHON'
import torch
from peft import LoraConfig, get_peft_model

torch.manual_seed(0)
base = torch.nn.Sequential()
base.add_module("attn", torch.nn.MultiheadAttention(8, 2, batch_first=True))
output_before = base.attn.out_proj.weight.detach().clone()
input_before = base.attn.in_proj_weight.detach().clone()

tuned = get_peft_model(base, LoraConfig(r=2, lora_alpha=2, target_modules=["attn"]))
with torch.no_grad():
    for name, weight in tuned.named_parameters():
        if "lora_" in name:
            weight.normal_()
attention = tuned.base_model.model.attn
output = attention.base_layer.out_proj


def update(layer):
    return layer.scaling["default"] * layer.lora_B["default"].weight @ layer.lora_A["default"].weight


def times(merged, before, added):
    return round((((merged - before) * added).sum() / (added * added).sum()).item(), 4)


input_update, output_update = update(attention).detach(), update(output).detach()
x = torch.randn(1, 3, 8)
seen = attention(x, x, x)[0]
merged = tuned.merge_and_unload().attn
print("input projection: update added", times(merged.in_proj_weight, input_before, input_update), "times")
print("output projection: update added", times(merged.out_proj.weight, output_before, output_update), "times")
print("unmerged forward as merged:", torch.allclose(seen, merged(x, x, x)[0], atol=1e-5))
PYTHON

seen=$("$work/venv/bin/python" "$work/twice.py")
printf '%s\n' "$seen"
expected='input projection: update added 1.0 times
output projection: update added 2.0 times
unmerged forward as merged: True'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
