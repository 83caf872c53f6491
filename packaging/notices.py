"""What the licences of others' code ask for: their texts, beside a program that is made of it."""

import json
import pathlib
import subprocess

from packages import ROOT

NAMES = ("license", "licence", "copying", "notice", "copyright")


def notices(program):
    """Licence texts of every crate that a program may be made of, each with the crates that it is for."""
    line = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", ROOT / "Cargo.toml"]
    known = json.loads(subprocess.run([str(part) for part in line], check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in known["packages"]}
    texts = {}
    for package in sorted((packages[of] for of in needed(known, program)), key=lambda package: package["name"]):
        if package["source"] is None:
            continue
        name = f"{package['name']} {package['version']} ({package['license'] or 'see below'})"
        folder = pathlib.Path(package["manifest_path"]).parent
        files = sorted(path for path in folder.iterdir() if path.name.lower().startswith(NAMES) and path.is_file())
        for path in files:
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            texts.setdefault(text, []).append(name)
        if not files:
            texts.setdefault(f"Licence: {package['license']}. Authors: {', '.join(package['authors'])}.", []).append(name)
    return ("\n\n" + "-" * 78 + "\n\n").join("\n".join(names) + "\n\n" + text for text, names in texts.items()) + "\n"


def needed(known, program):
    """Ids of a program's package and of all that end up in it on some system: nothing that only tests or builds need."""
    nodes = {node["id"]: node for node in known["resolve"]["nodes"]}
    start = next(package["id"] for package in known["packages"] if package["name"] == program)
    found, open_ = {start}, [start]
    while open_:
        for dep in nodes[open_.pop()]["deps"]:
            if dep["pkg"] not in found and any(kind["kind"] is None for kind in dep["dep_kinds"]):
                found.add(dep["pkg"])
                open_.append(dep["pkg"])
    return found
