"""Draws the pictures of sample commodities: one motif each, on a soft ground."""

import hashlib

from PIL import Image, ImageDraw, ImageFilter

# Drawn twice as large and made smaller, so that edges are smooth.
WIDTH, HEIGHT, TIMES = 480, 360, 2
PAINT = {"red": (184, 64, 56), "blue": (52, 98, 160), "green": (64, 128, 84), "yellow": (222, 172, 54), "grey": (112, 118, 126),
         "white": (232, 228, 218)}
INK, WOOD, STEEL, EARTH = (44, 42, 40), (176, 128, 84), (150, 158, 166), (168, 96, 66)


def shade(colour, factor):
    return tuple(max(0, min(255, int(part * factor))) for part in colour)


def ground(colour):
    """A wall and a table, with light from above."""
    top, bottom = shade(colour, 0.25), shade(colour, 0.12)
    column = Image.new("RGB", (1, HEIGHT * TIMES))
    for row in range(HEIGHT * TIMES):
        part = row / (HEIGHT * TIMES)
        pale = (246 - 16 * part, 243 - 16 * part, 237 - 18 * part)
        if row > HEIGHT * TIMES * 0.74:
            pale = tuple(value - 16 for value in pale)
        column.putpixel((0, row), tuple(int(value + (top[i] - bottom[i]) * 0.2) for i, value in enumerate(pale)))
    return column.resize((WIDTH * TIMES, HEIGHT * TIMES))


