"""命令行的话: the command-line library speaks Chinese: help, usage and wrong calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import click

from generator.findings import close_to, width

__all__ = ["Command", "Group", "Wrong", "translated"]


class Wrong(click.UsageError):
    """A wrong call that says itself in Chinese what is wrong."""


def translated(error: click.UsageError, context: click.Context | None) -> str:
    """A wrong call in one Chinese sentence, with where to look next."""
    context = error.ctx or context
    path = context.command_path if context else "jixiao"
    return f"{_sentence(error, context) or '命令写法不对。'}请看 {path} --help。"


def _sentence(error: click.UsageError, context: click.Context | None) -> str:  # noqa: PLR0911
    parameter = getattr(error, "param", None)
    name = parameter.make_metavar(context) if parameter and context else ""
    match error:
        case Wrong():
            return error.message
        case click.NoSuchOption():
            known = (
                [o for p in context.command.params for o in p.opts if o.startswith("--")]
                if context
                else []
            )
            return f"没有“{error.option_name}”这个选项。{_near(error.option_name, known)}"
        case click.MissingParameter():
            return f"还缺少参数 {name}。"
        case click.BadOptionUsage() if "does not take" in error.message:
            return f"选项“{error.option_name}”后面不用写内容。"
        case click.BadOptionUsage():
            return f"选项“{error.option_name}”后面缺少内容。"
        case click.BadParameter() if "is not readable" in error.message:
            path = re.search(r"'(.*)' is not readable", error.message)
            return f"没有权限读“{path[1] if path else name}”。"
        case click.BadParameter():
            return f"参数 {name} 不对。"
    if extra := re.match(r"Got unexpected extra arguments? \((.*)\)", error.message):
        return f"多出了参数：{extra[1]}。"
    return ""


def _near(word: str, known: Iterable[str]) -> str:
    near = close_to(word, known)
    return f"是不是“{near}”？" if near else ""


class _Chinese(click.Command):
    """Help under Chinese headings."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """A wrong call knows the command it was made to, also where the parser does not say."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            if error.ctx is None:
                error.ctx = click.Context(self, parent, info_name)
            raise

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
    """A group of commands with Chinese help (命令组).

    ``waiting``: commands whose module is loaded when they are called: where in this room they are,
    as ``module:name``, and what they do.
    """

    command_class = Command

    def __init__(
        self, *args: Any, waiting: Mapping[str, tuple[str, str]] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.waiting = dict(waiting or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands in the order they are written."""
        return [*self.waiting, *(name for name in self.commands if name not in self.waiting)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, its module loaded; None when there is none."""
        if cmd_name in self.waiting and cmd_name not in self.commands:
            module, _, name = self.waiting[cmd_name][0].partition(":")
            self.add_command(getattr(import_module(f"generator.cli.{module}"), name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands in the order they are written."""
        super().format_options(ctx, formatter)
        _list(formatter, "命令", [(name, self._does(name)) for name in self.list_commands(ctx)])

    def _does(self, name: str) -> str:
        """What a command does, its module not loaded."""
        if name in self.waiting:
            return self.waiting[name][1]
        return self.commands[name].get_short_help_str(80)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command named; a name that is none is told in Chinese, with the nearest."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = _near(args[0], self.list_commands(ctx))
            raise Wrong(f"没有“{args[0]}”这个命令。{near}", ctx)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; a wrong call is one Chinese sentence and exit code 2."""
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            raise SystemExit(2) from None
        except click.UsageError as error:
            click.echo(translated(error, error.ctx), err=True)
            raise SystemExit(2) from None
        except click.Abort:
            click.echo("已中断，原有文件没有动过。", err=True)
            raise SystemExit(1) from None
        except OSError as error:
            about = f"“{error.filename}”" if error.filename else "输出"
            click.echo(f"{about}读写失败，请核对权限和磁盘空间。", err=True)
            raise SystemExit(1) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run; whoever closed the pipe has seen enough (click itself would say 1)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise click.exceptions.Exit(0) from None
