"""Tries what was made, as somebody does who has nothing else: `python packaging/try_it.py`.

Wheels of target/packaging/wheels are installed into empty virtual environments, archives of target/packaging/archives are
unpacked into an empty folder. Each program then writes its examples, runs them against its simulator, and makes a report, a
workbook and a page for raters.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
import zipfile

from builder import folders_in
from packages import BUILT, PROGRAMS, old_script, run, version

WINDOWS = os.name == "nt"
EXE = ".exe" if WINDOWS else ""
# Nothing of this shell helps: no key, no Rust, no Python but the one under trial.
PLAIN = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "COMSPEC", "PATHEXT") if name in os.environ}


def fail(what):
    sys.exit(f"FAILED: {what}")


def call(line, folder, env, code=0):
    """Runs a command in a folder and says what it printed; another exit code than this one fails."""
    line = [str(part) for part in line]
    done = subprocess.run(line, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    if done.returncode != code:
        fail(f"{' '.join(line)} ended with {done.returncode}, not {code}\n{out}\n{err}")
    return out


def first_run(command, program, env, folder):
    """An empty folder, examples, a run that costs nothing, a page, a workbook, a page for raters."""
    folder.mkdir(parents=True)
    call([*command, "init"], folder, env)
    ran = json.loads(call([*command, "--simulate", "--json"], folder, env))
    counts = ran["conversations"]
    if counts["answered"] == 0 or counts["answered"] != counts["total"]:
        fail(f"{program} answered {counts}")
    call([*command, "report", "--simulate", "-o", "report.html"], folder, env)
    page = (folder / "report.html").read_text(encoding="utf-8")
    if "患者1" not in page:
        fail(f"the page of {program} does not name 患者1")
    call([*command, "export", "--simulate", "-o", "export.xlsx"], folder, env)
    call([*command, "rate", "--simulate", "-o", "rating.html"], folder, env)
    for file in ("export.xlsx", "rating.html"):
        if not (folder / file).is_file():
            fail(f"{program} wrote no {file}")
    if version() not in call([*command, "--version"], folder, env):
        fail(f"{program} --version does not say {version()}")
    print(f"  {program}: {counts['answered']} answers, a page of {len(page) // 1000} kB")


def old_name(command, program, env, folder):
    """What is typed as before does what the program does, exit codes and Ctrl-C included."""
    first_run(command, program, env, folder)
    call([*command, "--no-such-flag"], folder, env, code=2)
    if not WINDOWS:
        interrupted(command, folder, env)


def interrupted(command, folder, env):
    """Ctrl-C, as a terminal sends it to all that run there: the run ends in good order with 130, and at once only if asked
    twice."""
    shutil.rmtree(next(folder.glob("output/*_simulated")))
    slow = [*command, "--simulate", "--concurrency", "1", "--json"]
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running = subprocess.Popen([str(part) for part in slow], cwd=folder, env=env, start_new_session=True, **pipes)
    for _ in range(600):
        if any(folder.glob("output/*_simulated/.batch/ledger.jsonl")):
            break
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    if running.returncode != 130:
        fail(f"{command} ended with {running.returncode} after Ctrl-C, not 130\n{out.decode()}\n{err.decode()}")


def nobodys(files):
    """None of these files tells who built it, and where."""
    for file in files:
        found = folders_in(file.read_bytes()) if file.is_file() else []
        if found:
            fail(f"{file.name} names the builder's folders {len(found)} times, as in {found[0]}")


def wheels(room):
    """Every wheel in a virtual environment of its own, then all in one."""
    there = [program for program in PROGRAMS if any((BUILT / "wheels").glob(program.replace("-", "_") + "-*.whl"))]
    for program in there:
        alone(room / program, program)
    if len(there) == len(PROGRAMS):
        together(room / "together", there)


def environment(room):
    """An empty virtual environment without an index: the folder of its commands, its Python, and what is set in it."""
    venv.create(room / "venv", with_pip=True)
    scripts = room / "venv" / ("Scripts" if WINDOWS else "bin")
    return scripts, scripts / ("python" + EXE), {**PLAIN, "PATH": str(scripts), "HOME": str(room)}


def pip(python, command, *args):
    run([python, "-m", "pip", command, "-q", "--disable-pip-version-check", *args])


def install(python, *names):
    pip(python, "install", "--no-index", "--find-links", BUILT / "wheels", *names)


def uninstall(python, scripts, *names):
    """Nothing of them is left."""
    pip(python, "uninstall", "-y", *names)
    left = [path.name for path in scripts.iterdir() if path.name.startswith("batch")]
    if left:
        fail(f"left behind by pip uninstall: {left}")


def alone(room, program):
    """A program, and what was typed before there was one."""
    scripts, python, env = environment(room)
    install(python, program)
    command = scripts / (program + EXE)
    nobodys([command])
    first_run([command], program, env, room / "new")
    old = old_script(program)
    if old:
        name, text = old
        old_name([python, "-m", name[: -len(".py")]], program, env, room / "module")
        old_name([python, scripts / name], program, env, room / "script")
        if not WINDOWS:
            first_run([scripts / name], program, env, room / "command")
        # Put into the old folder, it is started as it always was.
        mine = room / "folder"
        first_run([command], program, env, mine)
        (mine / name).write_text(text, encoding="utf-8")
        call([python, name, "status", "--simulate"], mine, env)
    uninstall(python, scripts, program)


def together(room, programs):
    """All of them beside one that was there before; without that one the others go on."""
    scripts, python, env = environment(room)
    first, *others = programs
    install(python, first)
    install(python, "batch-llm")
    for program in programs:
        first_run([scripts / (program + EXE)], program, env, room / program)
    pip(python, "uninstall", "-y", first)
    for program in others:
        first_run([scripts / (program + EXE)], program, env, room / (program + "-again"))
    uninstall(python, scripts, "batch-llm", *others)


def archives(room):
    """Every archive of this system, in an empty folder."""
    folder = BUILT / "archives"
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            fail(f"{name} is not what SHA256SUMS says")
        inside = room / "unpacked"
        with contextlib.closing(unpacked(folder / name)) as archive:
            archive.extractall(inside)
        home = next(inside.iterdir())
        nobodys(home.rglob("*"))
        for program in PROGRAMS:
            if (home / (program + EXE)).exists():
                tried(home, program, room)


def unpacked(path):
    return zipfile.ZipFile(path) if path.suffix == ".zip" else tarfile.open(path)


def tried(home, program, room):
    """A program of an archive, and what lies beside it."""
    env = {**PLAIN, "PATH": "", "HOME": str(room)}
    first_run([home / (program + EXE)], program, env, room / (program + "-unpacked"))
    old = old_script(program)
    if old:
        old_name([sys.executable, home / old[0]], program, env, room / (program + "-unpacked-script"))
    for shell, file in (("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")):
        script = home / "completions" / f"{program}.{file}"
        if program not in script.read_text(encoding="utf-8"):
            fail(f"{script} does not name {program}")
        if shutil.which(shell):
            run([shell, "-n", script])


def main():
    made = {"wheels": wheels, "archives": archives}
    there = [name for name in made if (BUILT / name).is_dir()]
    if not there:
        fail("nothing was made: run packaging/wheels.py or packaging/archive.py first")
    for name in there:
        print(name)
        with tempfile.TemporaryDirectory() as room:
            made[name](pathlib.Path(room).resolve())
    print("all tried")


if __name__ == "__main__":
    main()
