"""Runs the fenced examples of a page as they stand there, one after the other, against a running demo.

A block that begins with ```sh or ```js is an example if its last lines say what it prints: `# → text` or `// → text`. Each text
must be part of its output, in this order. Usage: examples.py PAGE BINARY DATA_DIR, with CONTRACT_URL and CONTRACT_TOKEN."""

import os
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(sh|js)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAYS = re.compile(r"^(?:#|//) → (.*)$", re.MULTILINE)


def run(kind, code, home):
    env = dict(os.environ, TWINLINE_URL=os.environ["CONTRACT_URL"], TWINLINE_TOKEN=os.environ["CONTRACT_TOKEN"])
    if kind == "sh":
        command, name = ["bash", "-euo", "pipefail"], "example.sh"
    else:
        command, name = ["node"], "example.mjs"
    path = os.path.join(home, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(code)
    return subprocess.run([*command, path], env=env, cwd=home, capture_output=True, text=True, timeout=60, check=False)


def wrong(code, done):
    if done.returncode != 0:
        return f"ended with {done.returncode}"
    at = 0
    for text in SAYS.findall(code):
        found = done.stdout.find(text, at)
        if found < 0:
            return f"did not print {text!r}" + (" after what came before" if at else "")
        at = found + len(text)
    return None


def main():
    page, binary, data = sys.argv[1:4]
    os.environ["PATH"] = os.path.dirname(os.path.abspath(binary)) + ":" + os.environ["PATH"]
    os.environ["TWINLINE_DATA_DIR"] = os.path.abspath(data)
    with open(page, encoding="utf-8") as file:
        examples = [block for block in BLOCK.findall(file.read()) if SAYS.search(block[1])]
    modules = os.path.abspath("dashboard/node_modules")
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        # The examples' one dependency, where node looks for it.
        os.symlink(modules, os.path.join(home, "node_modules"))
        for kind, code in examples:
            done = run(kind, code, home)
            reason = wrong(code, done)
            if reason:
                failed += 1
                print(f"--- {reason}\n{code}\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}")
    print(f"{len(examples) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not examples else 0)


main()
