rules, features = "rules thought up by a person", "features thought up\nby a person"
ways = [
    [("image", 0, 1, False), (rules, 1, 5, False), ("answer", 5, 6, False)],
    [
        ("image", 0, 1, False),
        (features, 1, 3, False),
        ("machine learning", 3, 5, True),
        ("answer", 5, 6, False),
    ],
    [("image", 0, 1, False), ("neural network", 1, 5, True), ("answer", 5, 6, False)],
]
plt.figure(figsize=(7, 3.25))
for height, way in zip([2, 1, 0], ways, strict=True):
    for text, start, end, learned in way:
        color = "lightblue" if learned else "white"
        box = plt.Rectangle((start + 0.1, height), end - start - 0.2, 0.6, fc=color, ec="#666666")
        plt.gca().add_patch(box)
        plt.text((start + end) / 2, height + 0.3, text, ha="center", va="center")
        if end < 6:
            tip, tail = (end + 0.1, height + 0.3), (end - 0.1, height + 0.3)
            plt.annotate("", tip, tail, arrowprops={"arrowstyle": "->", "shrinkA": 0, "shrinkB": 0})
plt.text(0.1, -0.4, "shaded: learned from data, without a person's hand")
plt.xlim(0, 6)
plt.ylim(-0.5, 2.7)
plt.axis("off")
