"""Old reports as offices type them, in six shapes; the units and all they say are invented.

``DOCUMENTS`` gives each by name as docx bytes.  Direct formatting and split runs as Word leaves them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

BODY, BLACK, KAI, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
_CUTS = (3, 7, 2, 11)  # where runs are cut, in turn


@dataclass(slots=True)
class Page:
    """A document being typed; every method adds at its end."""

    document: Any
    _cuts: Any

    @classmethod
    def blank(cls) -> Page:
        return cls(Document(), cycle(_CUTS))

    def line(
        self,
        text: str,
        font: str = BODY,
        size: float = 16,
        *,
        bold: bool = False,
        centred: bool = False,
        lead: int = 0,
        style: str = "",
    ) -> Any:
        """A paragraph; ``lead``: so many characters at its start are bold and 楷体."""
        paragraph = self.document.add_paragraph(style=style or None)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if lead:
            self._runs(paragraph, text[:lead], KAI, size, bold=True)
        self._runs(paragraph, text[lead:], font, size, bold=bold)
        return paragraph

    def _runs(self, paragraph: Any, text: str, font: str, size: float, *, bold: bool) -> None:
        cut = next(self._cuts)
        for piece in filter(None, (text[:cut], text[cut : cut * 3], text[cut * 3 :])):
            run = paragraph.add_run(piece)
            if font:
                run.font.name, run.font.size, run.font.bold = "Times New Roman", Pt(size), bold
                run._element.rPr.rFonts.set(qn("w:eastAsia"), font)

    def lines(self, *texts: str) -> None:
        """Paragraphs of running text."""
        for text in texts:
            self.line(text)

    def title(self, *texts: str) -> None:
        for text in texts:
            self.line(text, TITLE, 22, centred=True)

    def chapter(self, text: str) -> None:
        self.line(text, BLACK)

    def section(self, text: str) -> None:
        self.line(text, KAI, bold=True)

    def ends(self, unit: str, date: str) -> None:
        for text in (unit, date):
            self.line(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def table(self, rows: Sequence[Sequence[str]], merged: Iterable[Sequence[int]] = ()) -> Any:
        """A table; ``merged``: first row, first column, last row, last column of each area."""
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                first, *more = text.split("\n")
                self._runs(cell.paragraphs[0], first, BODY, 10.5, bold=False)
                for each in more:
                    self._runs(cell.add_paragraph(), each, BODY, 10.5, bold=False)
        for top, left, bottom, right in merged:
            table.cell(top, left).merge(table.cell(bottom, right))
        return table

    def bytes(self) -> bytes:
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()


_THREE_LEVELS = (
    ("一级指标", "二级指标", "三级指标", "指标解释", "评分标准", "得分"),
    ("投入（30分）", "预算配置（30分）", "在职人员控制率（10分）",
     "在职人员控制率=（在职人员数/编制数）×100%。", "在职人员控制率小于等于100%的，得10分；每超过1个百分点扣1分，扣完为止。", "10"),
    ("", "", "“三公经费”变动率（10分）",
     "“三公经费”变动率=[（本年度“三公经费”总额-上年度“三公经费”总额）/上年度“三公经费”总额]×100%。", "“三公经费”变动率小于等于0的，得10分；大于0的，不得分。", "10"),
    ("", "", "重点支出安排率（10分）", "重点支出安排率=（重点项目支出/项目总支出）×100%。", "得分=重点支出安排率×10分。", "9.5"),
    ("过程（40分）", "预算执行（20分）", "预算完成率（10分）", "预算完成率=（预算完成数/预算数）×100%。",
     "预算完成率大于等于95%的，得10分；小于等于60%的，得0分；介于两者之间的，按线性计分。", "10"),
    ("", "", "预算调整率（10分）", "预算调整率=（预算调整数/预算数）×100%。",
     "预算调整率的绝对值小于等于5%的，得10分；大于5%的，每超过1个百分点扣1分，扣完为止。", "8"),
    ("", "预算管理（20分）", "管理制度健全性（10分）",
     "评价要点：①已制定财务管理制度；②制度合法、合规、完整；③制度得到有效执行。", "全部符合的，得10分；符合其中两项的，得6分；符合其中一项的，得3分；都不符合的，得0分。", "10"),
    ("", "", "预决算信息公开性（10分）", "评价要点：①按规定内容公开；②按规定时限公开。", "每符合一项得5分。", "10"),
    ("产出与效果（30分）", "履职效益（30分）", "工作完成率（15分）", "工作完成率=（实际完成工作数/计划工作数）×100%。", "得分=工作完成率×15分。", "15"),
    ("", "", "服务对象满意度（15分）", "服务对象对部门工作的满意程度，以问卷调查为准。",
     "满意度大于等于90%的，得15分；80%（含）-90%的，得10分；80%以下的，不得分。", "15"),
)  # fmt: skip


def _merges(rows: Sequence[Sequence[str]], columns: int, start: int = 1) -> list[tuple[int, ...]]:
    """The areas of blank cells below a filled one, in the first columns."""
    areas: list[tuple[int, ...]] = []
    for column in range(columns):
        filled = [i for i in range(start, len(rows)) if rows[i][column]]
        for top, end in zip(filled, [*filled[1:], len(rows)], strict=True):
            if end - top > 1:
                areas.append((top, column, end - 1, column))
    return areas


def other_chapters() -> bytes:
    """Chapters of other names and order; the annex first, its table with merged cells (a)."""
    page, unit = Page.blank(), "临溪县档案馆"
    page.line("附件3：", BLACK)
    page.line(f"{unit}2022年部门整体支出绩效评价指标体系评分表", TITLE, 18, centred=True)
    page.line("单位名称：（公章）          单位负责人：", size=12)
    rows = (*_THREE_LEVELS, ("自评总分", "", "", "", "", "97.5"))
    page.table(rows, [*_merges(rows[:-1], 2), (len(rows) - 1, 0, len(rows) - 1, 4)])
    page.line("")
    page.title(unit, "2022年度部门整体支出绩效评价报告")
    page.chapter("一、部门概况")
    page.line(
        "（一）机构设置。临溪县档案馆共有4个内设机构，分别为：办公室、收集整理股、保管利用股、信息化股。",
        lead=8,
    )
    page.section("（二）主要职能")
    page.lines(
        "1.贯彻执行档案工作的法律法规，拟定全县档案事业发展规划。",
        "2.接收、征集、整理和保管全县重要档案，确保档案实体与信息安全。",
        "3.开展档案查阅利用服务，依法向社会开放档案。",
    )
    page.line(
        "（三）人员情况。我单位核定事业编制18名。截至2022年末，在编人员共17人，其中事业17人。",
        lead=8,
    )
    page.line("（四）资产情况。2022年末，我单位固定资产总额为312.46万元。", lead=8)
    page.chapter("二、部门整体支出管理及使用情况")
    page.lines(
        "2022年，年初预算安排收入286.5万元。全年收入决算数301.2万元，与2021年的290万元相比，增加3.86%。其中：财政拨款收入301.2万元。",
        "全年支出决算数298.74万元，与2021年的288.9万元相比，增加3.41%。",
    )
    page.chapter("三、绩效目标及完成情况")
    page.section("（一）总体目标")
    page.lines("建成安全可靠、方便利用的现代化档案馆。")
    page.section("（二）年度目标及指标")
    page.lines(
        "1.馆藏档案数字化：对重要档案进行扫描著录，逐步实现在线查阅。",
        "绩效目标：完成民生类档案数字化，缩短查档时间。",
        "绩效指标：数字化加工数量≥30万页；著录差错率≤0.5%；查档平均用时小于等于15分钟。",
        "2.档案安全保管：做好库房温湿度调控和防火防潮。",
        "绩效目标：全年不发生档案损毁、丢失事件。",
        "绩效指标：安全检查次数≥12次；库房温湿度达标率大于98%。",
    )
    page.section("（三）取得的成效")
    page.lines(
        "一是数字化成果稳步扩大。全年完成数字化加工32.6万页，累计达到148.9万页，占应加工总量的61.2%。",
        "二是利用服务更加便捷。接待查档群众2136人次，比上年增加214人次，出具证明1870份。",
        "三是安全底线守得牢。开展安全检查14次，整改隐患9处，全年未发生安全事故。",
    )
    page.chapter("四、存在的主要问题")
    page.lines(
        "（一）预算编制不够细化。部分项目未细化到具体支出内容，年中调剂较多。",
        "（二）专业人员不足。信息化岗位只有1人，数字化质检进度偏慢。",
    )
    page.chapter("五、改进措施")
    page.lines(
        "（一）细化预算编制。提前谋划项目，按支出经济分类逐项测算，减少年中调剂。",
        "（二）充实专业力量。与县职教中心联合培训，每年轮训不少于2次。",
    )
    page.chapter("六、绩效评价工作开展情况")
    page.lines(
        "成立由馆长任组长的评价小组，采取查阅资料、现场核对、问卷调查的方法，分准备、实施、总结三个阶段开展自评。"
    )
    page.chapter("七、其他需要说明的情况")
    page.lines("无其他需要说明的情况。")
    page.ends(unit, "2023年3月6日")
    return page.bytes()


def decimal_numbers() -> bytes:
    """Chapters 1, sections 1.1, subsections 1.1.1; figures that look like such numbers (b)."""
    page, unit = Page.blank(), "云阳县水利服务中心"
    page.title(f"{unit}2021年部门整体支出绩效评价报告")
    page.line("1 基本情况", BLACK)
    page.line("1.1 部门职责", KAI, bold=True)
    page.lines(
        "1.1.1 承担全县水利工程的建设管理和技术服务。",
        "1.1.2 承担防汛抗旱、农村供水的技术支撑工作。",
    )
    page.line("1.2 组织架构", KAI, bold=True)
    page.lines("内设综合股、工程股、供水股3个股室。")
    page.line("1.3 人员编制", KAI, bold=True)
    page.lines(
        "核定编制26名，其中行政编制2名、事业编制24名。2021年末在编人员25人，其中行政2人，事业23人。"
    )
    page.line("1.4 资产情况", KAI, bold=True)
    page.lines("截至2021年末，固定资产总额1208.35万元。")
    page.line("2 预算安排与执行", BLACK)
    page.line("2.1 收入", KAI, bold=True)
    page.lines(
        "年初预算安排收入845.6万元，收入决算数902.15万元，其中一般公共预算财政拨款842.15万元、其他收入60万元；上年收入决算数880.3万元，增加2.48%。"
    )
    page.line("2.2 支出", KAI, bold=True)
    page.lines(
        "支出决算数895.9万元，较上年871.02万元增加2.86%。",
        "1.62亿元的引水工程由市级统一支付，不在本单位决算之内。",
    )
    page.line("3 绩效目标与成效", BLACK)
    page.line("3.1 年度目标", KAI, bold=True)
    page.lines(
        "3.1.1 防汛抗旱：完成水毁工程修复12处，确保安全度汛。",
        "3.1.2 农村供水：供水保证率不低于95%，水质合格率不低于90%。",
    )
    page.line("3.2 主要成效", KAI, bold=True)
    page.line(
        "3.2.1 工程建设扎实推进。全年完成投资3120万元，修复水毁工程13处，新建堤防4.2公里。", lead=15
    )
    page.line(
        "3.2.2 供水保障能力提升。改造管网18.6公里，供水保证率达到96.3%，受益群众2.4万人。", lead=15
    )
    page.line("4 评价组织", BLACK)
    page.lines("成立自评小组，对照指标逐项打分，综合得分93.4分，等级为“优”。")
    page.line("5 问题与整改", BLACK)
    page.line("5.1 存在问题", KAI, bold=True)
    page.lines(
        "（1）项目前期工作周期长，资金支付集中在下半年。",
        "（2）农村供水水费收缴率偏低，仅为81.5%。",
    )
    page.line("5.2 整改措施", KAI, bold=True)
    page.lines(
        "（1）提前一年开展项目前期工作，按月通报支付进度。",
        "（2）推行预付费水表，力争水费收缴率达到90%以上。",
    )
    page.ends(unit, "2022年2月28日")
    return page.bytes()


def _styled_heading(document: Any, name: str, base: str = "Normal") -> None:
    style = document.styles.add_style(name, 1)
    style.base_style = document.styles[base]
    style.font.size, style.font.bold = Pt(18), True


def word_styles() -> bytes:
    """Headings as styles without any number: a style of its own name, and Word's (c)."""
    page, unit = Page.blank(), "青石县文化馆"
    _styled_heading(page.document, "标题 1")
    _styled_heading(page.document, "馆用小标题", "Heading 2")

    def head(text: str, level: int) -> None:
        style = {1: "标题 1", 2: "Heading 2", 3: "Heading 3", 4: "馆用小标题"}[level]
        page.line(text, "", style=style)

    page.title(f"{unit}", "部门整体支出绩效评价报告", "（2023年度）")
    head("单位基本情况", 1)
    head("职责职能", 2)
    page.lines(
        "组织群众文化活动，辅导基层文艺创作。",
        "保护和传承非物质文化遗产。",
        "免费开放公共文化场馆。",
    )
    head("机构与人员", 4)
    page.lines(
        "青石县文化馆共有3个内设机构，分别为：办公室、活动部、非遗部。",
        "核定事业编制12名。截至2023年末，在编人员共12人，其中事业12人。",
    )
    head("资产", 2)
    page.lines("2023年末固定资产总额为86.2万元。")
    head("预算收支情况", 1)
    page.lines(
        "2023年，年初预算安排收入168万元。全年收入决算数175.4万元，与2022年的170.1万元相比，增加3.12%。收入按来源分为：一般公共预算财政拨款175.4万元。",
        "全年支出决算数174.9万元，与2022年的169.8万元相比，增加3%。",
    )
    head("工作成效", 1)
    head("群众文化", 2)
    head("送戏下乡", 3)
    page.lines("全年送戏下乡64场，覆盖行政村58个，观众3.1万人次。")
    head("公益培训", 3)
    page.lines("开办公益培训班22期，培训学员906人次。")
    head("非遗保护", 2)
    page.lines("新增县级非遗项目4个，代表性传承人6人。")
    head("自评工作", 1)
    page.lines("成立绩效自评工作组，收集资料，逐项核对，形成报告。")
    head("存在问题和改进措施", 1)
    page.lines(
        "问题：绩效指标设置偏少，量化程度不高。",
        "措施：结合场馆服务特点，增设人次、满意率等可量化指标。",
    )
    page.ends(unit, "2024年1月30日")
    return page.bytes()


