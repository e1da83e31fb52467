"""排印: a Word document → PDF by LibreOffice, and which fonts had to stand in for the official ones.

It changes nothing in the document and judges nothing about it; other programs' documents are turned
into Word's by the same way.  Where a font of GB/T
9704—2012 is missing, LibreOffice is told beforehand what to take, else it seeks glyph by glyph.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

from generator.findings import Finding, Place, Refused, Severity

__all__ = ["Printed", "converted", "to_pdf"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF made (印件) and the fonts that stood in: (font asked for, font stood in).

    ``stand_ins`` is empty too where nothing can be known of it (Windows, macOS).
    """

    path: Path
    stand_ins: tuple[tuple[str, str], ...]


def to_pdf(document: Path, target: Path, *, timeout: float = 120) -> Printed:
    """Print a .docx into ``target``; refused when it can't be done, and then target is untouched.

    ``timeout`` is in seconds; what runs longer is ended.
    """
    parts, program = _word_parts(document), _libreoffice()
    if not program:
        raise _refused("libreoffice-missing")
    with _room() as (room, environment):
        made = _made(program, document, "pdf:writer_pdf_Export", room, environment, timeout=timeout)
        if made is None:
            raise _refused("pdf-too-slow", document, timeout)
        if not made.is_file():
            raise _refused("pdf-not-made", document)
        _put(made, target)
        return Printed(target, _stand_ins(parts, environment))


def converted(document: Path, form: str, *, timeout: float = 120) -> bytes:
    """A document turned into another form by LibreOffice; ``form``: suffix and filter of the result.

    Refused when there is no LibreOffice, when it takes too long, or when nothing comes of it.
    """
    program = _libreoffice()
    if not program:
        raise _refused("convert-no-libreoffice", document)
    with _room() as (room, environment):
        made = _made(program, document, form, room, environment, timeout=timeout)
        if made is None or not made.is_file():
            raise _refused("convert-failed", document)
        return made.read_bytes()


@contextmanager
def _room() -> Iterator[tuple[Path, Mapping[str, str]]]:
    """A folder to convert in, gone afterwards, and the environment with the rules for fonts."""
    with tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        (room / "fonts.conf").write_text(_font_rules(), encoding="utf-8")
        yield room, {**os.environ, "FONTCONFIG_FILE": str(room / "fonts.conf")}


def _made(
    program: str,
    document: Path,
    form: str,
    room: Path,
    environment: Mapping[str, str],
    *,
    timeout: float,
) -> Path | None:
    """Where the converted document should be now; None when it took too long."""
    given = room / f"in{document.suffix.lower()}"
    shutil.copyfile(document, given)
    if not _convert(_command(program, room, given, form), environment, timeout):
        return None
    return room / "out" / f"in.{form.partition(':')[0]}"


# Official font → what may stand in for it, the nearest first: its other names, then free fonts.
_STAND_INS: Mapping[str, tuple[str, ...]] = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FandolSong", "Noto Serif CJK SC"),
    "仿宋_GB2312": ("FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "FandolFang"),
    "楷体_GB2312": ("KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "FandolKai", "AR PL KaitiM GB"),
    "黑体": ("SimHei", "STHeiti", "FandolHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei"),
    "宋体": ("SimSun", "STSong", "FandolSong", "Noto Serif CJK SC", "AR PL SungtiL GB"),
    "Times New Roman": ("Liberation Serif", "Tinos", "TeX Gyre Termes"),
}
_ANY_CHINESE = ("Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL SungtiL GB", "WenQuanYi Zen Hei")

_SYSTEM_RULES = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
# Debian's texlive-lang-chinese brings the Fandol fonts to a place fontconfig does not look at.
_MORE_FONTS = "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"

_PROGRAMS = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)

