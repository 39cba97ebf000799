"""Words that change what a figure is: a plan, a comparison, an estimate, a sum over periods."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from cds.domain.folding import accented_words, plain_words
from cds.domain.observations import ObservationStatus

# All without accents. A comparison says how far two figures are apart; no figure of ours does.
_COMPARED = re.compile(
    r"\b(?:so (?:voi|sanh|cung ky|ck|ke hoach|kh|muc tieu|nam truoc|ky truoc|thang truoc|quy truoc)"
    r"|(?:cung ky|nam truoc|ky truoc) (?:nam )?(?:truoc|so)|% cung ky|chenh lech"
    r"|(?:nam|ky|quy|thang) (?:lien )?(?:_?ke )?truoc$"
    r"|tang (?:va )?giam|giam tang|tang them|tang truong|(?:toc do|chi so) (?:tang|phat trien)"
    r"|muc (?:do )?(?:tang|giam)"
    r"|ty le (?:tang|giam)|(?:tang|giam) (?:so|binh quan|bq)|th kh|thuc hien kh"
    r"|(?:hoan thanh|thuc hien|dat|vuot|so) (?:so voi )?(?:ke hoach|kh|muc tieu|chi tieu giao"
    r"|chi tieu ke hoach|nghi quyet|nq)|(?:muc do|ty le|%) hoan thanh"
    r"|du bao(?! cao)|diem (?:%|phan tram) tang)\b"  # an example of a report is none
)
_COMPARED_WHOLE = re.compile(
    "(?:(?:ty le|so|muc) )?(?:binh quan|trung binh|bq|tb) (?:chung )?(?:(?:cua )?(?:cac|toan|ca) )?"
    "(?:cap )?(?:huyen|tinh|xa|thi xa|thanh pho|tp|phuong|nuoc|quoc|vung|khu vuc|cum|don vi"
    "|dia phuong|nam|[0-9]+ nam)(?: dbscl| nam bo| dong bang song cuu long)?"
    "|tang|giam|cung ky(?: (?:nam )?(?:[0-9]{4}|truoc))?|nam truoc|ky truoc|ck|bien dong|thay doi"
    "|xep hang|xep loai|thu hang|hang|danh gia|so sanh|du bao|hoan thanh|con lai|con thieu|chua dat"
    "|so (?:lieu )?(?:(?:da )?bao cao sai|da bao cao|(?:bi )?sai|truoc (?:khi )?dinh chinh)"
)
_PLANNED = re.compile(
    r"\b(?:(?<!\bphong )(?<!tai chinh )(?<!\u00b7 chinh )(?<!\bvu )ke hoach(?! so [0-9]| va dau\b)"
    r"|kh(?= (?:nam|giao|quy|ca|[0-9]{4})|$)|muc tieu(?! quoc gia)"
    r"|nghi quyet(?! so [0-9])|nq(?! so [0-9])|phan dau|du toan|can dat|phan bo"
    r"|(?:chi tieu|so) (?:giao(?! thong)|duoc giao|phan dau|de ra|nam [0-9]{4} giao)|duoc giao"
    r"|chi tieu(?= (?:nam )?[0-9]{4}$)|(?:tinh|huyen|cap tren) giao|giao (?:nam|dau nam|chi tieu)"
    r"|phuong an|dinh huong|de xuat (?=(?:so|ty le|chi tieu)\b))\b"
)
_ESTIMATED = re.compile(
    r"\b(?:(?<!ho )(?:so (?:lieu )?)?uoc(?: tinh| dat| khoang)?|uth|du kien(?: dat)?)\b"
)
_PROVISIONAL = re.compile(
    r"\b(?:(?<!ho )(?:so (?:lieu )?)?so bo|tam tinh|chua chinh thuc|du thao|ban (?:nhap|thao)|draft"
    r"|prel|(?:chua|cho) (?:duoc )?(?:(?:phe )?duyet|tham dinh|xac nhan|doi chieu|chot))\b"
)
_CUMULATIVE = re.compile(
    r"\b(?:luy ke|luy tich|cong don|lk)\b(?: (?:tu )?dau nam)?(?: (?:den nay|den het|den|ca nam))?"
    r"|\btu dau nam(?: (?:den nay|den het|den))?\b|\bke tu dau nam\b"
    r"|\btu (?:ngay )?0?1 0?1\b(?! (?:[0-9]{4} )?den\b)"
)
_TIME_FOLLOWS = r"(?= (?:qu[yi] |q[1-4]|(?:thang|thg|th|t) ?[0-9]|nam [0-9]|[0-9]{1,2} ))"
_UNTIL = re.compile(
    rf"\b(?:tinh )?(?:cho )?(?:den|toi)(?: het| cuoi| ky| ngay| thoi diem)*{_TIME_FOLLOWS}"
    rf"|\b(?:tinh )?het{_TIME_FOLLOWS}"
)
_RESULT = re.compile(
    r"(?<!\bke hoach )(?<!\blo trinh )(?<!\bcam ket )\bthuc hien\b|(?<!\bcan )\bdat\b"
    r"|\b(?:ket qua|tinh hinh|bao cao|tien do|danh gia|tong hop|uoc)\b"
)
FUTURE = re.compile(  # after the results of a year a title often names the tasks of the next
    r"\b(?:nhiem vu|phuong huong|ke hoach(?! so [0-9])|muc tieu(?! quoc gia)|giai phap|dinh huong"
    r"|du kien|du bao(?! cao))\b"
)


@dataclass(frozen=True, slots=True)
class Qualified:
    """What words around a figure make of it, and the words that are left."""

    rest: str
    is_plan: bool = False
    is_compared: bool = False
    status: ObservationStatus | None = None
    is_cumulative: bool = False

    @property
    def says_something(self) -> bool:
        """True when a word changed what the figure is."""
        return self.is_plan or self.is_compared or self.is_cumulative or self.status is not None


@lru_cache(maxsize=4096)
def qualified(plain: str) -> Qualified:
    """Take the words that change a figure out of a text in `marked_words`.

    A text that compares, or sets a plan, is left whole: there is no figure to look for.
    """
    if _COMPARED_WHOLE.fullmatch(plain) or _COMPARED.search(plain):
        return Qualified(plain, is_compared=True)
    if _PLANNED.search(plain):
        return Qualified(plain, is_plan=True)
    status = status_in(plain)
    is_cumulative = _CUMULATIVE.search(plain) is not None
    rest = _CUMULATIVE.sub(" ", _PROVISIONAL.sub(" ", _ESTIMATED.sub(" ", plain)))
    rest = re.sub(r"\b_", "", rest)
    return Qualified(" ".join(rest.split()), status=status, is_cumulative=is_cumulative)


def without_until(words: str) -> str:
    """Return `marked_words` without those before a time that say figures are until then."""
    return " ".join(_UNTIL.sub(" ", words).split())


def narrows(text: str) -> bool:
    """True for words of any text that leave out some of what a figure should be over."""
    is_narrowed = _NARROWING.search(text) and _NARROWED.search(marked_words(text))
    return bool(is_narrowed) or is_example(text) or is_unsettled(text)


def widens(text: str) -> bool:
    """True for words of any text that add to what a figure should be over."""
    return _WIDENING.search(text) is not None and _WIDENED.search(marked_words(text)) is not None


_WIDENING = re.compile(
    "(?:g[o\u1ed3]m|k[e\u1ec3]|t[i\u00ed]nh|c[o\u1ed9]ng) c[a\u1ea3]", re.IGNORECASE
)
_WIDENED = re.compile(r"\b(?:gom|_?ke|tinh|cong) ca(?! (?:nam|quy|thang|ky|huyen|xa)\b)\b")


def is_example(text: str) -> bool:
    """True for words that say of rows that they only show how a form is filled in."""
    return _SHOWING.search(text) is not None and _EXAMPLE.search(plain_words(text)) is not None


_SHOWING = re.compile(  # letters that such words cannot be without
    "v[i\u00ed] d|vd|minh h|m[a\u1eab]u|[d\u0111]i[e\u1ec1]n|h[u\u01b0][o\u1edb]ng d|c[a\u00e1]ch",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\b(?:(?<!so )vi du|vd[0-9]*|minh hoa|dien thu|(?:so|so lieu|dong|o) mau(?! so)"
    r"|(?:huong dan|cach) (?:cach )?(?:dien|nhap|ghi))\b|^huong dan$"
)


def is_unsettled(text: str) -> bool:
    """True for a request to look at the figures and answer: they may change yet."""
    return _ASKING.search(text) is not None and _UNSETTLED.search(plain_words(text)) is not None


_ASKING = re.compile("ngh[i\u1ecb]|c[a\u1ea7]u|mong|nh[o\u1edd]|n[e\u1ebf]u", re.IGNORECASE)
_UNSETTLED = re.compile(
    r"\b(?:de nghi|yeu cau|mong|nho)\b.{0,80}?"
    r"\b(?:ra soat|kiem tra|doi chieu|phan hoi|gop y|bao lai|cho y kien)\b"
    r"|\bneu (?:co )?(?:sai|thay doi)\b.{0,40}?\bbao\b"
)


# Of free text, where most words say nothing of figures: the few that take something away from
# them, looked for first by letters that they cannot be without.
_NARROWING = re.compile(
    "ch[i\u1ec9]|m[a\u1eab]u|ch[u\u01b0]a|kh[o\u00f4]ng|ngo[a\u1ea1]i|tr[u\u1eeb]|ri[e\u00ea]ng"
    "|ph[a\u1ea1]m|trong [d\u0111]|m[o\u1edb]i|thi[e\u1ebf]u|l[a\u1ea5]y|d[u\u00f9]ng"
    "|tr[u\u01b0][o\u1edb]c|s[o\u1ed1] (?:li[e\u1ec7]u )?c[u\u0169]\\b|[0-9] ?/ ?[0-9]"
    "|qu[a\u00e2]n|b[i\u00ec]nh|tb c",
    re.IGNORECASE,
)
_NARROWED = re.compile(
    r"^rieng\b|\b(?:(?:khao sat|dieu tra|chon) mau|(?<!dia )chi"
    r" (?:tinh|gom|bao gom|thong _?ke|co so lieu|lay|rieng|mot"
    r"|(?:co |cua |o |tai )?(?:cac |nhung |cap |[0-9]+ )?"
    r"(?:khoi|nhom|truong|don vi|xa|ap|khu|phan))"
    r"|(?:chua|khong) (?:bao gom|gom|tinh|_?ke)|ngoai tru"
    r"|moi (?:tinh|_?thong _?ke|cap nhat|co so|tong hop|_?bao cao|thu thap|ra soat|nhap|lay|gui)"
    r"|[0-9]+ [0-9]+ (?:ap|khu pho|thon|xa|to|don vi|ho)"
    r"|(?:chua|khong|thieu) (?:co )?(?:_?du )?so (?:lieu|cua)"
    r"|(?:lay|dung) (?:lai )?so (?:lieu )?(?:cu\b|(?:cua )?(?:ky|nam|quy|thang))"
    r"|(?<!doi )so (?:lieu )?(?:cu(?! tri)\b"
    r"|(?:cua )?(?:ky|nam|quy|thang)(?: hoc| _?bao cao)? truoc)"
    r"|(?:binh quan|trung binh) (?:cua )?(?:cac )?(?:[0-9]+ )?"
    r"(?:xa|phuong|ap|huyen|don vi|thang|quy)"
    r"|(?:binh quan|trung binh|tb) cong|lay (?:so )?(?:binh quan|trung binh)"
    r"|(?:tru|rieng) (?:cac|xa|huyen|khu|khoi|nhom|ho|ap|truong)|pham vi|trong do)\b"
)


def only_plans(titles: Sequence[str]) -> str | None:
    """Return the title that announces a plan where none speaks of results, or what is expected."""
    plain = {title: meant_words(title) for title in titles}
    expected = (t for t, said in plain.items() if _EXPECTED.match(said))
    if any(_RESULT.search(said) or _STATISTICS.match(said) for said in plain.values()):
        return next(expected, None)
    plans = (t for t, said in plain.items() if _PLANNED.search(said))
    targets = (t for t, said in plain.items() if _TARGETS.match(said))
    return next(chain(plans, targets, expected), None)


def announces_plan(title: str) -> bool:
    """True for a title that alone is a plan's or of what is expected, not of "targets" reached."""
    words = meant_words(title)
    is_plan = _PLANNED.search(words) and not _RESULT.search(words)
    return bool(is_plan) or _EXPECTED.match(words) is not None


