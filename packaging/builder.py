"""Who builds, and where, is nobody's business: the builder's folders stand in no program."""

import json
import os
import pathlib
import re
import subprocess

from packages import ROOT


def sources():
    """Folders that hold what is compiled, the widest first: rustc takes the last that fits."""
    line = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", ROOT / "Cargo.toml"]
    known = json.loads(subprocess.run([str(part) for part in line], check=True, stdout=subprocess.PIPE).stdout)
    others = {pathlib.Path(package["manifest_path"]).parent.parent for package in known["packages"] if package["source"]}
    asked = subprocess.run(["rustc", "--print", "sysroot"], check=True, stdout=subprocess.PIPE)
    rusts = pathlib.Path(asked.stdout.decode("utf-8").strip()) / "lib" / "rustlib" / "src" / "rust"
    return sorted({ROOT, rusts, *others})


def flags():
    """What cargo's environment needs, so that a panic names a file as `regex-1.0.0/src/lib.rs`, without the way there."""
    # Flags of the environment are left out: what is handed on is built alike everywhere.
    return {"CARGO_ENCODED_RUSTFLAGS": "\x1f".join(f"--remap-path-prefix={folder}=" for folder in sources())}


def folders_in(content):
    """The builder's folders that stand in a file's bytes, each with what follows it."""
    homes = {ROOT, pathlib.Path.home(), *(pathlib.Path(os.environ[at]) for at in ("CARGO_HOME", "RUSTUP_HOME") if at in os.environ)}
    ways = {str(home) for home in homes} | {home.as_posix() for home in homes}
    ends = [re.escape(way.encode()) + rb"[/\\][ -~]{0,80}" for way in sorted(ways)]
    return sorted({found.decode() for end in ends for found in re.findall(end, content)})
