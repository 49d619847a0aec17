"""A chart as plain SVG: panels one above the other, lines named where they end."""

import html
import math

# What is drawn; of the colours none is told from another by red and green alone.
INK, FAINT, PAPER = "#1d2733", "#d8dee6", "#ffffff"
COLOURS = ["#c2571a", "#0b6e99", "#7a3e9d", "#3f7d20"]


class Linear:
    """From 0 to a round number past the highest."""

    def __init__(self, highest, format_tick):
        step = 10 ** math.floor(math.log10(highest or 1))
        while highest / step < 4:
            step /= 2 if highest / step >= 2 else 5
        self.top = step * math.ceil(highest / step)
        self.ticks = [(step * n, format_tick(step * n)) for n in range(round(self.top / step) + 1)]

    def share(self, value):
        return min(1, value / self.top)


class Logarithmic:
    """Whole powers of ten, so that microseconds and stalls are seen on one panel."""

    def __init__(self, lowest, highest, format_tick):
        self.low = math.floor(math.log10(max(lowest, 1e-12)))
        self.high = max(math.ceil(math.log10(max(highest, 1e-12))), self.low + 1)
        self.ticks = [(10 ** n, format_tick(10 ** n)) for n in range(self.low, self.high + 1)]

    def share(self, value):
        position = (math.log10(max(value, 1e-12)) - self.low) / (self.high - self.low)
        return min(1, max(0, position))


class Panel:
    def __init__(self, title, scale, height=220):
        self.title, self.scale, self.height, self.lines = title, scale, height, []

    def line(self, name, points, colour=0, filled=False, dots=False):
        self.lines.append((name, points, COLOURS[colour] if isinstance(colour, int) else colour, filled, dots))
        return self


class Chart:
    LEFT, RIGHT, TOP, BOTTOM, GAP, WIDTH = 74, 84, 46, 52, 44, 860

    def __init__(self, title, subtitle, x_title, x_scale, panels):
        self.title, self.subtitle, self.x_title, self.x_scale, self.panels = title, subtitle, x_title, x_scale, panels
        self.parts = []

    def _text(self, x, y, words, size=12, anchor="start", colour=INK, weight="normal"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
                          f' font-weight="{weight}">{html.escape(words)}</text>')

    def _rule(self, x1, y1, x2, y2, colour=FAINT):
        self.parts.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" stroke-width="1"/>')

    def svg(self):
        plot = self.WIDTH - self.LEFT - self.RIGHT
        self._text(self.LEFT, 26, self.title, 17, weight="bold")
        self._text(self.LEFT, 45, self.subtitle, 12, colour="#5b6875")
        top = self.TOP
        for panel in self.panels:
            top += self.GAP
            self._panel(panel, top, plot)
            top += panel.height
        for value, words in self.x_scale.ticks:
            self._text(self.LEFT + plot * self.x_scale.share(value), top + 18, words, 11, "middle")
        self._text(self.LEFT + plot / 2, top + 38, self.x_title, 12, "middle")
        height = top + self.BOTTOM
        body = "\n".join(self.parts)
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.WIDTH} {height}" width="{self.WIDTH}"'
                f' height="{height}" font-family="Helvetica, Arial, sans-serif">\n'
                f'<rect width="100%" height="100%" fill="{PAPER}"/>\n{body}\n</svg>\n')

    def _panel(self, panel, top, plot):
        def place(x, y):
            return (self.LEFT + plot * self.x_scale.share(x), top + panel.height * (1 - panel.scale.share(y)))

        self._text(self.LEFT, top - 8, panel.title, 12, weight="bold")
        for value, words in panel.scale.ticks:
            y = place(0, value)[1]
            self._rule(self.LEFT, y, self.LEFT + plot, y)
            self._text(self.LEFT - 8, y + 4, words, 11, "end")
        for value, _ in self.x_scale.ticks:
            x = self.LEFT + plot * self.x_scale.share(value)
            self._rule(x, top, x, top + panel.height)
        self._rule(self.LEFT, top + panel.height, self.LEFT + plot, top + panel.height, INK)
        labels = []
        for name, points, colour, filled, dots in panel.lines:
            placed = [place(x, y) for x, y in points]
            if not placed:
                continue
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
            if filled:
                floor = top + panel.height
                self.parts.append(f'<path d="{path}L{placed[-1][0]:.1f} {floor}L{placed[0][0]:.1f} {floor}Z"'
                                  f' fill="{colour}" fill-opacity="0.12"/>')
            self.parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.8"'
                              ' stroke-linejoin="round"/>')
            if dots:
                self.parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed]
            labels.append([placed[-1][1] + 4, name, colour])
        # Names that would lie on each other are moved apart.
        labels.sort()
        for above, below in zip(labels, labels[1:]):
            below[0] = max(below[0], above[0] + 14)
        for y, name, colour in labels:
            self._text(self.LEFT + plot + 8, y, name, 12, colour=colour, weight="bold")
