#!/usr/bin/env python3
"""Learns the points of grammars/confidence.toml from deals that people wrote down, and measures how good they are.

usage: .ci/confidence.py learn PROGRAM EVAL     writes grammars/confidence.toml from EVAL/dev.*
       .ci/confidence.py measure PROGRAM EVAL   prints the tables of docs/QUALITY.md, writes docs/confidence.svg

PROGRAM is the binary to ask (`target/release/dealsift`), EVAL the folder with dev.articles.jsonl, dev.gold.jsonl, the
same of check, and score.py. A deal is right where `score.py --pairs` says so. The signs of each deal are read off
`dealsift explain`, so nothing is learned that a reader cannot see there. Articles of dev fall into five parts by a hash of
their id; each part is judged by weights learned from the other four. Standard library only, and the same input gives the
same file.
"""
import hashlib, json, math, os, re, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILE = os.path.join(ROOT, "grammars", "confidence.toml")
PLOT = os.path.join(ROOT, "docs", "confidence.svg")
FOLDS = 5
BINS = 5
RIDGE = 8.0  # pulls every weight towards nothing: signs that few deals show say little. Of 2, 4, 8, 16, 32, 64 the one with the least log loss by cross-validation on dev
CURVE = [500, 622, 731, 818, 881, 924, 953, 971, 982, 989, 993, 995]


def share(points):
    """As `grammar::share` has it, in whole thousandths."""
    size = min(abs(points), 549)
    step, rest = divmod(size, 50)
    up = CURVE[step] + ((CURVE[step + 1] - CURVE[step]) * rest + 25) // 50
    return 1000 - up if points < 0 else up


def deals(program, folder, name):
    """(article, signs, right, given confidence) of each deal that counts."""
    articles, gold = (os.path.join(folder, f"{name}.{x}.jsonl") for x in ("articles", "gold"))
    args = ["--quiet", "--grammars", os.path.join(ROOT, "grammars"), articles]
    out = subprocess.run([program, "extract", *args], capture_output=True, text=True, check=True).stdout
    text = subprocess.run([program, "explain", "--all", *args], capture_output=True, text=True, check=True).stdout
    signs, current = {}, None
    for line in text.splitlines():
        if m := re.match(r"deal (\w+) ", line):
            current = m.group(1)
        elif current and line.startswith("    confidence: "):
            parts = line.split(": ", 1)[1].split(", ")
            signs[current] = [p.rsplit(" ", 1)[0] for p in parts][1:]
            current = None
    by_article = {}
    for line in out.splitlines():
        d = json.loads(line)
        by_article.setdefault(d["article_id"], []).append(d)
    with tempfile.TemporaryDirectory() as tmp:
        system, pairs = os.path.join(tmp, "deals.jsonl"), os.path.join(tmp, "pairs.jsonl")
        open(system, "w").write(out)
        subprocess.run([sys.executable, os.path.join(folder, "score.py"), gold, system, "--pairs", pairs], capture_output=True, check=True)
        rows = [json.loads(line) for line in open(pairs)]
    found = []
    for r in rows:
        d = by_article[r["article_id"]][r["deal"]]
        found.append((r["article_id"], signs[d["deal_id"]], r["right"], d["confidence"]))
    return found


