"""Tries what was made, as somebody does who has nothing else: `python packaging/try_it.py`.

Wheels of target/packaging/wheels are installed into an empty virtual environment, archives of target/packaging/archives are
unpacked into an empty folder. Each program then writes its examples, runs them against its simulator and makes a report.
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
    """An empty folder, examples, a run that costs nothing, a page."""
    folder.mkdir()
    call([*command, "init"], folder, env)
    ran = json.loads(call([*command, "--simulate", "--json"], folder, env))
    counts = ran["conversations"]
    if counts["answered"] == 0 or counts["answered"] != counts["total"]:
        fail(f"{program} answered {counts}")
    call([*command, "report", "--simulate", "-o", "report.html"], folder, env)
    page = (folder / "report.html").read_text(encoding="utf-8")
    if "患者1" not in page:
        fail(f"the page of {program} does not name 患者1")
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


def wheels(room):
    """Every wheel, in an empty virtual environment and without an index."""
    folder = BUILT / "wheels"
    there = [program for program in PROGRAMS if any(folder.glob(program.replace("-", "_") + "-*.whl"))]
    whole = len(there) == len(PROGRAMS)
    home = room / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if WINDOWS else "bin")
    python = scripts / ("python" + EXE)
    names = ["batch-llm"] if whole else there
    run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index", "--find-links", folder, *names])
    env = {**PLAIN, "PATH": str(scripts), "HOME": str(room)}
    for program in there:
        first_run([scripts / (program + EXE)], program, env, room / program)
        old = old_script(program)
        if old:
            name, text = old
            old_name([python, "-m", name[: -len(".py")]], program, env, room / (program + "-module"))
            old_name([python, scripts / name], program, env, room / (program + "-script"))
            if not WINDOWS:
                first_run([scripts / name], program, env, room / (program + "-command"))
            # Put into the old folder, it is started as it always was.
            mine = room / (program + "-folder")
            first_run([scripts / (program + EXE)], program, env, mine)
            (mine / name).write_text(text, encoding="utf-8")
            call([python, name, "status", "--simulate"], mine, env)
    run([python, "-m", "pip", "uninstall", "-q", "-y", *there, *(["batch-llm"] if whole else [])])
    left = [path.name for path in scripts.iterdir() if path.name.startswith("batch")]
    if left:
        fail(f"left behind by pip uninstall: {left}")


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
