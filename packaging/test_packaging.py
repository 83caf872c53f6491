"""What can be known without building anything: `python -m unittest discover -s packaging`."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import types
import unittest

from builder import folders_in, sources
from packages import PROGRAMS, ROOT, old_script, version


class Packages(unittest.TestCase):
    def test_every_program_is_packaged(self):
        with_main = {path.parent.parent.name for path in ROOT.glob("crates/*/src/main.rs")}
        self.assertEqual(with_main - {"batch-sim"}, set(PROGRAMS))

    def test_the_version_is_the_workspaces(self):
        self.assertRegex(version(), r"^\d+\.\d+\.\d+$")

    def test_each_old_script_runs_its_own_program(self):
        scripts = dict(filter(None, map(old_script, PROGRAMS)))
        self.assertEqual(len(scripts), 4)
        for program in PROGRAMS:
            if old_script(program):
                name, text = old_script(program)
                compile(text, name, "exec")
                self.assertIn(f'PROGRAM = "{program}"\n', text)
                self.assertTrue(program == "batch-kimi" or "batch-kimi" not in text, name)


class Builder(unittest.TestCase):
    def test_what_is_compiled_lies_in_folders_that_are_left_out(self):
        folders = sources()
        self.assertIn(ROOT, folders)
        # That of others' crates: a crate is a folder in it.
        self.assertTrue(any(next(folder.glob("serde-1*/Cargo.toml"), None) for folder in folders), folders)

    def test_a_folder_of_the_builder_is_found_among_bytes(self):
        home = pathlib.Path.home()
        panic = f"{home}/.cargo/registry/src/regex-1.0.0/src/lib.rs".encode()
        self.assertEqual(folders_in(b"\x00regex-1.0.0/src/lib.rs\x00" + panic + b"\x00"), [panic.decode()])
        self.assertEqual(folders_in(b"\x00regex-1.0.0/src/lib.rs\x00"), [])


class OldNameOnWindows(unittest.TestCase):
    """The same on Windows, which cannot put a program in another's place."""

    def test_it_waits_for_the_program_and_leaves_ctrl_c_to_it(self):
        text = old_script("batch-kimi")[1]
        script = {"__name__": "script", "__file__": __file__}
        exec(compile(text, "script", "exec"), script)
        ignored, lines = [], []
        script["find"] = lambda: "C:\\bin\\batch-kimi.exe"
        script["os"] = types.SimpleNamespace(name="nt")
        script["sys"] = types.SimpleNamespace(argv=["script", "--people", "患者 1"])
        script["signal"] = types.SimpleNamespace(
            SIGINT=2, SIGBREAK=21, SIG_IGN="ignored", signal=lambda *args: ignored.append(args)
        )
        script["subprocess"] = types.SimpleNamespace(call=lambda line: lines.append((line, list(ignored))) or 130)
        self.assertEqual(script["main"](), 130)
        before = [(2, "ignored"), (21, "ignored")]
        self.assertEqual(lines, [(["C:\\bin\\batch-kimi.exe", "--people", "患者 1"], before)])


@unittest.skipIf(os.name == "nt", "its program is a script of a shell")
class OldName(unittest.TestCase):
    """The script under the old name, with a program that only says how it was called."""

    def setUp(self):
        room = tempfile.TemporaryDirectory()
        self.addCleanup(room.cleanup)
        self.room = pathlib.Path(room.name)
        name, text = old_script("batch-kimi")
        self.script = self.room / name
        self.script.write_text(text, encoding="utf-8")

    def program(self, folder, text):
        folder.mkdir(exist_ok=True)
        path = folder / "batch-kimi"
        path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
        path.chmod(0o755)

    def start(self, *args, path=""):
        env = {"PATH": os.pathsep.join([path, "/usr/bin", "/bin"]), "HOME": str(self.room)}
        line = [sys.executable, str(self.script), *args]
        pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return subprocess.Popen(line, cwd=self.room, env=env, start_new_session=True, **pipes)

    def test_folder_arguments_and_exit_code_pass_through(self):
        self.program(self.room, 'pwd; printf "%s\\n" "$@"; exit 4\n')
        running = self.start("--people", "患者 1", "")
        out, _ = running.communicate()
        self.assertEqual(out.decode().split("\n")[1:], ["--people", "患者 1", "", ""])
        self.assertEqual(pathlib.Path(out.decode().split("\n")[0]).resolve(), self.room.resolve())
        self.assertEqual(running.returncode, 4)

    def test_the_program_is_found_where_commands_are(self):
        self.program(self.room / "elsewhere", "echo found\n")
        out, _ = self.start(path=str(self.room / "elsewhere")).communicate()
        self.assertEqual(out, b"found\n")

    def test_without_the_program_it_says_what_to_do(self):
        running = self.start()
        _, err = running.communicate()
        self.assertEqual(running.returncode, 2)
        self.assertIn("pip install batch-kimi", err.decode())

    def test_ctrl_c_reaches_the_program_once_and_nobody_else(self):
        count = "n=0; trap 'n=$((n+1))' INT; echo ready; while [ $n -eq 0 ]; do sleep 0.05; done; sleep 0.3; echo $n; exit 130\n"
        self.program(self.room, count)
        running = self.start()
        self.assertEqual(running.stdout.readline(), b"ready\n")
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate()
        self.assertEqual((out, err, running.returncode), (b"1\n", b"", 130))


if __name__ == "__main__":
    unittest.main()
