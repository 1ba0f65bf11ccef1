"""``python -m ghettolist``: the commands, wherever the package is installed."""

from commands.ghettolist import main

if __name__ == "__main__":
    main(prog_name="ghettolist")
