"""Records what PyTorch computes of CLIPs whose weights are a formula, in the variants that a file of weights does not tell: the
numbers of clip-variants.json, which the build's tests hold Mien's against. Needs torch, transformers, open_clip_torch and peft.

    python models/making/src/differential/record_variants.py > models/making/src/test/resources/fixtures/clip-variants.json
"""
import json, sys

import numpy as np
import torch
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from peft import LoraConfig, get_peft_model
from transformers import CLIPConfig, CLIPModel

WIDTH, EMBEDDING, CONTEXT, VOCABULARY, IMAGE, PATCH = 64, 16, 6, 20, 16, 8
TOKENS = torch.tensor([[18, 3, 7, 19, 0, 0], [18, 5, 19, 0, 0, 0]])
MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073])
DEVIATION = torch.tensor([0.26862954, 0.26130258, 0.27577711])


def mixed(name, count):
    hash_ = 0xCBF29CE484222325
    for byte in name.encode():
        hash_ = ((hash_ ^ byte) * 0x100000001B3) & (2**64 - 1)
    with np.errstate(over="ignore"):
        z = np.uint64(hash_) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def formula(name, shape):
    """As FormulaWeights of the tests."""
    import re

    count = int(np.prod(shape)) if len(shape) else 1
    unit = (mixed(name, count) >> np.uint64(40)).astype(np.float64) * 2.0**-24
    gain = re.fullmatch(r".*\bln_\w+\.weight", name) or name.endswith(".norm.weight")
    embedding = name.endswith(("_embedding", "token_embedding.weight", "cls_token", "ctx"))
    if len(shape) == 1 or embedding:
        spread = 0.1
    elif name.endswith((".proj", "text_projection")):
        spread = np.sqrt(3.0 / shape[0])
    else:
        spread = np.sqrt(3.0 / (np.prod(shape[1:]) if len(shape) > 1 else 1))
    return torch.tensor(((1 if gain else 0) + spread * (2 * unit - 1)).astype(np.float32)).reshape(shape)


def filled(model, name_of=lambda name: name):
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(formula(name_of(name), tuple(weight.shape)))
    return model.eval()


def pictures():
    values = (mixed("pictures", 2 * IMAGE * IMAGE * 3) >> np.uint64(56)).astype(np.uint8).reshape(2, IMAGE, IMAGE, 3)
    return ((torch.tensor(values).float() / 255 - MEAN) / DEVIATION).permute(0, 3, 1, 2)


def numbers(image, text):
    return {"image_features": image.tolist(), "text_features": text.tolist()}


def open_clip(quick, head_width):
    vision = CLIPVisionCfg(layers=1, width=WIDTH, head_width=head_width, patch_size=PATCH, image_size=IMAGE)
    text = CLIPTextCfg(context_length=CONTEXT, vocab_size=VOCABULARY, width=WIDTH, heads=1, layers=1)
    model = filled(CLIP(EMBEDDING, vision, text, quick_gelu=quick))
    with torch.no_grad():
        return numbers(model.encode_image(pictures()), model.encode_text(TOKENS))


def hugging_face(low_rank):
    shared = dict(hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=1, projection_dim=EMBEDDING)
    text = dict(shared, num_attention_heads=2, max_position_embeddings=CONTEXT, vocab_size=VOCABULARY,
                hidden_act="quick_gelu", eos_token_id=VOCABULARY - 1, bos_token_id=VOCABULARY - 2, pad_token_id=0)
    vision = dict(shared, num_attention_heads=4, image_size=IMAGE, patch_size=PATCH, hidden_act="gelu")
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=EMBEDDING))
    filled(model)
    if low_rank:
        model = get_peft_model(model, LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "fc1"]))
        with torch.no_grad():
            for name, weight in model.named_parameters():
                if "lora_" in name:
                    weight.copy_(formula(name, tuple(weight.shape)))
        model = model.merge_and_unload().eval()
    with torch.no_grad():
        image = model.visual_projection(model.vision_model(pixel_values=pictures()).pooler_output)
        words = model.text_projection(model.text_model(input_ids=TOKENS).pooler_output)
    return numbers(image, words)


json.dump({
    "tokens": TOKENS.tolist(),
    "open_clip, quick-gelu": open_clip(True, 64),
    "open_clip, gelu": open_clip(False, 64),
    "open_clip, gelu, heads of 32": open_clip(False, 32),
    "hugging_face, gelu and quick-gelu, 4 and 2 heads": hugging_face(False),
    "hugging_face, low-rank": hugging_face(True),
}, sys.stdout, indent=1)
print()
