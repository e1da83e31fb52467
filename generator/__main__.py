"""命令行入口: ``python -m generator``."""

from generator.cli import main

main()
