"""Small checkpoints of CLIP with seeded damage, and what PyTorch's strict loading makes of each: the weights' digest and what the
encoders compute, or why it refuses. Mien reads them in MutatedCheckpointsTest, which draws simpler ones itself.

Not part of the build: it needs torch, transformers, open_clip_torch, safetensors and pillow.

    python models/making/src/differential/mutations.py /tmp/mutations --count 5000
    mvn verify -pl models/making -am -Dtest=MutatedCheckpointsTest -Dmien.mutations=/tmp/mutations ...

A seed draws a layout and one to three changes: of keys, of tensors (their type, shape, order, values, what they share), of what
stands beside the weights, of the file's bytes. What PyTorch says is asked for as a careful person would: the wrappers' names are
taken away, the model is made as the settings beside the weights say, and load_state_dict has to take every key.
"""
import argparse, collections, hashlib, json, pathlib, random, re, warnings

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file

import small_clips as clips

WRAPPERS = ["module.", "_orig_mod.", "model.", "clip.", "module.model.", "_orig_mod.module.", "trained."]
FRONT = re.compile(r"^((module|_orig_mod|model|clip|trained)\.)+")
ADDED = ["logit_bias", "visual.transformer.resblocks.0.ls_1.gamma", "visual.transformer.resblocks.1.ln_1.weight",
         "positional_embedding_res", "visual.transformer.resblocks.0.mlp.c_fc.lora_A", "visual.ln_pre.gain",
         "adapter.0.weight", "text_projection.bias", "visual.proj.bias", "prompt_learner.extra", "visual.head.weight",
         "vision_model.encoder.layers.0.layer_norm3.weight", "text_model.embeddings.extra"]
HARMLESS = re.compile(r"(.*\.)?(num_batches_tracked|total_ops|total_params)|n_averaged|input_resolution|context_length"
                      r"|vocab_size|(loss|criterion)\..+")
TYPES = [torch.float64, torch.float16, torch.bfloat16, torch.int32, torch.int64, torch.uint8, torch.bool, torch.complex64,
         torch.float8_e4m3fn]


def size_of(chance, layout):
    told = layout != "openai"
    width = chance.choice([16, 32]) if told else 64
    return {"embedding": 16, "image": 16, "patch": 8, "layers": 2, "width": width,
            "head_width": width // chance.choice([1, 2, 4]) if told else 64, "text_width": 8 if told else 64,
            "text_heads": chance.choice([1, 2]) if told else 1, "vocabulary": 32}


def change_keys(state, chance, draw, key):
    what = chance.choice(["drop", "rename", "add", "harmless", "again", "again otherwise", "swap", "half wrapped", "prefix"])
    if what == "drop":
        del state[key]
    elif what == "rename":
        state[key.replace("e", "ee", 1)] = state.pop(key)
    elif what == "add":
        state[chance.choice(ADDED)] = torch.randn(4, 8, generator=draw)
    elif what == "harmless":
        state[chance.choice(["n_averaged", "loss.weight", "context_length", "visual.total_ops"])] = torch.tensor([7.0])
    elif what == "again":
        state["module." + key] = state[key].clone()
    elif what == "again otherwise":
        state["module." + key] = state[key] + 1
    elif what == "swap":
        other = chance.choice([name for name in state if state[name].shape == state[key].shape])
        state[key], state[other] = state[other], state[key]
    elif what == "half wrapped":
        for name in list(state)[::2]:
            state["module." + name] = state.pop(name)
    else:
        prefix = chance.choice(WRAPPERS)
        for name in list(state):
            state[prefix + name] = state.pop(name)
    return what


