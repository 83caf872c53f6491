"""Makes this system's archive of the wheels' programs: `python packaging/archive.py`. It lies in target/packaging/archives.

Whoever has no Python unpacks it: programs, scripts under the old names, completions, manual pages, documents, checksums.
"""

import hashlib
import os
import pathlib
import platform
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile

from notices import notices
from packages import BUILT, PROGRAMS, ROOT, old_script, version

SYSTEMS = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
# A shell, the ending of its script, and its encoding: Windows PowerShell takes UTF-8 for the system's unless a mark says so.
SHELLS = [("bash", "bash", "utf-8"), ("zsh", "zsh", "utf-8"), ("fish", "fish", "utf-8"), ("powershell", "ps1", "utf-8-sig")]
DOCUMENTS = ["README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE"]


def name():
    machine = platform.machine().lower()
    return f"batch-llm-{version()}-{SYSTEMS[platform.system()]}-{MACHINES.get(machine, machine)}"


def take(program, folder):
    """Takes a program out of its wheel; None if there is no wheel of it."""
    wheel = next((BUILT / "wheels").glob(program.replace("-", "_") + "-*.whl"), None)
    if wheel is None:
        return None
    with zipfile.ZipFile(wheel) as files:
        inside = next(file for file in files.namelist() if pathlib.PurePosixPath(file).stem == program)
        path = folder / pathlib.PurePosixPath(inside).name
        path.write_bytes(files.read(inside))
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return path


def says(path, *args):
    done = subprocess.run([str(path), *args], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode("utf-8")


def write(path, text, encoding="utf-8"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding, newline="\n")


def beside(program, path, folder):
    """What comes with a program."""
    for shell, ending, encoding in SHELLS:
        write(folder / "completions" / f"{program}.{ending}", says(path, "completions", shell), encoding)
    for language, place in (("en", "man1"), ("zh", "zh_CN/man1")):
        page = says(path, "--lang", language, "man")
        write(folder / "man" / place / f"{program}.1", page)
        # It names the commands' own pages.
        pages = re.escape(f"{program}-".replace("-", "\\-"))
        for command in re.findall(pages + r"([a-z]+)\(1\)", page):
            write(folder / "man" / place / f"{program}-{command}.1", says(path, "--lang", language, "man", command))
    old = old_script(program)
    if old:
        write(folder / old[0], old[1])


def packed(folder):
    """A zip for Windows, which opens nothing else by itself; elsewhere what keeps the right to run a program."""
    if os.name == "nt":
        path = folder.with_name(folder.name + ".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                archive.write(file, file.relative_to(folder.parent))
        return path
    path = folder.with_name(folder.name + ".tar.gz")

    def nobody(entry):
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        return entry

    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, folder.name, filter=nobody)
    return path


def main():
    out = BUILT / "archives"
    shutil.rmtree(out, ignore_errors=True)
    folder = out / name()
    folder.mkdir(parents=True)
    there = {program: take(program, folder) for program in PROGRAMS}
    there = {program: path for program, path in there.items() if path}
    if not there:
        sys.exit("no wheels: run packaging/wheels.py first")
    for program, path in there.items():
        beside(program, path, folder)
    for document in DOCUMENTS:
        shutil.copy(ROOT / document, folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    # All programs are made of the same but for themselves.
    write(folder / "THIRD-PARTY.txt", notices(next(iter(there))))
    archive = packed(folder)
    shutil.rmtree(folder)
    write(out / "SHA256SUMS", f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n")
    print(f"{archive.relative_to(ROOT)}  {archive.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
