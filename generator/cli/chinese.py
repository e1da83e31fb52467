"""命令行的话: the command-line library speaks Chinese: help, usage and wrong calls."""

from __future__ import annotations

import re
from typing import Any

import click

from generator.findings import width

__all__ = ["Command", "Group", "translated"]

_ERRORS = (
    (click.NoSuchOption, "没有“{option_name}”这个选项。"),
    (click.MissingParameter, "还缺少参数 {name}。"),
    (click.BadOptionUsage, "选项“{option_name}”后面缺少内容。"),
    (click.BadParameter, "参数 {name} 不对。"),
)


def translated(error: click.UsageError) -> str:
    """A wrong call in one Chinese sentence, with where to look next."""
    context = error.ctx.command_path if error.ctx else "jixiao"
    parameter = getattr(error, "param", None)
    values = {
        "option_name": getattr(error, "option_name", ""),
        "name": parameter.make_metavar(error.ctx) if parameter and error.ctx else "",
    }
    sentence = next((text for kind, text in _ERRORS if isinstance(error, kind)), "")
    unknown = re.match(r"No such command '(.*)'", error.message)
    if unknown:
        sentence = f"没有“{unknown[1]}”这个命令。"
    extra = re.match(r"Got unexpected extra arguments? \((.*)\)", error.message)
    if extra:
        sentence = f"多出了参数：{extra[1]}。"
    return f"{sentence.format(**values) or '命令写法不对。'}请看 {context} --help。"


class _Chinese(click.Command):
    """Help under Chinese headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How the command is called."""
        pieces = [
            p.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令")
            for p in self.collect_usage_pieces(ctx)
        ]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option ``--help``, explained in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options that have something to say."""
        records = (p.get_help_record(ctx) for p in self.get_params(ctx))
        _list(formatter, "选项", [record for record in records if record and record[1]])


def _list(formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    """Terms and what they mean, aligned as wide characters show."""
    widest = max(width(term) for term, _ in rows)
    formatter.write(f"\n{title}：\n")
    for term, meaning in rows:
        formatter.write(f"  {term}{' ' * (widest - width(term))}  {meaning}\n")


class Command(_Chinese):
    """A command with Chinese help (命令)."""


class Group(_Chinese, click.Group):
    """A group of commands with Chinese help (命令组)."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands in the order they are written."""
        super().format_options(ctx, formatter)
        _list(formatter, "命令", [(n, c.get_short_help_str(80)) for n, c in self.commands.items()])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order they are written, as a clerk needs them."""
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; a wrong call is one Chinese sentence and exit code 2."""
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.UsageError as error:
            click.echo(translated(error), err=True)
            raise SystemExit(2) from None
        except click.Abort:
            click.echo("已中断，原有文件没有动过。", err=True)
            raise SystemExit(1) from None
