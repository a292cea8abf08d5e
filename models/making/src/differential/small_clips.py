"""Small CLIPs with seeded weights, as open_clip and Hugging Face build them, and what PyTorch computes of them: what the other
scripts here share."""
import json
import re

import numpy as np
import torch
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg, CustomTextCLIP
from open_clip.tokenizer import bytes_to_unicode

MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
LETTERS = list(bytes_to_unicode().values())
START, END, VOCABULARY, CONTEXT = 512, 513, 514, 77
CLIP_VOCABULARY = 49408


def tokenizer_json():
    """A vocabulary of bytes alone, in Hugging Face's form."""
    ids = {letter + ending: number + 256 * (ending != "") for ending in ("", "</w>") for number, letter in enumerate(LETTERS)}
    special = [{"id": START, "content": "<|startoftext|>"}, {"id": END, "content": "<|endoftext|>"}]
    ids.update({token["content"]: token["id"] for token in special})
    return json.dumps({"version": "1.0", "added_tokens": special,
                       "model": {"type": "BPE", "end_of_word_suffix": "</w>", "vocab": ids, "merges": []}})


def tokens(text):
    """Of small letters, blanks and stops."""
    ids = [START]
    for word in re.findall(r"[a-z]+|[^\sa-z]", text):
        ids += [LETTERS.index(letter) for letter in word[:-1]] + [256 + LETTERS.index(word[-1])]
    return ids + [END] + [0] * (CONTEXT - 1 - len(ids))


def seeded(model, seed, coarse=False):
    """Fills a model; coarse weights take few values, so that files of them can be packed."""
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=draw)
            noise = (2 * noise).round() / 2 if coarse else noise
            if name.endswith("logit_scale"):
                weight.fill_(3.9)
            elif weight.ndim < 2:
                gain = name.endswith("weight") and ("ln" in name or "norm" in name)
                weight.copy_((1.0 if gain else 0.0) + 0.1 * noise)
            else:
                weight.copy_(1.3 * noise / np.sqrt(np.prod(weight.shape[1:])))
    return model.eval()


def open_clip_settings(size, quick):
    return {"embed_dim": size["embedding"], "quick_gelu": quick,
            "vision_cfg": {"image_size": size["image"], "layers": size["layers"], "width": size["width"],
                           "head_width": size["head_width"], "patch_size": size["patch"]},
            "text_cfg": {"context_length": CONTEXT, "vocab_size": size["vocabulary"], "width": size["text_width"],
                         "heads": size["text_heads"], "layers": size["layers"]}}


def open_clip(settings, custom=False):
    return (CustomTextCLIP if custom else CLIP)(
        settings["embed_dim"], CLIPVisionCfg(**settings["vision_cfg"]), CLIPTextCfg(**settings["text_cfg"]),
        quick_gelu=settings["quick_gelu"])


def hugging_face(size, activations):
    from transformers import CLIPConfig, CLIPModel

    text = dict(hidden_size=size["text_width"], intermediate_size=4 * size["text_width"], num_hidden_layers=size["layers"],
                num_attention_heads=size["text_heads"], max_position_embeddings=CONTEXT, vocab_size=size["vocabulary"],
                hidden_act=activations[1], eos_token_id=size["vocabulary"] - 1, bos_token_id=size["vocabulary"] - 2,
                pad_token_id=1, projection_dim=size["embedding"])
    vision = dict(hidden_size=size["width"], intermediate_size=4 * size["width"], num_hidden_layers=size["layers"],
                  num_attention_heads=size["width"] // size["head_width"], image_size=size["image"],
                  patch_size=size["patch"], hidden_act=activations[0], projection_dim=size["embedding"])
    return CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=size["embedding"]))


def is_of_hugging_face(model):
    return hasattr(model, "vision_model")


def image_features(model, pictures):
    with torch.no_grad():
        if is_of_hugging_face(model):
            return model.visual_projection(model.vision_model(pixel_values=pictures).pooler_output)
        return model.encode_image(pictures)


def text_features(model, ids):
    with torch.no_grad():
        if is_of_hugging_face(model):
            return model.text_projection(model.text_model(input_ids=ids).pooler_output)
        return model.encode_text(ids)


def embedded_features(model, embedded, end):
    """Of texts whose words are embedded already; of open_clip's CLIP."""
    with torch.no_grad():
        mask = model.attn_mask[: embedded.shape[1], : embedded.shape[1]]
        hidden = model.transformer(embedded + model.positional_embedding[: embedded.shape[1]], attn_mask=mask)
        return model.ln_final(hidden)[torch.arange(len(embedded)), end] @ model.text_projection


def cosines(one, other):
    return torch.nn.functional.normalize(one, dim=-1) @ torch.nn.functional.normalize(other, dim=-1).T


def pixels(raw, mean=MEAN, deviation=DEVIATION):
    """Pictures as networks take them, of [pictures, side, side, 3] bytes."""
    fractions = torch.tensor(np.asarray(raw)).float() / 255
    return ((fractions - torch.tensor(mean)) / torch.tensor(deviation)).permute(0, 3, 1, 2)


def drawn_pictures(side):
    """Two smooth pictures."""
    from PIL import Image

    chance = np.random.default_rng(3)
    small = [Image.fromarray(chance.integers(0, 256, (4, 4, 3), dtype=np.uint8)) for _ in range(2)]
    return [picture.resize((side, side), Image.BICUBIC) for picture in small]


def strict(model, state):
    """What PyTorch says to it."""
    model.load_state_dict(state, strict=True)
    return model.float().eval()
