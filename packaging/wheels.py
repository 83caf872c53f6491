"""Builds wheels: `python packaging/wheels.py [PROGRAM...]`. They lie in target/packaging/wheels.

A platform's wheel holds its program and, under the old script's name, a script and a module that run it. `batch-llm` holds
nothing and needs all of them. On Linux, zig links against a glibc that old systems have, too.
"""

import os
import shutil
import sys
import venv

from builder import flags
from notices import notices
from packages import BUILT, PROGRAMS, ROOT, chosen, old_script, run, version

TOOLS = ["maturin==1.16.0", "ziglang==0.17.1"]
SETUPTOOLS = "setuptools==80.9.0"
# The oldest glibc that Rust's own library runs on: CentOS 7, Ubuntu 14.04, Debian 8.
OLDEST_GLIBC = "manylinux2014"

PROJECT = """\
[build-system]
requires = ["{backend}"]
build-backend = "{module}"

[project]
name = "{name}"
version = "{version}"
description = "{about}"
readme = "README.md"
requires-python = ">=3.8"
license-files = ["LICENSE", "THIRD-PARTY.txt"]
# Whoever would publish it is refused: see LICENSE.
classifiers = ["Private :: Do Not Upload"]
dependencies = {dependencies}

"""

MATURIN = """\
[tool.maturin]
bindings = "bin"
manifest-path = "{manifest}"
# It would name the folders of whoever builds.
sbom = {{ rust = false, auditwheel = false }}
"""

SETUP = """\
[tool.setuptools]
packages = []
"""

README = """\
# {name}

{about}

批量询问大模型：每个模型回答每位患者的每个 Prompt。在空目录中：

    {program} init
    {program} --simulate
    {program} report --simulate

`{program} --help` 列出全部命令和选项；`--lang en` 以英文显示。

Asks every model every prompt about every record; `{program} --lang en --help` lists commands and flags.
"""


def tools():
    """A Python with maturin and zig, made once."""
    folder = BUILT / "tools"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *TOOLS])
    return python


def stage(name, program, about, backend, module, dependencies, tail):
    """The folder that a wheel is built from, and what writes into it."""
    folder = BUILT / "stage" / name
    shutil.rmtree(folder, ignore_errors=True)

    def write(file, text):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        path.chmod(0o755 if path.parent.name == "scripts" else 0o644)

    facts = dict(name=name, about=about, version=version(), backend=backend, module=module)
    write("pyproject.toml", PROJECT.format(dependencies=dependencies, **facts) + tail)
    write("README.md", README.format(name=name, program=program, about=about))
    write("THIRD-PARTY.txt", notices(program))
    shutil.copy(ROOT / "LICENSE", folder)
    return folder, write


def program_wheel(python, program):
    """A platform's wheel."""
    old = old_script(program)
    tail = MATURIN.format(manifest=(ROOT / "crates" / program / "Cargo.toml").as_posix())
    tail += 'data = "data"\n' if old else ""
    about = f"batch-llm：{PROGRAMS[program][0]}"
    folder, write = stage(program, program, about, TOOLS[0], "maturin", [], tail)
    if old:
        # A command of this name, and a module for `python -m`.
        for place in ("scripts", "platlib"):
            write(f"data/{place}/{old[0]}", old[1])
    line = [python, "-m", "maturin", "build", "--release", "--locked", "--out", BUILT / "wheels"]
    if sys.platform == "linux":
        line += ["--zig", "--compatibility", OLDEST_GLIBC]
    # maturin asks the first Python that it finds for zig.
    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])
    run(line, cwd=folder, env={**os.environ, **flags(), "PATH": path, "CARGO_TARGET_DIR": str(ROOT / "target")})


def llm_wheel(python):
    """The wheel that brings them all."""
    needs = [f"{program}=={version()}" for program in PROGRAMS]
    about = "batch-llm：全部程序 (" + "、".join(PROGRAMS) + ")"
    folder, _ = stage("batch-llm", "batch-kimi", about, SETUPTOOLS, "setuptools.build_meta", needs, SETUP)
    run([python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", BUILT / "wheels", folder])


def main(names):
    programs = chosen(names)
    shutil.rmtree(BUILT / "wheels", ignore_errors=True)
    python = tools()
    for program in programs:
        program_wheel(python, program)
    llm_wheel(python)
    for wheel in sorted((BUILT / "wheels").glob("*.whl")):
        print(f"{wheel.relative_to(ROOT)}  {wheel.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
