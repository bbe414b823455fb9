"""A person at a page: adds students, answers what is open, reads what is shown. Through the browser only."""

from dataclasses import dataclass

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.web.rooms import Running

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Visitor:
    """One page in a browser. problems: what the page's console complained about."""

    page: Page
    problems: list[str]

    def note(self, message: ConsoleMessage) -> None:
        """Keep what the console calls an error."""
        if message.type == "error":
            self.problems.append(message.text)

    @property
    def chat(self) -> Locator:
        """The chat that is shown."""
        return self.page.locator(".chat:visible")

    @property
    def log(self) -> Locator:
        return self.chat.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.chat.get_by_role("textbox")

    async def add(self, name: str, course: str = "matter") -> None:
        """Add a student by pointer; returns when the tutor has greeted."""
        await self.page.get_by_role("button", name="Add a student").locator("visible=true").last.click()
        await self.page.get_by_label("Name").fill(name)
        await self.page.get_by_label("Course").select_option(course)
        await self.page.get_by_role("button", name="Add", exact=True).click()
        await expect(self.chat.get_by_role("button", name="Start")).to_be_visible()

    async def press(self, label: str) -> None:
        """Press the newest button of this name in the chat."""
        await self.chat.get_by_role("button", name=label, exact=True).last.click()

    async def write(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def begin(self) -> None:
        """From the greeting to the first question."""
        await self.press("Start")
        await self.press("Go")
        await expect(self.open_question).to_be_visible()

    @property
    def open_question(self) -> Locator:
        return self.chat.locator(".question:not(.settled)").last

    async def said(self) -> list[str]:
        """Everything in the conversation, a line per message."""
        rows = self.log.locator(".row:not(.pending) > .bubble")
        return [" ".join(text.split()) for text in await rows.all_inner_texts()]


async def visit(browser: Browser, running: Running, path: str = "", **context: object) -> Visitor:
    """A page in a context of its own."""
    made = await browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **context})  # type: ignore[arg-type]
    page = await made.new_page()
    page.set_default_timeout(10_000)
    visitor = Visitor(page, [])
    page.on("pageerror", lambda error: visitor.problems.append(str(error)))
    page.on("console", visitor.note)
    await page.goto(running.address + path)
    return visitor