_SAID: Mapping[str, tuple[str, str]] = {
    "document-missing": ("没有找到文件“{name}”，无法转成 PDF。",
        "请核对文件名和所在文件夹，或者先生成报告。"),
    "not-a-docx": ("“{name}”不是 Word 文档（.docx），无法转成 PDF。",
        "请选择生成的 .docx 文件。"),
    "libreoffice-missing": ("本机没有找到 LibreOffice，转成 PDF 需要用它排版。",
        "请安装 LibreOffice（免费）后再试；也可以用 Word 或 WPS 打开报告，另存为 PDF。"),
    "pdf-too-slow": ("“{name}”转成 PDF 超过了 {seconds:g} 秒，已经停止，没有生成 PDF。",
        "请关闭其他大型程序后再试；仍不成功的，用 Word 或 WPS 打开报告，另存为 PDF。"),
    "pdf-not-made": ("LibreOffice 没有从“{name}”转出 PDF，文件可能已损坏。",
        "请用 Word 或 WPS 打开该文件看能否正常显示；不能的，请重新生成报告。"),
    "convert-no-libreoffice": ("“{name}”要先转成 Word 文档（.docx），而本机没有找到 LibreOffice。",
        "请用 Word 或 WPS 打开它，另存为“Word 文档（*.docx）”后再导入；也可以安装 LibreOffice（免费）。"),
    "convert-failed": ("LibreOffice 没有把“{name}”转成 Word 文档，文件可能加了密码或已损坏。",
        "请用 Word 或 WPS 打开它，去掉密码，另存为“Word 文档（*.docx）”后再导入。"),
    "pdf-not-stored": ("PDF 已经转好，但写不进“{name}”。",
        "该 PDF 正打开着的，请先关闭；否则请核对文件夹能否写入、磁盘是否已满。"),
}  # fmt: skip


def _refused(id_: str, file: Path | None = None, seconds: float = 0) -> Refused:
    """One finding that stops the printing; ``file`` is where it is to be mended."""
    message, hint = _SAID[id_]
    said = message.format(name=file.name if file else "", seconds=seconds)
    return Refused([Finding(id_, Severity.ERROR, said, Place(str(file)) if file else None, hint)])


def _word_parts(document: Path) -> str:
    """The XML of a .docx as one text, to see which fonts it names; refused when it is none."""
    if not document.is_file():
        raise _refused("document-missing", document)
    try:
        with zipfile.ZipFile(document) as package:
            package.getinfo("word/document.xml")
            names = [n for n in package.namelist() if n.startswith("word/") and n.endswith(".xml")]
            return "".join(package.read(name).decode("utf-8", "replace") for name in names)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError):
        raise _refused("not-a-docx", document) from None


def _libreoffice() -> str:
    """The program that lays out and prints; empty when it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), "")


def _font_rules() -> str:
    """A fontconfig file: the system's own rules, and what stands in for a font not installed.

    <accept> puts the stand-ins behind the font itself, so an installed font is never replaced.
    """
    aliases = "".join(
        f'<alias binding="same"><family>{escape(font)}</family><accept>'
        + "".join(f"<family>{escape(name)}</family>" for name in (*names, *_ANY_CHINESE))
        + "</accept></alias>"
        for font, names in _STAND_INS.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{aliases}{_SYSTEM_RULES}<dir>{_MORE_FONTS}</dir></fontconfig>"
    )


def _convert(command: list[str], environment: Mapping[str, str], timeout: float) -> bool:
    """Run LibreOffice; False when it took too long and was ended."""
    nowhere = subprocess.DEVNULL
    running = subprocess.Popen(
        command, env=environment, stdout=nowhere, stderr=nowhere, start_new_session=True
    )
    try:
        running.wait(timeout)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end(running)
    return True


def _command(program: str, room: Path, given: Path, form: str) -> list[str]:
    """LibreOffice with a profile of its own, so that one that is open is neither used nor hurt."""
    return [
        program, f"-env:UserInstallation={(room / 'profile').as_uri()}", "--headless",
        "--norestore", "--nologo", "--convert-to", form,
        "--outdir", str(room / "out"), str(given),
    ]  # fmt: skip


def _end(running: subprocess.Popen[bytes]) -> None:
    """End what still runs; the launcher started is not the process that works, so its whole group."""
    if sys.platform == "win32":
        running.kill()
    elif running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _put(made: Path, target: Path) -> None:
    """Put the PDF into its place in one step, so that no reader sees half a file."""
    beside = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, beside)
        beside.replace(target)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise _refused("pdf-not-stored", target) from None


def _stand_ins(parts: str, environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Which of the official fonts named in the document were stood in for, as fontconfig says."""
    if not (asker := shutil.which("fc-match")):
        return ()
    named = [font for font in _STAND_INS if f'"{font}"' in parts]
    taken = [(font, _taken(asker, font, environment)) for font in named]
    return tuple((font, found[0]) for font, found in taken if found and font not in found)


def _taken(asker: str, font: str, environment: Mapping[str, str]) -> list[str]:
    """The names of the font that fontconfig gives when asked for one; empty when it fails."""
    command = [asker, "--format=%{family}", font]
    answer = subprocess.run(command, env=environment, capture_output=True, check=False)
    return [name for name in answer.stdout.decode("utf-8", "replace").split(",") if name]