def solve(a, b):
    """Gauss with pivots."""
    n = len(b)
    a = [row[:] + [b[i]] for i, row in enumerate(a)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(a[r][i]))
        a[i], a[p] = a[p], a[i]
        for r in range(i + 1, n):
            f = a[r][i] / a[i][i]
            if f:
                for c in range(i, n + 1):
                    a[r][c] -= f * a[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (a[i][n] - sum(a[i][c] * x[c] for c in range(i + 1, n))) / a[i][i]
    return x


def learn(rows):
    """Logistic regression with a ridge, by Newton's steps: points of the base and of each sign, in hundredths."""
    names = sorted({s for _, signs, _, _ in rows for s in signs})
    column = {s: i + 1 for i, s in enumerate(names)}
    n = len(names) + 1
    data = [([0] + sorted(column[s] for s in signs), float(right)) for _, signs, right, _ in rows]
    w = [0.0] * n
    for _ in range(30):
        grad = [0.0] + [-RIDGE * w[i] for i in range(1, n)]
        hess = [[0.0] * n for _ in range(n)]
        for i in range(1, n):
            hess[i][i] = RIDGE
        hess[0][0] = 1e-6
        for on, y in data:
            p = 1 / (1 + math.exp(-sum(w[i] for i in on)))
            for i in on:
                grad[i] += y - p
                for j in on:
                    hess[i][j] += p * (1 - p)
        step = solve(hess, grad)
        w = [a + b for a, b in zip(w, step)]
        if max(abs(s) for s in step) < 1e-9:
            break
    return round(100 * w[0]), {s: round(100 * w[column[s]]) for s in names}


def given(model, signs):
    base, points = model
    return share(base + sum(points.get(s, 0) for s in signs)) / 1000


def crossed(rows):
    """Each deal with the confidence that weights learned without its part give it."""
    part = lambda article: int(hashlib.sha256(article.encode()).hexdigest(), 16) % FOLDS
    models = [learn([r for r in rows if part(r[0]) != k]) for k in range(FOLDS)]
    return [(given(models[part(a)], signs), right) for a, signs, right, _ in rows]


def bins(pairs):
    """(deals, mean confidence, share of right ones) of bins of equal count, from the least sure."""
    pairs = sorted(pairs, key=lambda p: p[0])
    out = []
    for k in range(BINS):
        some = pairs[len(pairs) * k // BINS:len(pairs) * (k + 1) // BINS]
        out.append((len(some), sum(c for c, _ in some) / len(some), sum(r for _, r in some) / len(some)))
    return out


def error(table):
    return sum(n * abs(c - r) for n, c, r in table) / sum(n for n, _, _ in table)


def curve(pairs):
    """(floor, deals kept, share of right ones, share of all right ones kept)."""
    total = sum(r for _, r in pairs)
    out = []
    for floor in [x / 10 for x in range(10)]:
        kept = [r for c, r in pairs if c >= floor]
        if kept:
            out.append((floor, len(kept), sum(kept) / len(kept), sum(kept) / total))
    return out


def plot(sets):
    """Mean confidence against the share of right deals, a line for each set."""
    x = lambda v: 50 + 300 * v
    y = lambda v: 330 - 300 * v
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 390" font-family="sans-serif" font-size="12">',
           '<rect width="420" height="390" fill="white"/>']
    for k in range(0, 11, 2):
        v = k / 10
        out.append(f'<path d="M{x(v):.0f} {y(0):.0f}V{y(1):.0f}M{x(0):.0f} {y(v):.0f}H{x(1):.0f}" stroke="#ddd"/>')
        out.append(f'<text x="{x(v):.0f}" y="346" text-anchor="middle">{v:.1f}</text><text x="42" y="{y(v) + 4:.0f}" text-anchor="end">{v:.1f}</text>')
    out.append(f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#888" stroke-dasharray="4 4"/>')
    for (name, table), color, at in zip(sets, ("#1f5fa8", "#c2571a"), (60, 78)):
        points = " ".join(f"{x(c):.1f},{y(r):.1f}" for _, c, r in table)
        out.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
        out += [f'<circle cx="{x(c):.1f}" cy="{y(r):.1f}" r="4" fill="{color}"/>' for _, c, r in table]
        out.append(f'<circle cx="66" cy="{at - 4}" r="4" fill="{color}"/><text x="76" y="{at}">{name}</text>')
    out.append('<text x="200" y="372" text-anchor="middle">mean confidence of the bin</text>')
    out.append('<text transform="translate(14 180) rotate(-90)" text-anchor="middle">share of right deals</text></svg>')
    return "\n".join(out) + "\n"


def write(model):
    base, points = model
    head = open(FILE).read().split("base = ")[0]
    rows = sorted(points.items(), key=lambda p: (-p[1], p[0]))
    body = "".join(f'\n[[sign]]\nname = "{name}"\npoints = {value}\n' for name, value in rows)
    open(FILE, "w").write(f"{head}base = {base}\n{body}")


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("learn", "measure"):
        sys.exit(__doc__)
    what, program, folder = sys.argv[1:]
    dev = deals(program, folder, "dev")
    if what == "learn":
        model = learn(dev)
        write(model)
        print(f"{len(dev)} deals, {sum(r for _, _, r, _ in dev)} right, {len(model[1])} signs")
        return
    check = [(c, right) for _, _, right, c in deals(program, folder, "check")]
    tables = [("dev, by cross-validation", crossed(dev)), ("check", check)]
    for name, pairs in tables:
        table = bins(pairs)
        print(f"\n{name}: {len(pairs)} deals, expected calibration error {error(table):.3f}\n")
        print("| deals | mean confidence | right |\n|---|---|---|")
        for n, c, r in table:
            print(f"| {n} | {c:.2f} | {r:.2f} |")
        print("\n| `--min-confidence` | deals kept | right among them | of all right ones |\n|---|---|---|---|")
        for floor, n, p, r in curve(pairs):
            print(f"| {floor:.1f} | {n} | {p:.2f} | {r:.2f} |")
    open(PLOT, "w").write(plot([(name, bins(pairs)) for name, pairs in tables]))


main()
