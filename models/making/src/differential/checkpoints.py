"""Seeded variations of small CLIPs and of what is built on them, as training tools leave them, with what PyTorch computes of
each. Mien imports them in CheckpointVariationsTest, which a smaller set stands beside.

Not part of the build: it needs torch, transformers, open_clip_torch, safetensors, peft, omegaconf and pillow.

    python models/making/src/differential/checkpoints.py /tmp/checkpoints --count 200
    mvn verify -pl cli -am -Dtest=CheckpointVariationsTest -Dmien.checkpoints=/tmp/checkpoints ...

Each seed draws a family (clip, exp-clip, cliper, dfer-clip), a layout (OpenAI's, open_clip's with a text tower of its own,
Hugging Face's), activations, heads, a precision, a container, names that training tools put before and between keys, what is
saved beside the weights, low-rank matrices in the file or as peft saves them, and a normalisation of pixels.
"""
import argparse, collections, json, pathlib, random

import numpy
import torch
from safetensors.torch import save_file

import small_clips as clips

NAMES = ["joy", "grief", "calm"]
TEMPLATES = ["a face of {}.", "one who shows {}."]
PRECISIONS = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16, "float64": torch.float64}
WRAPPERS = ["", "module.", "_orig_mod.", "module._orig_mod.", "model.", "clip.", "model.clip.", "reader.tower."]
OTHER_PIXELS = ((0.5, 0.4, 0.6), (0.5, 0.25, 0.3))
RANK, ALPHA = 2, 4.0


class AverageMeter:
    """What training scripts keep beside the weights."""

    def __init__(self):
        self.count, self.values = 3, [0.5]


def cast(state, precision):
    """Weights in a precision; mixed is as OpenAI's files: matrices in 16 bits, all others in 32."""
    def one(value):
        if not value.is_floating_point():
            return value.clone()
        kind = PRECISIONS.get(precision) or (torch.float16 if value.ndim > 1 else torch.float32)
        return value.detach().clone().to(kind)
    return {key: one(value) for key, value in state.items()}


def low_rank(state, draw):
    """Puts matrices beside some weights, as peft names them, and returns what merging them gives."""
    merged = dict(state)
    for name in [key for key in state if key.endswith(("c_fc.weight", "fc1.weight", "out_proj.weight"))][::2]:
        out, width = state[name].shape
        down, up = torch.randn(RANK, width, generator=draw) * 0.1, torch.randn(out, RANK, generator=draw) * 0.1
        module = name[: -len(".weight")]
        state[module + ".lora_A.default.weight"], state[module + ".lora_B.default.weight"] = down, up
        merged[name] = merged[name].float() + ALPHA / RANK * up @ down
        state[module + ".base_layer.weight"] = state.pop(name)
    return merged


def adapter(model, folder, chance, draw):
    """Low-rank matrices as peft saves them apart from the weights; the merged model."""
    from peft import LoraConfig, get_peft_model

    targets, alphas, ranks = (
        (chance.choice([["q_proj", "v_proj"], ["fc1", "k_proj"]]), {"fc1": 7.0, "q_proj": 3.0}, {"v_proj": 3})
        if clips.is_of_hugging_face(model) else
        (chance.choice([["attn"], ["attn", "c_fc"]]), {"c_fc": 7.0, "resblocks.0.attn": 3.0}, {"attn": 3}))
    settings = LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=targets, use_rslora=chance.random() < 0.3,
                          alpha_pattern=alphas if chance.random() < 0.3 else {},
                          rank_pattern=ranks if chance.random() < 0.3 else {})
    tuned = get_peft_model(model, settings)
    with torch.no_grad():
        for name, weight in tuned.named_parameters():
            if "lora_" in name:
                weight.copy_(0.2 * torch.randn(weight.shape, generator=draw))
    tuned.save_pretrained(str(folder))
    return tuned.merge_and_unload().eval()