def is_expected(title: str) -> bool:
    """True for a title of what is foreseen, which nobody set as a goal."""
    words = meant_words(title)
    return _EXPECTED.match(words) is not None and not _PLANNED.search(words)


def speaks_of_results(title: str) -> bool:
    """True for a title of what was reached, also of a plan."""
    return _RESULT.search(meant_words(title)) is not None


_STATISTICS = re.compile(r"(?:tong cuc|cuc|chi cuc) thong\b")  # which sets no goals
_EXPECTED = re.compile(
    r"(?:(?:bieu|bang|bao cao|so lieu|tong hop|quyet dinh|ve viec) )*"
    r"(?:du kien|du bao|giao chi tieu)\b"
)
_TARGETS = re.compile(  # of years
    r"(?:(?:bieu|bang|danh muc|he thong) )*(?:chi tieu\b|cac chi tieu\b(?!.* (?:quy|thang) ))"
)


def status_in(plain: str) -> ObservationStatus | None:
    """Return the standing that words lend to figures; None when they lend none."""
    if _ESTIMATED.search(plain):
        return ObservationStatus.ESTIMATED
    return ObservationStatus.PROVISIONAL if _PROVISIONAL.search(plain) else None


def status_of_remark(text: str) -> ObservationStatus | None:
    """Return the standing that a remark of few words lends to the figures of its row."""
    return status_in(meant_words(text)) if len(text.split()) <= _MOST_OF_STATUS else None