_LEVELS = (
    (0, "chineseCounting", "%1、", "nothing"),
    (1, "chineseCountingThousand", "（%2）", "nothing"),
    (2, "decimal", "%3.", "tab"),
    (3, "decimalEnclosedCircle", "%4", "nothing"),
)


def _numbering(document: Any) -> None:
    """Two lists: 一、（一） 1. ①, and the same once more from its start."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="{behind}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for i, form, text, behind in _LEVELS
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    for id_, override in (
        (90, ""),
        (91, '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride>'),
    ):
        xml = (
            f'<w:num {nsdecls("w")} w:numId="{id_}"><w:abstractNumId w:val="90"/>{override}</w:num>'
        )
        numbering.append(parse_xml(xml))


def automatic_numbers() -> bytes:
    """All numbers put by Word: a list of several levels with Chinese numerals (d)."""
    page, unit = Page.blank(), "东河县城东街道办事处"
    _numbering(page.document)

    def item(level: int, text: str, list_: int = 90, **look: Any) -> None:
        paragraph = page.line(text, **look)
        xml = (
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
        )
        paragraph._p.get_or_add_pPr().append(parse_xml(xml))

    page.title(f"{unit}2022年", "部门整体支出绩效评价报告")
    item(0, "基本概况", font=BLACK)
    item(1, "主要职责", font=KAI, bold=True)
    item(2, "加强党的建设，统筹辖区发展。")
    item(2, "组织公共服务，实施综合管理。")
    item(2, "动员社会参与，维护平安稳定。")
    item(1, "内设机构", font=KAI, bold=True)
    page.lines(
        "城东街道办事处共有5个内设机构，分别为：党政办公室、经济发展办公室、社会事务办公室、平安建设办公室、综合执法队。"
    )
    item(1, "人员编制", font=KAI, bold=True)
    page.lines(
        "经机构编制部门核定，城东街道有行政编制24名、事业编制30名。截至2022年末，在编人员共52人，其中行政23人、事业29人。"
    )
    item(1, "资产情况", font=KAI, bold=True)
    page.lines("截至2022年末，固定资产总额为540.72万元。")
    item(0, "预算执行情况", font=BLACK)
    page.lines(
        "2022年，年初预算安排收入1120万元。全年收入决算数1246.5万元，与2021年的1198.4万元相比，增加4.01%。其中：一般公共预算财政拨款收入1186.5万元、政府性基金预算财政拨款收入60万元。",
        "全年支出决算数1240.3万元，与2021年的1195.2万元相比，增加3.77%。",
    )
    item(0, "履职成效", font=BLACK)
    item(1, "基层党建持续加强", font=KAI, bold=True)
    item(2, "阵地建设提档升级。改造党群服务中心6处，新增面积1850平方米。", 91)
    item(2, "队伍建设不断夯实。培训社区干部126人次。", 91)
    item(1, "民生服务更有温度", font=KAI, bold=True)
    item(2, "救助工作精准到位。发放临时救助42户，金额18.6万元。")
    item(3, "城市低保36户。")
    item(3, "特困供养6人。")
    item(0, "评价组织实施", font=BLACK)
    page.lines("按照前期准备、组织实施、分析总结三个步骤，完成自评。")
    item(0, "存在问题及整改措施", font=BLACK)
    item(1, "存在问题", font=KAI, bold=True)
    item(2, "预算执行进度不均衡，四季度支出占比较高。")
    item(2, "资产管理台账更新不及时。")
    item(1, "整改措施", font=KAI, bold=True)
    item(2, "按季度分解支出计划，逐月通报。")
    item(2, "建立资产动态台账，每半年盘点一次。")
    page.ends(unit, "2023年2月20日")
    return page.bytes()


def seven_columns() -> bytes:
    """A rubric of two levels in seven columns, with 自评得分 and 扣分原因, behind the body (e)."""
    page, unit = Page.blank(), "南岭县市场监督管理局"
    page.title(unit, "2022年部门整体支出绩效评价报告")
    page.chapter("第一部分 部门基本情况")
    page.line("一、主要职能。负责市场综合监督管理，承担食品、药品、特种设备安全监督管理。", lead=7)
    page.line(
        "二、机构人员。内设6个股室，分别为：办公室、法规股、登记股、食品股、药械股、特设股。编制45名，其中行政编制40名、事业编制5名；2022年末在编46人，其中行政41人、事业5人。",
        lead=7,
    )
    page.line("三、资产状况。2022年末固定资产总额为735.18万元。", lead=7)
    page.chapter("第二部分 预算收支情况")
    page.lines(
        "2022年年初预算安排收入980万元，收入决算数1034.2万元，较上年1001.6万元增加3.25%；支出决算数1029.8万元，较上年998.5万元增加3.13%。"
    )
    page.chapter("第三部分 履职成效")
    page.lines(
        "一是食品安全形势平稳。完成食品抽检1260批次，合格率98.7%。",
        "二是营商环境持续优化。新登记市场主体2318户，企业开办时间压缩至0.5天。",
    )
    page.chapter("第四部分 问题及建议")
    page.lines(
        "一、在职人员超编。在编人员超出编制1人，人员经费压力较大。",
        "二、绩效指标量化不够。",
        "建议：逐步消化超编人员，完善量化指标。",
    )
    page.lines("附件：部门整体支出绩效自评表")
    page.ends(unit, "2023年3月15日")
    page.document.add_page_break()
    page.line("附件", BLACK)
    page.line("部门整体支出绩效自评表", TITLE, 18, centred=True)
    page.line("（2022年度）", size=12, centred=True)
    page.line("填报单位：南岭县市场监督管理局                         单位：分", size=12)
    rows = (
        ("序号", "一级指标", "二级指标", "分值", "评分标准", "自评得分", "扣分原因"),
        ("1", "投入", "在职人员控制率", "10", "在职人员数/编制数≤100%，得满分；每超过1%扣2分，扣完为止。", "5.56", "超编1人，控制率为102.22%，超过2.22个百分点"),
        ("2", "", "三公经费控制率", "10", "三公经费实际支出数/预算数≤100%，得满分；否则不得分。", "10", ""),
        ("3", "过程", "预算完成率", "20", "得分=预算完成数/预算数×20分，最高得20分。", "20", ""),
        ("4", "", "资金使用合规性", "20", "发现一处不合规扣5分，扣完为止。", "15", "1笔支出附件不全"),
        ("5", "效果", "食品抽检合格率", "20", "合格率≥98%得20分，每低1个百分点扣2分。", "20", ""),
        ("6", "", "公众满意度", "20", "满意度90%（含）以上得20分，80%（含）至90%得15分，80%以下不得分。", "20", ""),
        ("合计", "", "", "100", "", "90.56", ""),
    )  # fmt: skip
    page.table(rows, [(1, 1, 2, 1), (3, 1, 4, 1), (5, 1, 6, 1), (7, 0, 7, 2)])
    page.line("填表人：李明      联系电话：0310-5550123", size=12)
    return page.bytes()


_BOX = (
    '<w:r {ns}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:200pt;height:60pt"><v:textbox>'
    "<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def split_table() -> bytes:
    """A table cut in two, blank cells for merges; a table in the text, a text box (f)."""
    page, unit = Page.blank(), "北滩县沙河乡人民政府"
    page.title(f"{unit}", "2021年部门整体支出绩效评价报告")
    page.chapter("一、基本概况")
    page.section("1、主要职责")
    page.lines("（一）落实国家政策，促进经济发展。", "（二）加强社会管理，提供公共服务。")
    page.section("2、组织架构")
    box = page.line(
        "沙河乡政府下设4个办公室：党政综合办公室、经济发展办公室、社会事务办公室、平安建设办公室。"
    )
    inner = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for text in ("说明：机构改革后", "综合执法队另行组建。")
    )
    box._p.append(parse_xml(_BOX.format(ns=nsdecls("w"), inner=inner)))
    page.section("3、人员编制情况")
    page.lines("沙河乡行政编制20名、事业编制28名。2021年底，在编人员46人，其中行政19人，事业27人。")
    page.section("4、资产情况")
    page.lines("截至2021年末，固定资产总额为198.6万元。")
    page.section("5、预算收支情况")
    page.lines("2021年收支情况见下表。")
    page.line("表1  2021年收支情况", BLACK, 12, centred=True)
    page.table(
        (
            ("项目", "2021年（万元）", "2020年（万元）", "增减"),
            ("收入决算", "812.4", "790.2", "2.81%"),
            ("支出决算", "806.3", "785.6", "2.63%"),
        )
    )
    page.lines("年初预算安排收入756万元，收入决算数812.4万元，全部为财政拨款收入。")
    page.chapter("二、整体绩效实现情况")
    page.lines(
        "一、产业发展步伐加快",
        "（一）特色种植初具规模。发展设施蔬菜1260亩，带动农户380户。",
        "（二）招商引资取得突破。新签约项目3个，总投资1.8亿元。",
        "二、人居环境明显改善",
        "（一）改厕工作全部完成。改造户厕642座，普及率达到92.5%。",
    )
    page.chapter("三、绩效评价组织实施情况")
    page.lines("成立领导小组，按照自评、核查、总结的步骤开展。")
    page.chapter("四、存在的问题及改进措施")
    page.lines(
        "（一）存在的问题：一是项目支出进度较慢。二是档案资料不够规范。",
        "（二）改进措施：一是按月调度支出进度。二是专人负责资料归档。",
    )
    page.ends(unit, "2022年1月12日")
    page.line("附件3", BLACK)
    page.line("北滩县沙河乡人民政府2021年部门整体支出绩效评价评分表", TITLE, 18, centred=True)
    page.line("单位名称：（公章）", size=12)
    rows = (*_THREE_LEVELS, ("总分", "", "", "", "", "97.5"))
    page.table(rows[:6])
    page.line("")
    page.table((rows[0], *rows[6:]))
    return page.bytes()


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "other-chapters": other_chapters,
    "decimal-numbers": decimal_numbers,
    "word-styles": word_styles,
    "automatic-numbers": automatic_numbers,
    "seven-columns": seven_columns,
    "split-table": split_table,
}