def form_of(state, other, chance):
    """A file's content; whether the weights of another name are meant, by the options."""
    form = chance.choice(["bare", "state_dict", "net", "lightning", "deepspeed", "ema", "own class", "accelerate"])
    saved = collections.OrderedDict(state)
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
    elif form == "own class":
        saved = {"model_state_dict": saved, "recorder": AverageMeter(), "train_loss": [0.5, 0.25]}
    elif form == "accelerate":
        saved = {"model": saved, "step": 100, "random_states": torch.zeros(5, dtype=torch.uint8)}
    elif form == "ema":
        saved = {"model": saved, "model_ema": collections.OrderedDict(other)}
    return form, saved


def save(folder, state, chance, hf, may_average):
    """Writes weights as some tool would; returns the file for Mien, a description, more options, and what was meant."""
    container = chance.choice(["zip", "zip", "zip", "legacy", "safetensors", "shards", "safe shards"])
    if container == "safetensors":
        file = folder / "model.safetensors"
        save_file({key: value.contiguous() for key, value in state.items()}, str(file))
        return file, container, [], state
    if container.endswith("shards"):
        keys = list(state)
        safe, index = container.startswith("safe"), {}
        for number, part in enumerate([keys[: len(keys) // 2], keys[len(keys) // 2 :]], 1):
            name = f"model-{number:05d}-of-00002.safetensors" if safe else f"pytorch_model-{number:05d}-of-00002.bin"
            if safe:
                save_file({key: state[key].contiguous() for key in part}, str(folder / name))
            else:
                torch.save({key: state[key] for key in part}, folder / name)
            index.update({key: name for key in part})
        file = folder / ("model.safetensors.index.json" if safe else "pytorch_model.bin.index.json")
        file.write_text(json.dumps({"metadata": {}, "weight_map": index}))
        return chance.choice([file, folder]), container, [], state
    # Another model, and one whose sums are no longer than the first one's: with 1 added to each weight a logit's fourth digit
    # hangs on the order of the sums.
    other = {key: value * 1.25 if value.is_floating_point() and value.ndim > 1 else value for key, value in state.items()}
    form, saved = form_of(state, other, chance)
    average = form == "ema" and may_average and chance.random() < 0.5
    file = folder / ("pytorch_model.bin" if hf else "weights.pt")
    torch.save(saved, file, _use_new_zipfile_serialization=container == "zip")
    return file, f"{container}, {form}", ["--weights", "model_ema"] if average else [], other if average else state


def sizes(family, layout, chance, small):
    """As small as the layout allows: without a file beside them, heads are 64 wide."""
    told = layout == "hugging_face" or layout == "open_clip"
    width = chance.choice([16, 32]) if small and told else 64 if small else 128
    return {"embedding": 16 if small else 64, "image": 16 if small else 64, "patch": 8 if small else 16,
            "layers": 1 if small else 2, "width": width, "head_width": width // chance.choice([1, 2, 4]) if told else 64,
            "text_width": 8 if small and told else 64, "text_heads": chance.choice([1, 2]) if told else 1,
            "vocabulary": clips.CLIP_VOCABULARY if family == "cliper" else clips.VOCABULARY}


def drawn_clip(seed, chance, family, small):
    layout = chance.choice(["openai", "open_clip", "hugging_face"])
    if family == "cliper":
        layout = chance.choice(["openai", "open_clip"])
    size = sizes(family, layout, chance, small)
    quick = chance.random() < 0.5
    if layout == "hugging_face":
        activations = ["quick_gelu" if quick else "gelu", chance.choice(["quick_gelu", "gelu"])]
        model = clips.hugging_face(size, activations)
    else:
        model = clips.open_clip(clips.open_clip_settings(size, quick), layout == "open_clip" and family != "cliper")
    return layout, size, quick, clips.seeded(model, seed, small)


def pixels_of(layout, model, size, quick, folder, chance):
    """What stands beside the weights; the normalisation that it says, and options for what it does not."""
    mean, deviation = clips.MEAN, clips.DEVIATION
    other = chance.random() < 0.3
    if layout == "hugging_face":
        model.config.save_pretrained(str(folder))
        if other:
            mean, deviation = OTHER_PIXELS
            pictures = {"image_mean": mean, "image_std": deviation, "resample": 3, "size": {"shortest_edge": size["image"]},
                        "crop_size": {"height": size["image"], "width": size["image"]}}
            # Of transformers' image processors and, from version 5 on, of its processors of texts and pictures.
            if chance.random() < 0.5:
                (folder / "preprocessor_config.json").write_text(json.dumps(pictures))
            else:
                (folder / "processor_config.json").write_text(json.dumps({"image_processor": pictures}))
        return (mean, deviation), []
    if layout == "openai" and not (other or chance.random() < 0.4):
        return (mean, deviation), ["--activation", "quick-gelu" if quick else "gelu"]
    config = {"model_cfg": clips.open_clip_settings(size, quick)}
    if other:
        mean, deviation = OTHER_PIXELS
        config["preprocess_cfg"] = {"mean": mean, "std": deviation, "interpolation": "bicubic"}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    return (mean, deviation), []


def of_clip(seed, chance, draw, family, small, pictures, folder):
    """A file of CLIP and what a family adds: the kind, Mien's arguments, PyTorch's logits."""
    layout, size, quick, model = drawn_clip(seed, chance, family, small)
    precision = chance.choice(["float32", "float16", "bfloat16", "float64", "mixed"])
    normal, more = pixels_of(layout, model, size, quick, folder, chance)
    state = cast({key: value for key, value in model.state_dict().items() if not key.endswith("attn_mask")}, precision)
    merging = chance.choice(["", "", "in the file", "apart"])
    if merging == "apart":
        apart = folder / "adapter"
        clips.strict(model, {key: value.float() if value.is_floating_point() else value for key, value in state.items()})
        model = adapter(model, apart, chance, draw)
        more += ["--low-rank", f"@/{folder.name}/adapter"]
    elif merging == "in the file":
        truth = low_rank(state, draw)
        more += ["--low-rank-alpha", str(ALPHA)]
    else:
        truth, merging = state, ""
    wrapper = chance.choice(WRAPPERS)
    middle = chance.random() < 0.2
    named = {wrapper + (key.replace("visual.", "visual._orig_mod.", 1) if middle else key): value
             for key, value in state.items()}
    # An adapter is of the weights that it was trained on, and of no average of them.
    file, container, chosen, meant = save(folder, named, chance, layout == "hugging_face", merging != "apart")
    if meant is not named:
        # Another set of weights was asked for: its low-rank matrices, if there are any, are its own.
        plain = {key: value for (key, _), value in zip(state.items(), meant.values())}
        if merging == "in the file":
            truth = {key: plain[key] if key in plain else
                     plain[key[: -len("weight")] + "base_layer.weight"].float() + ALPHA / RANK
                     * plain[key[: -len("weight")] + "lora_B.default.weight"].float()
                     @ plain[key[: -len("weight")] + "lora_A.default.weight"].float() for key in truth}
        elif not merging:
            truth = plain
    if merging != "apart":
        clips.strict(model, {key: value.float() if value.is_floating_point() else value for key, value in truth.items()})
    kind = ", ".join(filter(None, [family, layout, "quick-gelu" if quick else "gelu", f"heads of {size['head_width']}",
                                   precision, container, repr(wrapper), "low-rank " + merging if merging else "",
                                   "own pixels" if normal[0] is not clips.MEAN else ""]))
    name = file.name if file != folder else ""
    arguments = ["model", "build", "--family", family, "--clip", f"@/{folder.name}/{name}", *more, *chosen,
                 "--out", f"@/{folder.name}/package"]
    scale = float(model.logit_scale.detach().exp())
    if family == "cliper":
        return kind, arguments + ["--labels", "@/labels.yaml", "--descriptors", f"@/{folder.name}/descriptors.safetensors"], \
            cliper(model, clips.pixels(pictures, *normal), draw, folder), 100.0
    prompts = [template.format(name) for name in NAMES for template in TEMPLATES]
    texts = clips.text_features(model, torch.tensor([clips.tokens(prompt) for prompt in prompts]))
    arguments += ["--labels", "@/labels.yaml", "--vocabulary", "@/tokenizer.json"]
    if family == "exp-clip":
        head = torch.randn(24, size["embedding"], generator=draw)
        torch.save({"mlp.weight": head}, folder / "head.pth")
        arguments += ["--head", f"@/{folder.name}/head.pth"]
        images = clips.image_features(model, clips.pixels(pictures, (0.0,) * 3, (1.0,) * 3))
        images, texts = images @ head.T, texts @ head.T
    else:
        images = clips.image_features(model, clips.pixels(pictures, *normal))
    return kind, arguments, (scale * clips.cosines(images, texts)).reshape(2, len(NAMES), -1).mean(2), scale


def cliper(model, images, draw, folder):
    """Two descriptors of three learned tokens for each label, in the released code's sentence."""
    learned = torch.randn(2 * len(NAMES), 3, model.token_embedding.weight.shape[1], generator=draw) * 0.1
    save_file({"descriptor": learned}, str(folder / "descriptors.safetensors"))
    ids = torch.tensor([[49406, 550, 1014, 1125, 539, 343, 343, 343, 269, 49407]] * len(learned))
    with torch.no_grad():
        embedded = model.token_embedding(ids)
    embedded[:, 5:8] = learned
    texts = clips.embedded_features(model, embedded, 9)
    return (100 * clips.cosines(clips.image_features(model, images), texts)).reshape(2, len(NAMES), -1).mean(2)


class Temporal(torch.nn.Module):
    """DFER-CLIP's temporal model, under its names."""

    def __init__(self, frames, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.cls_token = torch.nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embedding = torch.nn.Parameter(torch.zeros(1, 1 + frames, width))
        attention = torch.nn.ModuleDict({
            "norm": torch.nn.LayerNorm(width),
            "fn": torch.nn.ModuleDict({"to_qkv": torch.nn.Linear(width, 3 * 64 * heads, bias=False),
                                       "to_out": torch.nn.ModuleDict({"0": torch.nn.Linear(64 * heads, width)})})})
        perceptron = torch.nn.ModuleDict({
            "norm": torch.nn.LayerNorm(width),
            "fn": torch.nn.ModuleDict({"net": torch.nn.ModuleDict({"0": torch.nn.Linear(width, hidden),
                                                                   "3": torch.nn.Linear(hidden, width)})})})
        layer = torch.nn.ModuleDict({"0": torch.nn.ModuleDict({"fn": attention}),
                                     "1": torch.nn.ModuleDict({"fn": perceptron})})
        self.temporal_transformer = torch.nn.ModuleDict({"layers": torch.nn.ModuleDict({"0": layer})})

    def forward(self, frames):
        x = torch.cat([self.cls_token.expand(len(frames), -1, -1), frames], 1) + self.pos_embedding
        layer = self.temporal_transformer["layers"]["0"]
        own = layer["0"]["fn"]
        q, k, v = (part.unflatten(-1, (self.heads, 64)).transpose(1, 2)
                   for part in own["fn"]["to_qkv"](own["norm"](x)).chunk(3, -1))
        seen = (q @ k.transpose(-1, -2) / 8).softmax(-1) @ v
        x = own["fn"]["to_out"]["0"](seen.transpose(1, 2).flatten(2)) + x
        own = layer["1"]["fn"]
        net = own["fn"]["net"]
        return (net["3"](torch.nn.functional.gelu(net["0"](own["norm"](x)), approximate="tanh")) + x)[:, 0]


def of_dfer_clip(seed, chance, draw, small, pictures, folder):
    """A whole checkpoint of DFER-CLIP."""
    size = sizes("dfer-clip", "openai", chance, small)
    frames, learned, precision = chance.choice([8, 16]), 4, chance.choice(["float32", "float16", "bfloat16"])
    clip = clips.seeded(clips.open_clip(clips.open_clip_settings(size, True)), seed, small)
    temporal = clips.seeded(Temporal(frames, size["embedding"], 1, 24), seed + 1, small)
    shared = chance.random() < 0.3
    context = 0.1 * torch.randn(*([] if shared else [len(NAMES)]), learned, size["text_width"], generator=draw)
    ids = torch.tensor([[clips.START] + [256 + clips.LETTERS.index("x")] * learned
                        + clips.tokens(f"a face of {name}.")[1 : clips.CONTEXT - learned] for name in NAMES])

    def state():
        with torch.no_grad():
            embedded = clip.token_embedding(ids)
        text = {key: value for key, value in clip.state_dict().items()
                if not key.startswith(("visual.", "token_embedding", "logit_scale", "attn_mask"))}
        vision = {key[len("visual."):]: value for key, value in clip.state_dict().items() if key.startswith("visual.")}
        weights = {"prompt_learner.ctx": context, "prompt_learner.token_prefix": embedded[:, :1],
                   "prompt_learner.token_suffix": embedded[:, 1 + learned :]}
        weights.update({"text_encoder." + key: value for key, value in text.items()})
        weights.update({"image_encoder." + key: value for key, value in vision.items()})
        weights.update({"temporal_net." + key: value for key, value in temporal.state_dict().items()})
        weights.update({"clip_model_." + key: value for key, value in clip.state_dict().items()
                        if not key.endswith("attn_mask")})
        return weights

    saved = cast(state(), precision)
    rounded = {key: value.float() for key, value in saved.items()}
    clips.strict(clip, {**{key[len("clip_model_."):]: value for key, value in rounded.items()
                           if key.startswith("clip_model_.")}})
    clips.strict(temporal, {key[len("temporal_net."):]: value for key, value in rounded.items()
                            if key.startswith("temporal_net.")})
    context = rounded["prompt_learner.ctx"]
    with torch.no_grad():
        embedded = torch.cat([rounded["prompt_learner.token_prefix"],
                              context.expand(len(NAMES), -1, -1) if shared else context,
                              rounded["prompt_learner.token_suffix"]], 1)
        images = clips.image_features(clip, clips.pixels(pictures, (0.0,) * 3, (1.0,) * 3))
        videos = temporal(images[:, None].expand(-1, frames, -1))
    texts = clips.embedded_features(clip, embedded, ids.argmax(-1))
    wrapper = chance.choice(["module.", "module.", "", "_orig_mod.", "model.", "module._orig_mod."])
    named = {wrapper + key: value for key, value in saved.items()}
    container = chance.choice(["zip", "zip", "legacy", "safetensors"])
    file = folder / ("model.safetensors" if container == "safetensors" else "dfer-clip.pth")
    if container == "safetensors":
        save_file({key: value.contiguous().clone() for key, value in named.items()}, str(file))
    else:
        torch.save({"epoch": 7, "state_dict": named, "best_acc": torch.tensor(61.5), "optimizer": {"state": {}},
                    "recorder": AverageMeter()}, file, _use_new_zipfile_serialization=container == "zip")
    kind = f"dfer-clip, {frames} frames, {precision}, {container}, {wrapper!r}" + (", one context" if shared else "")
    arguments = ["model", "import", f"@/{folder.name}/{file.name}", "--labels", "@/labels.yaml",
                 "--out", f"@/{folder.name}/package"]
    return kind, arguments, 100 * clips.cosines(videos, texts), 100.0


def one(seed, small, pictures, root):
    chance, draw = random.Random(seed), torch.Generator().manual_seed(seed)
    family = chance.choice(["clip", "clip", "exp-clip", "cliper", "dfer-clip"])
    folder = root / f"{seed:04d}"
    folder.mkdir()
    kind, arguments, logits, scale = of_dfer_clip(seed, chance, draw, small, pictures, folder) if family == "dfer-clip" \
        else of_clip(seed, chance, draw, family, small, pictures, folder)
    (folder / "case.json").write_text(json.dumps(
        {"kind": kind, "arguments": arguments, "logits": logits.tolist(), "scale": scale}, indent=1))
    return kind


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--small", action="store_true", help="as small as can be, to be kept beside the tests")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True)
    (arguments.folder / "labels.yaml").write_text(
        "name: moods\nlabels:\n" + "".join(f"  - name: {name}\n    description: a face of {name}.\n" for name in NAMES)
        + "templates:\n" + "".join(f'  - "{template}"\n' for template in TEMPLATES))
    (arguments.folder / "tokenizer.json").write_text(clips.tokenizer_json())
    side = 16 if arguments.small else 64
    drawn = clips.drawn_pictures(side)
    for number, picture in enumerate(drawn):
        picture.save(arguments.folder / f"{number}.png")
    pictures = numpy.stack([numpy.asarray(picture) for picture in drawn])
    for seed in range(arguments.first, arguments.first + arguments.count):
        print(seed, one(seed, arguments.small, pictures, arguments.folder), flush=True)


if __name__ == "__main__":
    main()