def change_tensor(state, chance, draw, key):
    value = state[key]
    what = chance.choice(["type", "type", "transpose", "reshape", "flatten", "one more", "cut", "longer", "nan", "infinite",
                          "strided", "expanded", "shared", "negative view", "parameter", "empty", "zeros", "part", "scalar"])
    if what == "type":
        kind = chance.choice(TYPES)
        what = str(kind)
        state[key] = (value * 8).to(kind) if not kind.is_floating_point and not kind.is_complex else value.to(kind)
    elif what == "transpose":
        state[key] = value.transpose(0, -1).contiguous() if value.ndim > 1 else value
    elif what == "reshape":
        state[key] = value.reshape(value.shape[::-1])
    elif what == "flatten":
        state[key] = value.flatten()
    elif what == "one more":
        state[key] = value[None]
    elif what == "cut":
        state[key] = value[..., :-1].clone() if value.ndim else value
    elif what == "longer":
        state[key] = torch.cat([value, value]) if value.ndim else value
    elif what in ("nan", "infinite"):
        state[key] = value.clone()
        state[key].view(-1)[0] = float("nan") if what == "nan" else float("-inf")
    elif what == "strided":
        state[key] = value.transpose(0, -1).contiguous().transpose(0, -1) if value.ndim > 1 else value
    elif what == "expanded":
        state[key] = value[:1].expand(value.shape) if value.ndim else value
    elif what == "shared":
        same = [name for name in state if state[name].shape == value.shape]
        state[key] = state[chance.choice(same)]
    elif what == "negative view":
        state[key] = torch._neg_view(value)
    elif what == "parameter":
        state[key] = torch.nn.Parameter(value)
    elif what == "empty":
        state[key] = value[:0] if value.ndim else value
    elif what == "zeros":
        state[key] = torch.zeros_like(value)
    elif what == "part":
        state[key] = torch.cat([value.flatten(), torch.zeros(9)])[: value.numel()].view(value.shape)
    else:
        state[key] = value.reshape(1) if value.numel() == 1 else value.flatten()[0]
    return what


def change_settings(folder, layout, chance):
    file = folder / ("config.json" if layout == "hugging_face" else "open_clip_config.json")
    if not file.exists():
        return "no settings"
    config = json.loads(file.read_text())
    towers = [("vision_config", "text_config"), ("vision_cfg", "text_cfg")][layout != "hugging_face"]
    holder = config if layout == "hugging_face" else config["model_cfg"]
    tower = holder[chance.choice(towers)]
    what = chance.choice(["activation", "heads", "a size", "epsilon", "left out", "no file", "of two dicts", "mean"])
    if what == "activation":
        if layout == "hugging_face":
            tower["hidden_act"] = chance.choice(["gelu", "quick_gelu", "gelu_pytorch_tanh", "relu"])
        else:
            holder["quick_gelu"] = not holder["quick_gelu"]
    elif what == "heads":
        name = "num_attention_heads" if layout == "hugging_face" else "heads" if "heads" in tower else "head_width"
        tower[name] = chance.choice([1, 2, 4, 8, 3])
    elif what == "a size":
        name = chance.choice([name for name, value in tower.items() if isinstance(value, int) and value > 3])
        tower[name] += chance.choice([-1, 1, tower[name]])
    elif what == "epsilon":
        if layout == "hugging_face":
            tower["layer_norm_eps"] = chance.choice([1e-5, 1e-6, 1e-3])
        else:
            tower["norm_kwargs"] = {"eps": chance.choice([1e-5, 1e-3])}
    elif what == "left out":
        del tower[chance.choice(list(tower))]
    elif what == "no file":
        file.unlink()
        return what
    elif what == "of two dicts":
        if layout == "hugging_face":
            config["vision_config_dict"] = {"hidden_act": chance.choice(["gelu", "quick_gelu"])}
    else:
        config["preprocess_cfg"] = {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
    file.write_text(json.dumps(config))
    return "settings: " + what


def change_bytes(file, chance):
    data = bytearray(file.read_bytes())
    what = chance.choice(["flip", "flip", "flip near the ends", "cut", "insert", "zeros"])
    if what == "flip":
        for _ in range(chance.choice([1, 4])):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif what == "flip near the ends":
        at = chance.randrange(min(4000, len(data)))
        data[at if chance.random() < 0.5 else -1 - at] ^= 1 << chance.randrange(8)
    elif what == "cut":
        del data[chance.randrange(len(data)):]
    elif what == "insert":
        at = chance.randrange(len(data))
        data[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice([1, 16])))
    else:
        at = chance.randrange(len(data))
        data[at : at + 64] = bytes(len(data[at : at + 64]))
    file.write_bytes(bytes(data))
    return "bytes: " + what


