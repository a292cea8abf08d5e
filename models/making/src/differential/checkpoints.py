"""Seeded variations of small CLIPs, imported by Mien and run by PyTorch: the logits must agree within 1e-4 of their scale.

Not part of the build: it needs torch, transformers, open_clip_torch, safetensors, peft, omegaconf and pillow.

    python models/making/src/differential/checkpoints.py --mien ./mien --vocabulary bpe_simple_vocab_16e6.txt.gz --count 200

Each seed draws a layout (OpenAI's, open_clip's with a text tower of its own, Hugging Face's), an activation, heads, a precision,
a container, names that training tools put before and between keys, what is saved beside the weights, and low-rank matrices.
One line a seed; the exit status is 1 if a package's logits differ. A refusal is printed with its sentence, and is not wrong.
"""
import argparse, collections, json, pathlib, random, subprocess, sys, tempfile

import numpy as np
import torch
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg, CustomTextCLIP
from open_clip.tokenizer import SimpleTokenizer
from PIL import Image
from safetensors.torch import save_file

NAMES = ["joy", "grief", "calm"]
MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073])
DEVIATION = torch.tensor([0.26862954, 0.26130258, 0.27577711])
PRECISIONS = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
WRAPPERS = ["", "module.", "_orig_mod.", "module._orig_mod.", "model.", "clip.", "model.clip.", "reader.tower."]


def seeded(model, seed):
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=draw)
            if name.endswith("logit_scale"):
                weight.fill_(3.9)
            elif weight.ndim < 2:
                gain = name.endswith("weight") and ("ln" in name or "norm" in name)
                weight.copy_((1.0 if gain else 0.0) + 0.1 * noise)
            else:
                weight.copy_(1.3 * noise / np.sqrt(np.prod(weight.shape[1:])))
    return model.eval()


def open_clip(quick, heads_width, custom):
    vision = CLIPVisionCfg(layers=2, width=128, head_width=heads_width, patch_size=16, image_size=64)
    text = CLIPTextCfg(context_length=77, vocab_size=49408, width=64, heads=1, layers=2)
    return (CustomTextCLIP if custom else CLIP)(64, vision, text, quick_gelu=quick)


def hugging_face(quick, heads):
    from transformers import CLIPConfig, CLIPModel

    activation = "quick_gelu" if quick else "gelu"
    text = dict(hidden_size=64, intermediate_size=256, num_hidden_layers=2, num_attention_heads=heads[1],
                max_position_embeddings=77, vocab_size=49408, hidden_act=activation, eos_token_id=49407,
                bos_token_id=49406, pad_token_id=1, projection_dim=64)
    vision = dict(hidden_size=128, intermediate_size=512, num_hidden_layers=2, num_attention_heads=heads[0],
                  image_size=64, patch_size=16, hidden_act=activation, projection_dim=64)
    return CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=64))


def logits(model, pictures, tokens):
    with torch.no_grad():
        if hasattr(model, "encode_image"):
            image = model.encode_image(pictures, normalize=True)
            return model.logit_scale.exp() * image @ model.encode_text(tokens, normalize=True).T
        return model(input_ids=tokens, pixel_values=pictures).logits_per_image


def low_rank(state, draw):
    """Puts matrices beside some weights, as peft names them, and returns what merging them gives."""
    merged = dict(state)
    for name in [key for key in state if key.endswith(("c_fc.weight", "fc1.weight", "out_proj.weight"))][::2]:
        out, width = state[name].shape
        down, up = torch.randn(4, width, generator=draw) * 0.1, torch.randn(out, 4, generator=draw) * 0.1
        module = name[: -len(".weight")]
        state[module + ".lora_A.default.weight"], state[module + ".lora_B.default.weight"] = down, up
        merged[name] = merged[name].float() + 2.0 * up @ down
        state[module + ".base_layer.weight"] = state.pop(name)
    return merged


