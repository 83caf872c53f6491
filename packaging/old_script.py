#!python
"""Runs batch-kimi under the name of the old script: same folder, same config, same files.

旧脚本的名称：在当前目录运行 batch-kimi，参数和退出码原样传递。
"""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig

PROGRAM = "batch-kimi"


def places():
    """The folders where the program may be: beside this file, beside this Python, then where any command is found."""
    users = sysconfig.get_path("scripts", os.name + "_user")
    return [os.path.dirname(os.path.abspath(__file__)), sysconfig.get_path("scripts"), users, None]


def find():
    """The program's path, or None."""
    return next(filter(None, (shutil.which(PROGRAM, path=place) for place in places())), None)


def main():
    program = find()
    if program is None:
        sys.stderr.write(
            "找不到程序 {0}：请运行 pip install {0}，或把它放在本文件旁边。\n"
            "{0} was not found: install it with pip install {0}, or put it beside this file.\n".format(PROGRAM)
        )
        return 2
    line = [program] + sys.argv[1:]
    if os.name != "nt":
        # The program takes this one's place: exit code and signals are its own.
        os.execv(program, line)
    # Windows has no such thing. Ctrl-C reaches every program of the console by itself; this one only waits.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGBREAK, signal.SIG_IGN)
    return subprocess.call(line)


if __name__ == "__main__":
    sys.exit(main())