def make(seed, folder, coarse):
    """A mutated checkpoint: its description, and its file."""
    chance, draw = random.Random(seed), torch.Generator().manual_seed(seed)
    layout = chance.choice(["openai", "open_clip", "hugging_face", "hugging_face"])
    size, quick = size_of(chance, layout), chance.random() < 0.5
    if layout == "hugging_face":
        model = clips.hugging_face(size, [chance.choice(["gelu", "quick_gelu"]), chance.choice(["gelu", "quick_gelu"])])
        model.config.save_pretrained(str(folder))
    else:
        settings = clips.open_clip_settings(size, quick)
        model = clips.open_clip(settings, layout == "open_clip")
        if layout == "open_clip":
            (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": settings}))
    clips.seeded(model, seed, coarse)
    state = collections.OrderedDict((key, value.detach().clone()) for key, value in model.state_dict().items()
                                    if not key.endswith("attn_mask"))
    said = [layout]
    if chance.random() < 0.3:
        prefix = chance.choice(WRAPPERS)
        state = collections.OrderedDict((prefix + key, value) for key, value in state.items())
    container = chance.choice(["zip", "zip", "zip", "legacy", "safetensors"])
    kinds = [chance.choice(["keys", "keys", "tensor", "tensor", "tensor", "settings", "bytes", "none"])
             for _ in range(chance.choice([1, 1, 2, 3]))]
    for kind in kinds:
        key = chance.choice(list(state))
        if kind == "keys":
            said.append(change_keys(state, chance, draw, key))
        elif kind == "tensor":
            said.append(change_tensor(state, chance, draw, key) + " of " + key)
        elif kind == "settings":
            said.append(change_settings(folder, layout, chance))
    hf = layout == "hugging_face"
    if container == "safetensors":
        file = folder / "model.safetensors"
        try:
            save_file({key: value.detach().contiguous().clone() for key, value in state.items()}, str(file))
        except Exception:
            container, file = "zip", None
    if container != "safetensors":
        file = folder / ("pytorch_model.bin" if hf else "weights.pt")
        saved = {"state_dict": state, "epoch": 3} if chance.random() < 0.3 else state
        torch.save(saved, file, _use_new_zipfile_serialization=container == "zip")
    said.insert(1, container)
    if "bytes" in kinds:
        said.append(change_bytes(file, chance))
    return ", ".join(said), file, layout


def loaded(file):
    """The file's tensors, as PyTorch's and safetensors' own readers have them."""
    if file.suffix == ".safetensors":
        with safe_open(str(file), "pt") as opened:
            return {key: opened.get_tensor(key) for key in opened.keys()}
    saved = torch.load(file, map_location="cpu", weights_only=True)
    for name in ("state_dict", "model", "module"):
        if isinstance(saved.get(name), dict):
            saved = saved[name]
    return {key: value for key, value in saved.items() if isinstance(value, torch.Tensor)}


def unwrapped(state):
    plain = {}
    for key, value in state.items():
        name = FRONT.sub("", key)
        if HARMLESS.fullmatch(name):
            continue
        if name in plain and not (plain[name].shape == value.shape and torch.equal(plain[name], value)):
            raise ValueError("two of " + name)
        plain.setdefault(name, value)
    return plain


def model_of(folder, layout, state):
    """Made as the settings say; where there are none, as OpenAI's code takes them from the shapes."""
    if layout == "hugging_face":
        from transformers import CLIPConfig, CLIPModel

        config = json.loads((folder / "config.json").read_text())
        if "preprocess_cfg" in config:
            del config["preprocess_cfg"]
        made = CLIPModel(CLIPConfig.from_dict(config))
        if not all(t.hidden_act in ("gelu", "quick_gelu") for t in (made.config.vision_config, made.config.text_config)):
            raise ValueError("an activation that Mien does not have")
        return made, clips.MEAN, clips.DEVIATION
    file = folder / "open_clip_config.json"
    if file.exists():
        config = json.loads(file.read_text())
        settings, pictures = config["model_cfg"], config.get("preprocess_cfg", {})
        return clips.open_clip(settings, layout == "open_clip"), tuple(pictures.get("mean", clips.MEAN)), \
            tuple(pictures.get("std", clips.DEVIATION))
    text = "text." if layout == "open_clip" else ""
    positions, width = state["visual.positional_embedding"].shape
    patch = state["visual.conv1.weight"].shape[-1]
    layers = {tower: len({key.split(".")[tower.count(".") + 2] for key in state if key.startswith(tower + "transformer.")})
              for tower in ("visual.", text)}
    settings = {"embed_dim": state["visual.proj"].shape[1], "quick_gelu": True,
                "vision_cfg": {"image_size": round((positions - 1) ** 0.5) * patch, "layers": layers["visual."],
                               "width": width, "patch_size": patch},
                "text_cfg": {"context_length": state[text + "positional_embedding"].shape[0],
                             "vocab_size": state[text + "token_embedding.weight"].shape[0],
                             "width": state[text + "positional_embedding"].shape[1],
                             "heads": max(1, state[text + "positional_embedding"].shape[1] // 64), "layers": layers[text]}}
    return clips.open_clip(settings, layout == "open_clip"), clips.MEAN, clips.DEVIATION


def open_ai_names(model):
    """The weights under OpenAI's names and in its shapes."""
    state = {key: value.detach().float() for key, value in model.state_dict().items() if not key.endswith("attn_mask")}
    if not clips.is_of_hugging_face(model):
        return {key.removeprefix("text."): value for key, value in state.items()}
    named = {}
    for tower, to in (("vision_model", "visual."), ("text_model", "")):
        for layer in range(len(getattr(model, tower).encoder.layers)):
            own, block = f"{tower}.encoder.layers.{layer}.", f"{to}transformer.resblocks.{layer}."
            for part in ("weight", "bias"):
                named[block + "attn.in_proj_" + part] = torch.cat(
                    [state[f"{own}self_attn.{p}_proj.{part}"] for p in "qkv"])
                for theirs, ours in (("self_attn.out_proj", "attn.out_proj"), ("layer_norm1", "ln_1"),
                                     ("layer_norm2", "ln_2"), ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj")):
                    named[f"{block}{ours}.{part}"] = state[f"{own}{theirs}.{part}"]
    for part in ("weight", "bias"):
        named["visual.ln_pre." + part] = state["vision_model.pre_layrnorm." + part]
        named["visual.ln_post." + part] = state["vision_model.post_layernorm." + part]
        named["ln_final." + part] = state["text_model.final_layer_norm." + part]
    named.update({"visual.class_embedding": state["vision_model.embeddings.class_embedding"],
                  "visual.conv1.weight": state["vision_model.embeddings.patch_embedding.weight"],
                  "visual.positional_embedding": state["vision_model.embeddings.position_embedding.weight"],
                  "visual.proj": state["visual_projection.weight"].T,
                  "token_embedding.weight": state["text_model.embeddings.token_embedding.weight"],
                  "positional_embedding": state["text_model.embeddings.position_embedding.weight"],
                  "text_projection": state["text_projection.weight"].T, "logit_scale": state["logit_scale"]})
    return named


def truth(file, folder, layout):
    """What PyTorch makes of a folder."""
    state = unwrapped(loaded(file))
    model, mean, deviation = model_of(folder, layout, state)
    clips.strict(model, state)
    named = open_ai_names(model)
    if not all(torch.isfinite(value).all() for value in named.values()):
        raise ValueError("numbers that are not finite")
    digest = hashlib.sha256()
    for name in sorted(named):
        digest.update(named[name].contiguous().numpy().astype("<f4").tobytes())
    side = named["visual.conv1.weight"].shape[-1] * round((len(named["visual.positional_embedding"]) - 1) ** 0.5)
    raw = np.random.default_rng(1).integers(0, 256, (2, side, side, 3), dtype=np.uint8)
    vocabulary, context = len(named["token_embedding.weight"]), len(named["positional_embedding"])
    ids = torch.zeros(1, context, dtype=torch.long)
    ids[0, : 5] = torch.tensor([vocabulary - 2, 3, 1, 4, vocabulary - 1])
    return {"shapes": {name: list(value.shape) for name, value in named.items()}, "sha256": digest.hexdigest(),
            "pictures": raw.tobytes().hex(), "tokens": ids[0].tolist(),
            "image_features": clips.image_features(model, clips.pixels(raw, mean, deviation)).tolist(),
            "text_features": clips.text_features(model, ids).tolist()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--coarse", action="store_true", help="weights of few values, to be packed beside the tests")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    arguments.folder.mkdir(parents=True)
    counts = collections.Counter()
    for seed in range(arguments.first, arguments.first + arguments.count):
        folder = arguments.folder / f"{seed:05d}"
        folder.mkdir()
        kind, file, layout = make(seed, folder, arguments.coarse)
        case = {"kind": kind, "file": file.name}
        try:
            case.update(truth(file, folder, layout))
            counts["loaded"] += 1
        except Exception as refusal:
            case["refused"] = f"{type(refusal).__name__}: {str(refusal)[:300]}"
            counts["refused"] += 1
        (folder / "case.json").write_text(json.dumps(case))
    print(dict(counts))


if __name__ == "__main__":
    main()