def save(folder, state, chance, hf):
    container = chance.choice(["zip", "zip", "legacy", "safetensors", "shards"])
    if container == "safetensors":
        file = folder / "model.safetensors"
        save_file({key: value.contiguous() for key, value in state.items()}, str(file))
        return file, container
    if container == "shards":
        keys = list(state)
        parts = [keys[: len(keys) // 2], keys[len(keys) // 2 :]]
        index = {}
        for number, part in enumerate(parts, 1):
            name = f"pytorch_model-{number:05d}-of-00002.bin"
            torch.save({key: state[key] for key in part}, folder / name)
            index.update({key: name for key in part})
        file = folder / "pytorch_model.bin.index.json"
        file.write_text(json.dumps({"metadata": {}, "weight_map": index}))
        return file, container
    saved = collections.OrderedDict(state)
    form = chance.choice(["bare", "state_dict", "net", "lightning", "deepspeed", "ema"])
    if form == "state_dict":
        saved = {"epoch": 3, "state_dict": saved, "args": argparse.Namespace(lr=1e-4), "out": pathlib.PurePosixPath("/x"),
                 "best_acc": torch.tensor(0.5), "optimizer": collections.defaultdict(dict)}
    elif form == "net":
        from omegaconf import OmegaConf
        saved = {"net": saved, "cfg": OmegaConf.create({"a": {"b": 1}})}
    elif form == "lightning":
        saved = {"state_dict": saved, "hyper_parameters": {"lr": 1.0}, "callbacks": {"c": {"best": torch.zeros(2)}},
                 "pytorch-lightning_version": "2.0", "optimizer_states": [{"state": {0: {"m": torch.zeros(3)}}}]}
    elif form == "deepspeed":
        saved = {"module": saved, "ds_version": "0.14", "param_shapes": [{"x": torch.Size([1])}], "optimizer": None}
    elif form == "ema":
        other = {key: value + 1 if value.is_floating_point() else value for key, value in state.items()}
        saved = {"model": saved, "model_ema": other}
    file = folder / ("pytorch_model.bin" if hf else "weights.pt")
    torch.save(saved, file, _use_new_zipfile_serialization=container == "zip")
    return file, container + ", " + form


def one(seed, arguments, tokens, pictures, files, folder):
    chance, draw = random.Random(seed), torch.Generator().manual_seed(seed)
    layout = chance.choice(["openai", "open_clip", "hugging_face"])
    quick, precision = chance.random() < 0.5, chance.choice(list(PRECISIONS))
    heads_width = chance.choice([64, 64, 32])
    if layout == "hugging_face":
        model = hugging_face(quick, (128 // heads_width, chance.choice([1, 2])))
    else:
        model = open_clip(quick, heads_width, layout == "open_clip")
    seeded(model, seed)
    state = {key: value.detach().clone().to(PRECISIONS[precision]) if value.is_floating_point() else value.clone()
             for key, value in model.state_dict().items() if not key.endswith("attn_mask")}
    merges = chance.random() < 0.3
    truth = low_rank(state, draw) if merges else state
    model.load_state_dict({key: value.float() if value.is_floating_point() else value for key, value in truth.items()},
                          strict=False)
    wrapper = chance.choice(WRAPPERS)
    middle = chance.random() < 0.2
    state = {wrapper + (key.replace("visual.", "visual._orig_mod.", 1) if middle else key): value
             for key, value in state.items()}
    more = ["--low-rank-alpha", "8"] if merges else []
    if layout == "hugging_face":
        model.config.save_pretrained(str(folder))
    elif chance.random() < 0.5 or heads_width != 64:
        config = {"model_cfg": {"embed_dim": 64, "quick_gelu": quick,
                  "vision_cfg": {"image_size": 64, "layers": 2, "width": 128, "head_width": heads_width, "patch_size": 16},
                  "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 64, "heads": 1, "layers": 2}}}
        (folder / "open_clip_config.json").write_text(json.dumps(config))
    else:
        more += ["--activation", "quick-gelu" if quick else "gelu"]
    file, container = save(folder, state, chance, layout == "hugging_face")
    kind = f"{layout}, {'quick-gelu' if quick else 'gelu'}, heads of {heads_width}, {precision}, {container}, {wrapper!r}"
    kind += ", low-rank" if merges else ""
    package = folder / "package"
    built = subprocess.run([arguments.mien, "model", "build", "--family", "clip", "--clip", str(file), "--labels",
                            str(files / "labels.yaml"), "--vocabulary", arguments.vocabulary, "--out", str(package), *more],
                           capture_output=True, text=True)
    if built.returncode:
        return kind, None, built.stderr.strip().splitlines()[-1]
    said = subprocess.run([arguments.mien, "model", "classify", "--model", str(package), "--format", "json",
                           *[str(files / f"{i}.png") for i in range(2)]], capture_output=True, text=True, check=True)
    got = torch.tensor([clip["logits"] for clip in json.loads(said.stdout)])
    want = logits(model.float(), pictures, tokens)
    return kind, float((got - want).abs().max() / model.logit_scale.detach().exp()), ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mien", default="./mien")
    parser.add_argument("--vocabulary", required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    files = pathlib.Path(tempfile.mkdtemp())
    (files / "labels.yaml").write_text("name: moods\nlabels:\n" + "".join(f"  - name: {n}\n    description: x\n" for n in NAMES)
                                       + "templates:\n  - a photo of a face that shows {}.\n")
    chance = np.random.default_rng(3)
    shown = []
    for i in range(2):
        small = Image.fromarray(chance.integers(0, 256, (8, 8, 3), dtype=np.uint8))
        small.resize((64, 64), Image.BICUBIC).save(files / f"{i}.png")
        shown.append((torch.tensor(np.array(Image.open(files / f"{i}.png"))).float() / 255 - MEAN) / DEVIATION)
    pictures = torch.stack(shown).permute(0, 3, 1, 2)
    tokens = SimpleTokenizer(arguments.vocabulary)([f"a photo of a face that shows {n}." for n in NAMES])
    wrong = refused = 0
    for seed in range(arguments.first, arguments.first + arguments.count):
        with tempfile.TemporaryDirectory() as folder:
            kind, difference, sentence = one(seed, arguments, tokens, pictures, files, pathlib.Path(folder))
        refused += difference is None
        bad = difference is not None and difference > 1e-4
        wrong += bad
        print(seed, "WRONG" if bad else "refused" if difference is None else "equal", kind,
              sentence if difference is None else f"{difference:.1e}", flush=True)
    print(f"{arguments.count - wrong - refused} equal, {refused} refused, {wrong} wrong")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
