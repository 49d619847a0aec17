"""Plays orders between real Vouch programs over real sockets. Started by Tools/demo, which builds them."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

import afterwards
import archives
import books
import checks
import deaths
import disputes
import lists
import orders
import outward
import rails
import reconciling
from sites import Town
from world import Failed, World, end_on_signals

SCENARIOS = [(scenario, Town)
             for scenario in orders.SCENARIOS + disputes.SCENARIOS + lists.SCENARIOS + deaths.SCENARIOS]
SCENARIOS += [(scenario, World) for scenario in checks.SCENARIOS + books.SCENARIOS + rails.SCENARIOS]
SCENARIOS += [(scenario, World) for scenario in afterwards.SCENARIOS + reconciling.SCENARIOS + outward.SCENARIOS]
SCENARIOS += [(scenario, archives.Past) for scenario in archives.SCENARIOS]


def name_of(scenario):
    # `return` is a word of Python's own.
    return {"return_goods": "return"}.get(scenario.__name__, scenario.__name__.replace("_", "-"))


NAMES = {name_of(scenario): (scenario, world) for scenario, world in SCENARIOS}


def play(name):
    scenario, make = NAMES[name]
    print(f"\n{name}: {scenario.__doc__}\n")
    world = make()
    try:
        world.create()
        world.start()
        world.enrol()
        scenario(world)
        world.show_balances()
        world.stop()
        world.look_for_people()
    except Failed as failure:
        raise Failed(f"{name}: {failure}\n{world.logs()}") from failure
    finally:
        world.remove()


def play_all(names):
    """Plays scenarios beside each other, each in a process of its own: they mostly wait. What they show comes in their order."""

    children = []

    def play_apart(name):
        child = subprocess.Popen([sys.executable, pathlib.Path(__file__).parent, name], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        children.append(child)
        return child.communicate()[0], child.returncode

    workers = concurrent.futures.ThreadPoolExecutor(os.cpu_count() + 1)
    try:
        for name, (shown, status) in zip(names, workers.map(play_apart, names)):
            if status != 0:
                raise Failed(f"{name} ended with {status}:\n{shown}")
            # All but what each says of itself at the end.
            print(shown[:shown.rstrip().rfind("\n")].rstrip(), flush=True)
    finally:
        # Where one failed, or somebody interrupts: no more begin, and those that did clear away after themselves.
        workers.shutdown(wait=False, cancel_futures=True)
        for child in children:
            if child.poll() is None:
                child.terminate()
        workers.shutdown()


def main():
    end_on_signals()
    names = sys.argv[1:] or ["order"]
    if names == ["--list"]:
        for name, (scenario, _) in NAMES.items():
            print(f"  {name:<32}{scenario.__doc__}")
        return 0
    if names == ["--all"]:
        names = list(NAMES)
    if names == ["--web"]:
        # Only here: it draws pictures, which needs more than Python has.
        import web
        try:
            web.web()
        except Failed as failure:
            print(f"\nTools/demo: {failure}", file=sys.stderr)
            return 1
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"Tools/demo: there is no scenario '{unknown[0]}'. Tools/demo --list names them all.", file=sys.stderr)
        return 64
    try:
        if len(names) == len(NAMES):
            play_all(names)
        else:
            for name in names:
                play(name)
    except BrokenPipeError:
        # Nobody reads any more. What Python would still write at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Failed as failure:
        print(f"\nTools/demo: {failure}", file=sys.stderr)
        return 1
    print(f"\n{len(names)} scenario{'s' if len(names) > 1 else ''} played, all as they should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