def draw(motif, colour, name):
    paint = PAINT[colour]
    picture = ground(paint)
    shadow = Image.new("L", (WIDTH // 2, HEIGHT // 2), 0)
    ImageDraw.Draw(shadow).ellipse((66, 140, 174, 156), fill=100)
    shadow = shadow.filter(ImageFilter.GaussianBlur(5)).resize(picture.size, Image.BICUBIC)
    picture.paste((60, 56, 50), mask=shadow)
    # The same thing looks the same each time, and different things of a kind do not look all alike.
    dice = hashlib.sha256(name.encode()).digest()
    MOTIFS[motif](Brush(ImageDraw.Draw(picture)), paint, dice)
    return picture.resize((WIDTH, HEIGHT), Image.LANCZOS).quantize(96)


class Brush:
    """Draws in the final picture's measure."""

    def __init__(self, pen):
        self.pen = pen

    def _scaled(self, points):
        return [value * TIMES for value in points]

    def box(self, left, top, right, bottom, fill, radius=6):
        self.pen.rounded_rectangle(self._scaled((left, top, right, bottom)), radius * TIMES, fill)

    def oval(self, left, top, right, bottom, fill):
        self.pen.ellipse(self._scaled((left, top, right, bottom)), fill)

    def ring(self, left, top, right, bottom, fill, width, start=0, end=360):
        self.pen.arc(self._scaled((left, top, right, bottom)), start, end, fill, width * TIMES)

    def shape(self, *points, fill):
        self.pen.polygon(self._scaled(points), fill)

    def line(self, *points, fill, width=4):
        self.pen.line(self._scaled(points), fill, width * TIMES, joint="curve")


def book(brush, paint, dice):
    brush.box(166, 76, 320, 296, shade(paint, 0.7))
    brush.box(160, 70, 312, 290, paint)
    brush.box(160, 70, 178, 290, shade(paint, 0.8), 4)
    brush.box(196, 96, 294, 152, shade(paint, 1.35))
    for row in range(2 + dice[0] % 2):
        brush.box(206, 108 + 14 * row, 284 - dice[row + 1] % 40, 113 + 14 * row, shade(paint, 0.5), 2)
    middle, size = 245, 18 + dice[3] % 16
    if dice[4] % 3 == 0:
        brush.oval(middle - size, 216 - size, middle + size, 216 + size, shade(paint, 1.4))
    elif dice[4] % 3 == 1:
        brush.shape(middle - size, 240, middle, 240 - 2 * size, middle + size, 240, fill=shade(paint, 1.4))
    else:
        for row in range(4):
            brush.line(206, 190 + 14 * row, 284, 184 + 14 * row, fill=shade(paint, 1.4), width=4)


def notebook(brush, paint, dice):
    brush.box(158, 84, 322, 296, (244, 240, 230))
    brush.box(152, 76, 316, 288, paint)
    brush.box(296, 76, 304, 288, shade(paint, 0.5), 0)
    for row in range(9):
        brush.ring(142, 90 + 21 * row, 164, 104 + 21 * row, STEEL, 3)
    brush.box(190, 110, 270, 140, (250, 248, 242), 3)


def bag(brush, paint, dice):
    brush.shape(168, 104, 312, 104, 324, 296, 156, 296, fill=paint)
    brush.shape(164, 76, 316, 76, 312, 106, 168, 106, fill=shade(paint, 0.75))
    brush.line(166, 92, 314, 92, fill=shade(paint, 0.55), width=3)
    brush.box(190, 150, 290, 240, (248, 244, 234), 8)
    for bean in range(3 + dice[0] % 3):
        left, top = 200 + (bean * 29 + dice[bean] % 9) % 70, 166 + dice[bean + 3] % 44
        brush.oval(left, top, left + 20, top + 14, (92, 60, 42))
        brush.line(left + 3, top + 7, left + 17, top + 7, fill=(58, 36, 26), width=2)


def tin(brush, paint, dice):
    brush.oval(168, 270, 312, 302, shade(paint, 0.7))
    brush.box(168, 120, 312, 286, paint, 2)
    brush.oval(164, 92, 316, 136, shade(paint, 0.85))
    brush.oval(174, 96, 306, 126, shade(paint, 1.15))
    brush.oval(204, 168, 276, 240, (248, 244, 234))
    brush.shape(240, 180, 262, 208, 240, 230, 218, 208, fill=(88, 132, 76))
    brush.line(240, 184, 240, 228, fill=(60, 96, 54), width=2)


def mug(brush, paint, dice):
    brush.ring(282, 150, 346, 236, shade(paint, 0.8), 16)
    brush.box(160, 126, 304, 292, paint, 18)
    brush.oval(160, 108, 304, 146, shade(paint, 0.85))
    brush.oval(172, 114, 292, 140, (78, 52, 38))
    for row in range(dice[0] % 4):
        brush.box(160, 176 + 26 * row, 304, 184 + 26 * row, shade(paint, 1.3), 0)


def pen(brush, paint, dice):
    brush.shape(120, 262, 140, 286, 330, 130, 310, 106, fill=paint)
    brush.shape(310, 106, 330, 130, 362, 92, fill=(214, 190, 130))
    brush.shape(346, 98, 356, 106, 374, 80, fill=INK)
    brush.shape(120, 262, 140, 286, 160, 270, 140, 246, fill=shade(paint, 0.6))
    brush.line(200, 200, 300, 118, fill=shade(paint, 1.3), width=4)


def headphones(brush, paint, dice):
    brush.ring(146, 86, 334, 290, INK, 14, 180, 360)
    brush.box(136, 180, 182, 282, paint, 18)
    brush.box(298, 180, 344, 282, paint, 18)
    brush.box(176, 190, 190, 272, shade(paint, 0.6), 6)
    brush.box(290, 190, 304, 272, shade(paint, 0.6), 6)


def drill(brush, paint, dice):
    brush.box(120, 104, 300, 172, paint, 16)
    brush.shape(196, 164, 254, 164, 238, 268, 178, 268, fill=shade(paint, 0.85))
    brush.box(158, 256, 262, 296, INK, 8)
    brush.box(296, 116, 338, 160, (70, 72, 76), 4)
    brush.shape(338, 130, 400, 136, 400, 141, 338, 148, fill=STEEL)
    brush.box(140, 122, 220, 134, shade(paint, 1.35), 4)
    brush.oval(254, 172, 272, 204, (70, 72, 76))


def hammer(brush, paint, dice):
    brush.shape(150, 282, 166, 294, 302, 138, 286, 124, fill=WOOD if dice[0] % 2 else paint)
    brush.shape(246, 96, 330, 164, 312, 186, 228, 118, fill=(88, 92, 98))
    brush.shape(228, 118, 246, 96, 206, 84, 210, 96, fill=(88, 92, 98))
    brush.shape(330, 164, 312, 186, 330, 200, 350, 178, fill=(70, 74, 80))
    brush.shape(150, 282, 166, 294, 202, 254, 188, 240, fill=paint)


def screwdriver(brush, paint, dice):
    brush.shape(112, 254, 142, 288, 226, 210, 198, 176, fill=paint)
    brush.oval(104, 246, 150, 294, paint)
    brush.line(128, 262, 204, 192, fill=shade(paint, 1.35), width=5)
    brush.line(210, 194, 346, 86, fill=STEEL, width=10)
    brush.shape(340, 82, 350, 94, 372, 68, 366, 62, fill=(96, 102, 108))


def box(brush, paint, dice):
    brush.shape(140, 176, 240, 210, 240, 304, 140, 266, fill=shade(paint, 0.8))
    brush.shape(240, 210, 344, 172, 344, 262, 240, 304, fill=paint)
    brush.shape(140, 176, 244, 142, 344, 172, 240, 210, fill=shade(paint, 0.55))
    for piece in range(9):
        left, top = 190 + (piece * 37 + dice[piece]) % 90, 148 + (piece * 23 + dice[piece + 9]) % 34
        brush.line(left, top + 10, left + 18, top - 4, fill=STEEL, width=4)
        brush.oval(left + 14, top - 10, left + 24, top, shade(STEEL, 0.8))
    brush.box(262, 232, 322, 262, (250, 248, 242), 2)


def lamp(brush, paint, dice):
    brush.box(188, 282, 292, 298, INK, 6)
    brush.line(240, 284, 286, 206, 232, 140, fill=(90, 94, 100), width=8)
    brush.oval(278, 198, 296, 216, INK)
    brush.shape(236, 104, 262, 144, 186, 208, 140, 140, fill=paint)
    brush.shape(186, 208, 140, 140, 128, 168, 164, 216, fill=(255, 240, 176))


def plant(brush, paint, dice):
    for leaf in range(9):
        lean, height = -96 + 24 * leaf, 96 + dice[leaf] % 60
        green = shade((84, 142, 84), 0.75 + dice[leaf + 9] % 50 / 100)
        brush.shape(236, 226, 240 + lean - 12, 226 - height * 0.7, 240 + lean, 220 - height, 240 + lean + 14, 226 - height * 0.6, 244, 226, fill=green)
    brush.shape(178, 216, 302, 216, 284, 298, 196, 298, fill=EARTH)
    brush.box(170, 204, 310, 228, shade(EARTH, 1.15), 5)


MOTIFS = {motif.__name__: motif for motif in (book, notebook, bag, tin, mug, pen, headphones, drill, hammer, screwdriver, box, lamp, plant)}
