"""A real browser as a person uses it: it is looked at, clicked and typed into, and whatever it complains of is found out."""

import os
import pathlib
import shutil
import tempfile
import time

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from world import Failed

# A desk and a phone. The width is the page's own, so that what does not fit is found out.
DESKTOP, PHONE = "desktop", "phone"
VIEWPORTS = {DESKTOP: (1280, 900, False), PHONE: (390, 844, True)}
SCREENSHOTS = pathlib.Path(os.environ.get("VOUCH_SCREENSHOTS", ".build-screenshots"))
# How long a person would wait before taking it for broken: tests run beside others.
PATIENCE = 30


class Browser:
    """A browser with a profile of its own, gone when it is closed."""

    def __init__(self, viewport=DESKTOP, scripts=True, name=""):
        self.viewport, self.name, self.shots = viewport, name, 0
        # A page that was left while it loaded, and a 4xx that was meant, are logged by the browser too.
        self.forgiven = []
        self.profile = tempfile.mkdtemp(prefix="vouch-browser-")
        width, height, is_phone = VIEWPORTS[viewport]
        options = Options()
        options.binary_location = shutil.which("chromium") or "chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
                         "--no-proxy-server", f"--user-data-dir={self.profile}", f"--window-size={width},{height}"):
            options.add_argument(argument)
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 2 if is_phone else 1, "mobile": is_phone})
        if is_phone:
            self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if error is not None:
                self.shot("failed", whole=True)
        finally:
            self.driver.quit()
            shutil.rmtree(self.profile, ignore_errors=True)

    # -- looking

    def open(self, address):
        self.driver.get(address)
        self.complain()

    @property
    def address(self):
        return self.driver.current_url

    @property
    def text(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    def find(self, selector):
        """The first visible element of a CSS selector, waited for."""
        def look():
            for element in self.driver.find_elements(By.CSS_SELECTOR, selector):
                if element.is_displayed():
                    return element
            return None
        return self.wait(f"there is a '{selector}'", look)

    def has(self, selector):
        return any(element.is_displayed() for element in self.driver.find_elements(By.CSS_SELECTOR, selector))

    def count(self, selector):
        return len(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def see(self, *words, within=PATIENCE):
        """Waits until the page shows all of these."""
        for word in words:
            self.wait(f"the page shows '{word}'", lambda: word.lower() in self.text.lower(), within)

    def wait(self, what, look, within=PATIENCE):
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                found = look()
                if found:
                    return found
            except (StaleElementReferenceException, WebDriverException):
                pass
            time.sleep(0.05)
        self.shot("missing", whole=True)
        raise Failed(f"{self.name}: not within {within} s: {what}\nat {self.address}:\n{self.text[:1500]}")

    # -- doing

    def click(self, selector):
        """Clicks as a person does: what cannot be seen or lies under something cannot be clicked."""
        def press():
            element = self.find(selector)
            self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
            element.click()
            return True
        self.wait(f"'{selector}' can be clicked", press)
        self.complain()

    def follow(self, words):
        """Clicks the link or button of these words."""
        def look():
            for element in self.driver.find_elements(By.CSS_SELECTOR, "a, button, summary"):
                if element.is_displayed() and words.lower() in element.text.lower():
                    self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
                    element.click()
                    return True
            return False
        self.wait(f"there is a link or button '{words}'", look)
        self.complain()

    def fill(self, selector, text):
        element = self.find(selector)
        element.clear()
        element.send_keys(text)

    def choose(self, selector, value):
        """Chooses from a list by its value."""
        self.find(f"{selector} option[value='{value}']").click()

    def tick(self, selector):
        element = self.find(selector)
        if not element.is_selected():
            element.click()

    # -- judging

    def complain(self):
        """Whatever the browser itself found wrong: a policy that was broken, a script that failed, a file that is not there."""
        for line in self.driver.get_log("browser"):
            if line["level"] in ("SEVERE", "WARNING") and not any(word in line["message"] for word in self.forgiven):
                raise Failed(f"{self.name}: the browser complains at {self.address}: {line['message']}")

    def fits(self):
        """Nothing is wider than the window: nobody has to push a page to and fro."""
        wide = self.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.shot("too-wide", whole=True)
            raise Failed(f"{self.name}: {self.address} is {wide} px wider than a {self.viewport}")

    def accessible(self):
        """What anybody needs who does not see, or has no mouse: a language, one heading, landmarks, names for what is filled in."""
        faults = self.driver.execute_script(AUDIT)
        if faults:
            raise Failed(f"{self.name}: {self.address} is hard to use for some: {'; '.join(faults)}")

    def shot(self, what, whole=False):
        """Keeps a picture of the page, to be looked at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.shots += 1
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": whole})
        import base64
        (SCREENSHOTS / f"{self.name}-{self.viewport}-{self.shots:02}-{what}.png").write_bytes(base64.b64decode(picture["data"]))

    def look_at(self, what):
        """The usual for a page that a person comes to."""
        self.fits()
        self.accessible()
        self.shot(what)


AUDIT = """
const faults = [];
if (!document.documentElement.lang) faults.push("no language");
if (!document.title) faults.push("no title");
if (!document.querySelector("main")) faults.push("no main");
if (document.querySelectorAll("h1").length !== 1) faults.push("h1: " + document.querySelectorAll("h1").length);
const named = (e) => (e.labels && e.labels.length) || e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.title;
for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea")) if (!named(e) && e.checkVisibility()) faults.push("no label: " + e.name);
for (const e of document.querySelectorAll("button, a[href]"))
  if (!e.textContent.trim() && !named(e) && !e.querySelector("img[alt]:not([alt=''])")) faults.push("no words: " + e.outerHTML.slice(0, 80));
for (const e of document.querySelectorAll("img")) if (!e.hasAttribute("alt")) faults.push("no alt: " + e.src);
const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) faults.push("id twice: " + id);
const light = (c) => { const v = c.map((x) => (x /= 255) <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4); return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const rgb = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
// What lies on a picture or on a gradient is for eyes to judge.
const ground = (e) => { for (; e; e = e.parentElement) { if (getComputedStyle(e).backgroundImage !== "none") return null; const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
const seen = new Set();
for (const e of document.querySelectorAll("body *")) {
  if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility() || e.closest("svg") || e.disabled) continue;
  const style = getComputedStyle(e), below = ground(e);
  if (!below) continue;
  const a = light(rgb(style.color)), b = light(below);
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05), large = parseFloat(style.fontSize) >= 24;
  const key = style.color + below;
  if (ratio < (large ? 3 : 4.5) && !seen.has(key)) { seen.add(key); faults.push("contrast " + ratio.toFixed(1) + ": " + e.textContent.trim().slice(0, 30)); }
}
return faults;
"""
