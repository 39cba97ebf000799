"""What leaders ask of the dashboard, and where its first screen answers.

A question is a page to which a link leads, what is done there, and words that must then stand on
the screen without scrolling. Going to a page but the first is a deed too; three are the most.
"""

import re

from tests.browser.serving import IDLE

MOST_DEEDS = 3


def search(words, name):
    """Type into the search and take what is offered by that name."""

    def deed(page):
        box = page.locator(".st-key-bar_search input")
        box.click()
        page.locator(IDLE).wait_for()
        box.press_sequentially(words)
        page.locator("#hits [role=option]", has_text=name).first.click()
        page.wait_for_url(re.compile(r"/unit\?"))

    return deed


def press(name):
    """Press the button of that name, or one that holds it."""

    def deed(page):
        switches = page.get_by_role("radio", name=name)  # what a choice of few is made of
        page.get_by_role("button", name=name).or_(switches).first.click()

    return deed


def choose(choice, name):
    """Choose among the few options that stay in sight."""
    return lambda page: page.locator(f".st-key-choice_{choice}").get_by_text(name).click()


# A page, deeds on it, and words that then stand on its first screen.
QUESTIONS = {
    "which targets are late and by how much": (
        "overview", [], ["Phổ cập điện thoại thông minh", "3,0 điểm", "2/4 bước", "2 bước"],
    ),
    "is 4G everywhere": ("overview", [], [r"4G/5G \(chỉ đo 4G\)", "99,9%", "Khép sổ: đạt"]),
    "who answers for the smart city": (
        "overview", [], ["đô thị thông minh cơ bản", "UBND TP. Tân An|Sở KH&CN tỉnh Tây Ninh"],
    ),
    "have smartphones reached their target": (
        "overview", [], ["khoảng 87%", "Khép sổ: chưa đạt", "3,0 điểm"],
    ),
    "is my district good": (
        "overview", [search("duc hue", "Huyện Đức Huệ")], ["Đức Huệ", "chưa đạt"],
    ),
    "which district is worst in fibre": (
        "coverage", [choose("level", "Huyện")], ["thấp nhất Thị xã Kiến Tường 82,65%"],
    ),
    "how many households lack fibre": ("coverage", [], ["48.911 hộ chưa có"]),
    "which communes first": (
        "coverage", [], ["14/182 đơn vị cấp xã", "Vĩnh Châu A", "thiếu 6,46 điểm"],
    ),
    "where the province stands in the nation": (
        "nation", [], [r"hạng 11/63 năm 2022 \(công bố mới nhất\)", "tăng 10 bậc"],
    ),
    "where a figure comes from": (
        "indicator", [press("Nguồn gốc số liệu")], ["88,9%", "long_an.csv", "vnexpress"],
    ),
    "how did the pilots do": (
        "pilots",
        [],
        [r"Nhanh hơn mọi đối chứng ở \d+/\d+", r"[+−]?\d+,\d+ điểm % \(MH\) \(từ"],
    ),
    "what changed since last month": (
        "changes", [choose("since", "30 ngày")], [r"Từ \d\d/\d\d/\d{4}: .*số mới của"],
    ),
    "how far is each part of the motto": (
        "motto", [], ["cao nhất", "thấp nhất", "Thanh toán không dùng tiền mặt", "81%"],
    ),
    "which steps of the milestones are done": (
        "milestones",
        [],
        ["0/3 cột mốc hoàn thành", "Ra mắt giai đoạn 1", r"Hoàn thành 26/04/2022"],
    ),
}  # fmt: skip
# Where it takes a deed more on a phone.
ON_PHONE = {
    "is 4G everywhere": [press("Khép sổ: đạt")],
    "which district is worst in fibre": [press("Lựa chọn của trang"), choose("level", "Huyện")],
    "what changed since last month": [press("Lựa chọn"), choose("since", "30 ngày")],
}


def asked(kind):
    """Every question as it is answered on that kind of screen."""
    return {
        question: (page, ON_PHONE.get(question, deeds) if kind == "phone" else deeds, words)
        for question, (page, deeds, words) in QUESTIONS.items()
    }


def unsaid(page, words):
    """Those of the words that do not stand on the screen."""
    said = page.evaluate(_SEEN)
    return [word for word in words if not re.search(word, said)]


_SEEN = """() => {
  const said = []
  const walk = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      const range = document.createRange()
      range.selectNodeContents(node)
      const { top, bottom, left, right, width } = range.getBoundingClientRect()
      if (node.data.trim() && width > 1 && top >= 0 && bottom <= innerHeight && left >= 0
          && right <= innerWidth + 1
          && node.parentElement?.checkVisibility({ visibilityProperty: true })) said.push(node.data)
    }
    if (node.shadowRoot) walk(node.shadowRoot)
    node.childNodes.forEach(walk)
  }
  walk(document.body)
  return said.join(" ").replace(/\\s+/g, " ")
}"""