_MOST_OF_STATUS = 4
# Words that lose their meaning with their accents: "dien tu nam" is no "tu nam", "from the year",
# and "ha tang so" no "tang so", "more than".
_MEANT = (  # tu den quy thang nam ngay uoc tai ke ky tang giam hang luy du bao cung truoc ...
    "t\u1eeb \u0111\u1ebfn qu\u00fd th\u00e1ng n\u0103m ng\u00e0y \u01b0\u1edbc t\u1ea1i "
    "k\u1ebf k\u1ef3 t\u0103ng gi\u1ea3m h\u1ea1ng l\u0169y d\u1ef1 b\u00e1o c\u00f9ng "
    "tr\u01b0\u1edbc t\u1ed1c t\u1ea1m giao \u0111\u1ecbnh h\u01b0\u1edbng ph\u1ea5n "
    "v\u01b0\u1ee3t \u0111\u1ea1t c\u00f2n thi\u1ebfu"
)
_MEANT_WORDS = {plain_words(word): accented_words(word) for word in _MEANT.split()}
_NUMBER_WORDS = frozenset(map(accented_words, ("t\u01b0", "t\u00e1m")))  # of a quarter, month
_NUMBER_OF, _GIVEN = accented_words("s\u1ed1"), ("giao", "nam", "duoc")  # of customers, of a plan
_QUARTER = re.compile("[ivz0-9]")  # what may number one, also misspelled
_OTHERWISE = "_"  # before a word that only without accents looks like one of ours


@lru_cache(maxsize=4096)
def marked_words(text: str) -> str:
    """Return the words without accents, a mark before those whose accents make them others.

    A word typed without accents keeps its chance.
    """
    plain, accented = plain_words(text).split(), accented_words(text).split()
    if len(plain) != len(accented) or plain == accented:
        return " ".join(plain)
    meant = [
        _OTHERWISE + word if word != own and own != _MEANT_WORDS.get(word, own) else word
        for word, own in zip(plain, accented, strict=True)
    ]
    for at, (word, follows) in enumerate(zip(meant, [*plain[1:], ""], strict=True)):
        if word == accented[at] == "quy" and not _QUARTER.match(follows):
            meant[at] = _OTHERWISE + word
        if word == "kh" and accented[at - 1 : at] == [_NUMBER_OF] and follows not in _GIVEN:
            meant[at] = _OTHERWISE + word  # of customers
        if at and meant[at - 1] in ("thang", "quy") and accented[at] in _NUMBER_WORDS:
            meant[at] = plain[at]
    return " ".join(meant)


def meant_words(text: str) -> str:
    """Return the words without accents, but for those whose accents make them another word."""
    return _OTHERS.sub("\u00b7", marked_words(text))


_OTHERS = re.compile(r"\b_\w+")
