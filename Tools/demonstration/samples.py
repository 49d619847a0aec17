"""Sample shops for people to look at: a few hundred commodities with a price, a text and a picture each. The same every time."""

import csv
import random

from pictures import draw

FIELDS = ("code", "name", "specification", "category", "charge", "guarantee_days", "cooling_off_days", "visit", "trade_in",
          "digital", "stock", "picture", "litres")

# Per kind: a letter for its codes, its category, what it looks like, from what to what it costs, days of guarantee, litres,
# names and what they are made of, and what else is said of it.
KINDS = {
    "SHOP": (
        ("B", "Books", "book", (8.90, 34.00), 0, 2, ("The Harbour", "A Year of Rain", "Small Machines", "The Baker's Night", "Letters North",
                                                     "Mountains by Train", "The Quiet Ledger", "Salt", "Winter Birds", "How Bridges Stand"),
         ("paperback, 240 pages", "hardcover, 312 pages", "illustrated, 180 pages")),
        ("N", "Notebooks", "notebook", (3.50, 19.00), 0, 1, ("Field notebook", "Sketchbook", "Desk diary", "Music paper", "Pocket book"),
         ("A6, dotted", "A5, ruled", "A5, blank", "A4, squared")),
        ("C", "Coffee", "bag", (7.50, 29.00), 0, 2, ("Harbour roast", "Morning blend", "Sidamo", "Huila", "Decaf", "Monsoon"),
         ("250 g, whole beans", "500 g, whole beans", "1 kg, ground for filters")),
        ("T", "Tea", "tin", (5.20, 24.00), 0, 1, ("Assam", "Sencha", "Earl Grey", "Mint", "Rooibos", "Lapsang"),
         ("100 g, loose leaves", "tin of 50 bags", "200 g, first flush")),
        ("M", "At the table", "mug", (6.90, 39.00), 730, 2, ("Mug", "Cup with saucer", "Tea bowl", "Milk jug"),
         ("stoneware, 0.3 l", "porcelain, 0.25 l", "enamel, 0.35 l")),
        ("W", "Writing", "pen", (1.90, 89.00), 365, 1, ("Fountain pen", "Pencil", "Fineliner", "Brush pen"),
         ("fine", "medium", "set of three")),
        ("A", "To listen to", "headphones", (4.90, 14.90), 0, 0, ("The Harbour, read aloud", "Salt, read aloud", "Winter Birds, read aloud",
                                                                    "Letters North, read aloud"), ("MP3, 5 h 12 min", "MP3, 9 h 40 min")),
    ),
    "TOOLS": (
        ("D", "Machines", "drill", (59.00, 249.00), 730, 12, ("Cordless drill", "Impact driver", "Screwdriver drive", "Hammer drill"),
         ("12 V, one battery", "18 V, two batteries", "18 V, without battery")),
        ("H", "Hand tools", "hammer", (8.90, 49.00), 1095, 3, ("Claw hammer", "Mallet", "Carpenter's hammer", "Rubber hammer"),
         ("300 g", "500 g", "750 g, ash handle")),
        ("S", "Hand tools", "screwdriver", (3.90, 29.00), 1095, 1, ("Screwdriver", "Bit holder", "Awl", "Nut driver"),
         ("slotted", "cross", "hexagonal", "star")),
        ("P", "Small parts", "box", (2.90, 24.90), 0, 2, ("Wood screws", "Wall plugs", "Nails", "Hooks and eyes", "Washers"),
         ("box of 100", "box of 250", "assortment, 600 pieces")),
        ("L", "Light", "lamp", (14.90, 129.00), 730, 9, ("Workshop lamp", "Desk lamp", "Clamp lamp", "Inspection lamp"),
         ("LED, 6 W", "LED, 11 W, dimmable", "with 5 m of cable")),
        ("G", "Garden", "plant", (5.90, 39.00), 0, 7, ("Lemon tree", "Rosemary", "Olive tree", "Fern", "Sage"),
         ("pot of 12 cm", "pot of 18 cm", "pot of 24 cm")),
    ),
}
COLOURS = ("red", "blue", "green", "yellow", "grey", "white")


def commodities(shop):
    """The rows of a shop's catalogue, and for each how its picture is drawn."""
    dice = random.Random(f"samples of {shop}")
    for letter, category, motif, (least, most), guarantee, litres, names, kinds in KINDS[shop]:
        number = 0
        for name in names:
            for kind in kinds:
                # What is read, heard or drunk has one colour; the rest comes in two.
                for colour in dice.sample(COLOURS, 2 if motif not in ("book", "bag", "tin", "headphones", "plant") else 1):
                    number += 1
                    code = f"{letter}-{number:03}"
                    shown = name if motif in ("book", "bag", "tin", "headphones", "plant") else f"{name}, {colour}"
                    digital = motif == "headphones"
                    charge = round(dice.uniform(least, most), 1) - 0.1
                    picture = "".join(letter for letter in name.lower().replace(" ", "-") if letter.isalnum() or letter == "-")
                    yield {"code": code, "name": shown, "specification": kind, "category": category,
                           "charge": f"{max(charge, least):.2f}", "guarantee_days": guarantee,
                           "cooling_off_days": 0 if digital else 14, "visit": "yes" if motif == "drill" else "no",
                           "trade_in": "yes" if motif == "drill" else "no", "digital": "yes" if digital else "no",
                           "stock": "" if digital else 0 if number % 9 == 8 else dice.choice((3, 12, 40, 40, 120)), "picture": f"{motif}-{colour}-{picture}.png",
                           "litres": litres or ""}, (motif, colour, name)


def make(shop, directory, most=None):
    """Writes a shop's catalogue with its pictures, or of each kind `most` commodities; gives the sheet, the pictures' folder and
    how many there are."""
    pictures = directory / f"pictures-{shop.lower()}"
    pictures.mkdir()
    sheet = directory / f"{shop.lower()}-samples.csv"
    count = 0
    with open(sheet, "w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, FIELDS)
        writer.writeheader()
        for row, looks in commodities(shop):
            if most is not None and int(row["code"][2:]) > most:
                continue
            writer.writerow(row)
            picture = pictures / row["picture"]
            if not picture.exists():
                draw(*looks).save(picture)
            count += 1
    return sheet, pictures, count
