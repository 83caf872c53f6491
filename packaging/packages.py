"""What is handed on: the programs, their version, and what belongs to each."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Everything that is made here lies in it; nothing of it is kept by git.
BUILT = ROOT / "target" / "packaging"

# A program, the platform that it asks, and the old script whose place it takes.
PROGRAMS = {
    "batch-kimi": ("Kimi (月之暗面)", "batch_process_new_format_kimi"),
    "batch-doubao": ("豆包 (火山引擎)", "batch_process_new_format_doubao"),
    "batch-baichuan": ("百川智能", "batch_process_new_format_baichuan"),
    "batch-jiekou": ("JieKou", "batch_process_new_format"),
    "batch-openai": ("任何 OpenAI 兼容服务", None),
}


def version():
    """The version of all programs, as the workspace says it."""
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    found = re.search(r'^\[workspace\.package\]\nversion = "([^"]+)"', manifest, re.M)
    if not found:
        sys.exit("Cargo.toml names no version below [workspace.package]")
    return found.group(1)


def old_script(program):
    """Name and text of the script that runs a program under the old script's name; None if there was none."""
    name = PROGRAMS[program][1]
    if name is None:
        return None
    text = (ROOT / "packaging" / "old_script.py").read_text(encoding="utf-8")
    return name + ".py", text.replace("batch-kimi", program)


def chosen(names):
    """The programs of these names; all of them if none is named."""
    unknown = [name for name in names if name not in PROGRAMS]
    if unknown:
        sys.exit(f"{unknown[0]} is none of {', '.join(PROGRAMS)}")
    return names or list(PROGRAMS)


def run(line, **how):
    """Runs a command, and ends with it if it fails."""
    print("+", *line, flush=True)
    done = subprocess.run([str(part) for part in line], **how)
    if done.returncode != 0:
        sys.exit(f"{line[0]} ended with {done.returncode}")
    return done
