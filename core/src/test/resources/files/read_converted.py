"""Reads converted/ with NumPy and safetensors and compares it with the files that it was made of, bit for bit.
usage: read_converted.py        needs numpy, safetensors"""
import json, os
import numpy as np
from safetensors.numpy import load_file
here = lambda *n: os.path.join(os.path.dirname(os.path.abspath(__file__)), *n)
load = lambda p: load_file(p) if p.endswith(".safetensors") else dict(np.load(p))

def same(file, expected):
    got = load(here("converted", file))
    assert got.keys() == expected.keys(), (file, got.keys(), expected.keys())
    for name, array in expected.items():
        assert got[name].dtype == array.dtype and got[name].shape == array.shape and got[name].tobytes() == array.tobytes(), (file, name)
    print(file, len(got), "tensors, the same bits")

plain = load(here("plain.npz"))
same("plain.npz", plain)
same("plain.safetensors", plain)
same("float16.npz", {n: a.astype(np.float32) for n, a in load(here("float16.safetensors")).items()})
same("network.npz", plain)
same("network.safetensors", {n: a.astype(np.float64) for n, a in plain.items()})
r = json.load(open(here("files.expected.json")))
result = {f"{k}{i + 1}": l[k] for i, l in enumerate(r["layers"]) for k in "za"} | {"loss": r["loss"]} | {n + ".grad": g for n, g in r["gradients"].items()}
result = {n: np.array(a, np.float32) for n, a in result.items()}
same("result.npz", result)
same("result.safetensors", result)
