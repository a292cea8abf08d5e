#!/usr/bin/env bash
# What does a vision_config_dict of one key do to a CLIP's vision_config?
#
# Version   transformers 5.24.0, without torch; Python 3.10 to 3.13
# Expected  older exports of CLIP carry their encoders' settings twice, as vision_config and as vision_config_dict; a key that
#           stands in both with different values is taken from one of them, and all other keys of vision_config hold
# Happens   vision_config_dict is filled up with the defaults of ViT-B/32 first, and all of that then replaces vision_config:
#           {"hidden_act": "gelu"} alone turns the settings of ViT-L/14 into those of ViT-B/32. It is said at level INFO only,
#           which is not shown by default. The same holds for text_config_dict.
# Seen      without: hidden_size 1024, layers 24, heads 16, patch 14, hidden_act quick_gelu
#           with vision_config_dict {"hidden_act": "gelu"}: hidden_size 768, layers 12, heads 12, patch 32, hidden_act gelu
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0

cat > "$work/settings.py" <<'PYTHON'
from transformers import CLIPConfig

LARGE = {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24, "num_attention_heads": 16,
         "patch_size": 14, "image_size": 224, "projection_dim": 768, "hidden_act": "quick_gelu"}


def said(**more):
    vision = CLIPConfig.from_dict({"model_type": "clip", "vision_config": dict(LARGE), **more}).vision_config
    return (f"hidden_size {vision.hidden_size}, layers {vision.num_hidden_layers}, heads {vision.num_attention_heads}, "
            f"patch {vision.patch_size}, hidden_act {vision.hidden_act}")


print("without:", said())
print('with vision_config_dict {"hidden_act": "gelu"}:', said(vision_config_dict={"hidden_act": "gelu"}))
PYTHON

seen=$("$work/venv/bin/python" "$work/settings.py" 2> /dev/null)
printf '%s\n' "$seen"
expected='without: hidden_size 1024, layers 24, heads 16, patch 14, hidden_act quick_gelu
with vision_config_dict {"hidden_act": "gelu"}: hidden_size 768, layers 12, heads 12, patch 32, hidden_act gelu'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
