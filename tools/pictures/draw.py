#!/usr/bin/env python3
"""Draws every picture of the blog as SVG beside this file; render.sh makes the PNGs."""
import math
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
SANS = "'Noto Sans CJK KR','Noto Sans KR',sans-serif"
MONO = "'DejaVu Sans Mono','Noto Sans Mono CJK KR',monospace"

INK, SUB, LINE, PAPER, WHITE = "#0f172a", "#475569", "#cbd5e1", "#f8fafc", "#ffffff"
VPC, VPC_BG = "#6d28d9", "#f5f3ff"
NET, NET_BG = "#0369a1", "#eaf6fe"
POD, POD_BG = "#0f766e", "#e3f8f4"
NODE, NODE_BG = "#c2410c", "#fff6ed"
WARN, WARN_BG = "#b91c1c", "#fef1f1"
GREY_BG = "#eef2f7"


def attrs(**kw):
    return "".join(f' {k.rstrip("_").replace("_", "-")}="{v}"' for k, v in kw.items() if v is not None)


def rect(x, y, w, h, fill=WHITE, stroke=None, r=14, sw=2, dash=None, **kw):
    return f'<rect{attrs(x=x, y=y, width=w, height=h, rx=r, fill=fill, stroke=stroke, stroke_width=sw if stroke else None, stroke_dasharray=dash, **kw)}/>'


def text(x, y, s, size=22, fill=INK, weight=400, anchor="start", mono=False, **kw):
    return (f'<text{attrs(x=x, y=y, font_family=MONO if mono else SANS, font_size=size, fill=fill, font_weight=weight, text_anchor=anchor, **kw)}'
            f' xml:space="preserve">{escape(s)}</text>')


def line(x1, y1, x2, y2, stroke=SUB, sw=3, dash=None, start=False, end=False, **kw):
    return f'<path{attrs(d=f"M{x1} {y1}L{x2} {y2}", stroke=stroke, stroke_width=sw, stroke_dasharray=dash, fill="none", stroke_linecap="round", marker_start=mark(stroke) if start else None, marker_end=mark(stroke) if end else None, **kw)}/>'


def path(d, stroke=SUB, sw=3, fill="none", dash=None, start=False, end=False, **kw):
    return f'<path{attrs(d=d, stroke=stroke, stroke_width=sw, fill=fill, stroke_dasharray=dash, stroke_linecap="round", stroke_linejoin="round", marker_start=mark(stroke) if start else None, marker_end=mark(stroke) if end else None, **kw)}/>'


MARKS = {}


def mark(colour):
    name = "arrow-" + colour.lstrip("#")
    MARKS[name] = colour
    return f"url(#{name})"


def group(x, y, body, scale=1):
    return f'<g transform="translate({x} {y}) scale({scale})">{body}</g>'


# --- icons: each is drawn in a box of 40 x 40 -------------------------------

def hexagon(cx, cy, r):
    return "M" + "L".join(f"{cx + r * math.sin(math.radians(60 * i)):.2f} {cy - r * math.cos(math.radians(60 * i)):.2f}" for i in range(6)) + "Z"


def i_pod(c=POD):
    return path(hexagon(20, 20, 18), c, 3, WHITE) + path("M20 20V37M20 20L5 11.5M20 20L35 11.5", c, 2.5)


def i_node(c=NODE):
    out = rect(3, 4, 34, 14, WHITE, c, 4, 3) + rect(3, 22, 34, 14, WHITE, c, 4, 3)
    for y in (11, 29):
        out += f'<circle cx="11" cy="{y}" r="2.6" fill="{c}"/>' + line(19, y, 30, y, c, 2.6)
    return out


def i_eni(c=NET):
    return (rect(4, 6, 32, 21, WHITE, c, 4, 3) + rect(10, 12, 9, 9, c, None, 2) + line(24, 13, 30, 13, c, 2.6) + line(24, 20, 30, 20, c, 2.6)
            + path("M10 27V35M17 27V35M24 27V35M31 27V35", c, 3))


def i_cloud(c=VPC):
    return path("M11 32a8 8 0 0 1-1-16 11 11 0 0 1 21-2 9 9 0 0 1-1 18z", c, 3, WHITE)


def i_queue(c=NET):
    out = ""
    for i in range(3):
        out += rect(4, 5 + i * 11, 32, 8, WHITE, c, 3, 2.8) + rect(4, 5 + i * 11, 9 + 6 * i, 8, c, None, 3)
    return out


def i_balance(c=NET):
    out = path("M12 20H20M20 20L29 8M20 20H30M20 20L29 32", c, 2.8)
    out += f'<circle cx="8" cy="20" r="5.5" fill="{c}"/>'
    for y in (7, 20, 33):
        out += f'<circle cx="32" cy="{y}" r="4.2" fill="{WHITE}" stroke="{c}" stroke-width="2.8"/>'
    return out


def i_building(c=SUB):
    out = rect(7, 4, 26, 33, WHITE, c, 3, 3)
    for y in (11, 19, 27):
        out += line(13, y, 16, y, c, 3) + line(24, y, 27, y, c, 3)
    return out


def icon(fn, x, y, size=40, c=None):
    return group(x, y, fn(c) if c else fn(), size / 40)


# --- blocks -----------------------------------------------------------------

def tagged(x, y, w, h, label, colour, bg, size=23, dash=None, note=None):
    """A box whose label sits in a filled tab at its top left corner."""
    tab = 30 + width(label, size)
    out = rect(x, y, w, h, bg, colour, 16, 2.5, dash)
    out += path(f"M{x} {y + 42}V{y + 16}a16 16 0 0 1 16 -16H{x + tab}V{y + 28}a14 14 0 0 1 -14 14z", "none", 0, colour)
    out += text(x + 16, y + 30, label, size, WHITE, 700)
    if note:
        out += text(x + tab + 16, y + 30, note, size - 3, SUB)
    return out


def width(s, size):
    return sum(size * (1 if ord(ch) > 0x2E80 else 0.3 if ch in " .,:·/" else 0.6) for ch in s)


def pod(x, y, addr, w=134, h=108, label="Pod", c=POD, bg=POD_BG, stroke=None):
    return (rect(x, y, w, h, WHITE, stroke or c, 12, 2.2) + icon(i_pod, x + w / 2 - 47, y + 14, 38, c) + text(x + w / 2 + 2, y + 41, label, 21, INK, 700)
            + rect(x + 8, y + h - 42, w - 16, 32, bg, None, 8) + text(x + w / 2, y + h - 19, addr, 18, c, 700, "middle"))


def eni(x, y, w, label, addr, c=NET, bg=WHITE):
    return (rect(x, y, w, 78, bg, c, 12, 2.4) + icon(i_eni, x + 16, y + 19, 42, c) + text(x + 72, y + 34, label, 20, SUB, 500)
            + text(x + 72, y + 62, addr, 22, c, 700))


def page(name, w, h, body, bg=True):
    back = rect(1.5, 1.5, w - 3, h - 3, PAPER, "#dbe3ec", 28, 3) if bg else ""
    defs = "".join(f'<marker id="{n}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="5" markerHeight="5" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="{c}"/></marker>'
                   for n, c in sorted(MARKS.items()) if n in body)
    (HERE / f"{name}.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">\n'
        f"<defs>{defs}</defs>\n{back}\n" + body.replace("><", ">\n<") + "\n</svg>\n", encoding="utf-8")


def heading(title, sub):
    return text(48, 72, title, 36, INK, 700) + text(48, 112, sub, 23, SUB)


# --- 1. the VPC CNI as it comes --------------------------------------------

def not_custom_network():
    b = heading("VPC CNI의 기본 동작", "노드에 붙은 ENI가 서브넷 주소를 받아 오고, 파드는 그 주소를 그대로 씁니다.")
    b += tagged(40, 140, 1520, 722, "VPC 10.20.0.0/21", VPC, VPC_BG)
    for i, (zone, third) in enumerate((("ap-northeast-2a", 0), ("ap-northeast-2b", 1))):
        x, y = 70 + i * 742, 206
        net = f"10.20.{third}"
        b += tagged(x, y, 718, 478, f"프라이빗 서브넷 {net}.0/24", NET, NET_BG, 22, note=zone)
        nx, ny = x + 26, y + 64
        b += rect(nx, ny, 666, 390, NODE_BG, NODE, 14, 2.4)
        b += icon(i_node, nx + 20, ny + 15, 38) + text(nx + 70, ny + 43, "EKS 노드 (EC2 인스턴스)", 23, NODE, 700)
        for k, (label, own, p1, p2) in enumerate((("기본 ENI · 노드 주소", 11, 24, 31), ("보조 ENI", 57, 58, 63))):
            ex = nx + 22 + k * 318
            b += path(f"M{ex + 80} {ny + 162}V{ny + 228}M{ex + 224} {ny + 162}V{ny + 228}", NET, 3)
            b += eni(ex, ny + 84, 304, label, f"{net}.{own}")
            b += pod(ex + 8, ny + 230, f"{net}.{p1}", 140, 116) + pod(ex + 156, ny + 230, f"{net}.{p2}", 140, 116)
    y = 706
    b += rect(70, y, 1460, 130, WHITE, LINE, 14, 2)
    b += text(96, y + 44, "한 서브넷의 주소를", 23, INK, 700) + text(96, y + 78, "함께 쓰는 것들", 23, INK, 700)
    x = 318
    for fn, label, c, w in ((i_node, "노드", NODE, 136), (i_pod, "파드", POD, 136), (i_queue, "MSK 브로커", NET, 212), (i_balance, "내부 ELB", NET, 184)):
        b += rect(x, y + 28, w, 74, GREY_BG, None, 12) + icon(fn, x + 18, y + 45, 40, c) + text(x + 72, y + 73, label, 23, INK, 500)
        x += w + 14
    b += rect(x + 10, y + 20, 1530 - x - 30, 90, WARN_BG, WARN, 12, 2.2)
    b += text((x + 1520) / 2, y + 57, "/24 하나에 쓸 수 있는 주소 251개", 22, WARN, 700, "middle")
    b += text((x + 1520) / 2, y + 91, "파드가 늘면 가장 먼저 바닥납니다", 21, WARN, 400, "middle")
    page("not-custom-network", 1600, 900, b)


# --- 2. the Transit Gateway -------------------------------------------------

def tgw_networking():
    b = heading("Transit Gateway로 만나는 VPC들", "라우팅 테이블을 함께 쓰므로 어느 두 VPC의 CIDR도 겹칠 수 없습니다.")
    others = (("결제 팀 VPC", "10.10.0.0/21", i_cloud, VPC), ("데이터 팀 VPC", "10.10.8.0/21", i_cloud, VPC), ("공용 서비스 VPC", "10.10.16.0/20", i_cloud, VPC), ("사내망 (전용선)", "10.0.0.0/16", i_building, SUB))
    for i, (label, cidr, fn, c) in enumerate(others):
        y = 156 + i * 146
        b += line(396, y + 60, 556, y + 60, SUB, 4, start=True, end=True)
        b += rect(48, y, 344, 120, VPC_BG if c == VPC else GREY_BG, c, 16, 2.4)
        b += icon(fn, 70, y + 34, 54, c) + text(146, y + 52, label, 24, INK, 700) + text(146, y + 88, cidr, 24, c, 700)
    # hub
    b += rect(562, 156, 216, 558, WHITE, NODE, 24, 3)
    cx, cy = 670, 370
    b += f'<circle cx="{cx}" cy="{cy}" r="70" fill="{NODE_BG}" stroke="{NODE}" stroke-width="3"/>'
    for dx, dy in ((0, -1), (1, 0), (0, 1), (-1, 0)):
        b += line(cx + dx * 16, cy + dy * 16, cx + dx * 50, cy + dy * 50, NODE, 5, end=True)
    b += text(cx, 494, "Transit", 28, NODE, 700, "middle") + text(cx, 530, "Gateway", 28, NODE, 700, "middle")
    b += text(cx, 576, "네트워크 팀이", 21, SUB, 400, "middle") + text(cx, 606, "CIDR을 나눠 줌", 21, SUB, 400, "middle")
    b += line(784, 435, 866, 435, SUB, 4, start=True, end=True)
    # our VPC
    b += tagged(874, 156, 678, 558, "우리 팀 VPC 10.20.0.0/21", VPC, VPC_BG)
    used = ((30, 183, 12, 26), (28, 184, 12, 25), (31, 181, 12, 26))
    for i in range(3):
        y = 222 + i * 158
        b += rect(902, y, 622, 142, NET_BG, NET, 14, 2.2)
        b += text(924, y + 40, f"프라이빗 서브넷 10.20.{i}.0/24", 22, NET, 700)
        b += text(1502, y + 40, f"251개 중 남은 주소 {251 - sum(used[i])}", 20, WARN, 700, "end")
        x = 924
        for n, c in zip(used[i], (NODE, POD, NET, "#7c3aed")):
            w = n * 578 / 251
            b += rect(round(x, 1), y + 58, round(w - 3, 1), 30, c, None, 6)
            x += w
        b += rect(924, y + 58, 578, 30, "none", WARN, 6, 2)
        lx = 924
        for label, c in (("노드", NODE), ("파드", POD), ("MSK", NET), ("내부 ELB", "#7c3aed")):
            b += rect(lx, y + 106, 16, 16, c, None, 4) + text(lx + 24, y + 121, label, 19, SUB)
            lx += 24 + width(label, 19) + 34
    # bottom notes
    b += rect(48, 746, 730, 116, WHITE, LINE, 16, 2)
    b += text(76, 794, "겹치는 CIDR은 TGW에 실을 수 없습니다", 24, INK, 700) + text(76, 832, "다른 팀의 대역을 임의로 가져다 쓰는 것도 불가능합니다", 21, SUB)
    b += rect(874, 746, 678, 116, WARN_BG, WARN, 16, 2.2)
    b += text(902, 794, "/24 세 개 = 약 760개의 주소", 24, WARN, 700) + text(902, 832, "주소가 바닥나면 새 파드는 스케줄링되지 못합니다", 21, WARN)
    page("tgw-networking", 1600, 900, b)


# --- 3. custom networking ---------------------------------------------------

def custom_networking():
    b = heading("커스텀 네트워킹을 켠 뒤", "노드는 기본 CIDR에 그대로 두고, 파드가 쓰는 보조 ENI만 보조 CIDR의 서브넷에 만듭니다.")
    b += tagged(40, 140, 1520, 832, "VPC", VPC, VPC_BG)
    b += rect(66, 200, 1468, 280, WHITE, NET, 16, 2.4, "10 8") + text(90, 236, "기본 CIDR 10.20.0.0/21", 24, NET, 700) + text(1510, 236, "Transit Gateway로 라우팅되는 대역", 21, SUB, 400, "end")
    b += rect(66, 584, 1468, 362, WHITE, POD, 16, 2.4, "10 8") + text(90, 926, "보조 CIDR 100.64.0.0/17", 24, POD, 700) + text(1510, 926, "VPC 안에서만 쓰는 CGNAT 대역", 21, SUB, 400, "end")
    for i, z in enumerate("abc"):
        x = 90 + i * 480
        third = 32 * i
        # node subnet
        b += rect(x, 256, 460, 204, NET_BG, NET, 14, 2.2) + text(x + 20, 290, f"노드 서브넷 10.20.{i}.0/24", 21, NET, 700)
        b += rect(x + 18, 306, 424, 138, NODE_BG, NODE, 12, 2.2) + icon(i_node, x + 36, 352, 46) + text(x + 98, 340, "EKS 노드", 20, NODE, 700)
        b += eni(x + 98, 352, 326, "기본 ENI", f"10.20.{i}.{(11, 27, 40)[i]}")
        # link
        cx = x + 230
        b += line(cx, 446, cx, 652, POD, 4, "2 9", start=False, end=True)
        b += rect(cx - 178, 500, 356, 66, WHITE, POD, 33, 2.4) + text(cx, 528, "ENIConfig", 19, SUB, 500, "middle") + text(cx, 554, f"ap-northeast-2{z}", 21, POD, 700, "middle")
        # pod subnet
        b += rect(x, 604, 460, 290, POD_BG, POD, 14, 2.2) + text(x + 20, 638, f"파드 서브넷 100.64.{third}.0/19", 21, POD, 700)
        for k in range(3):
            b += line(x + 86 + k * 144, 730, x + 86 + k * 144, 766, POD, 3)
        b += eni(x + 18, 656, 424, "보조 ENI (노드에 연결)", f"100.64.{third + 1}.{9 + i}", POD)
        for k, tail in enumerate((18, 77, 140)):
            b += pod(x + 18 + k * 144, 766, f"100.64.{third + (2, 7, 19)[k]}.{tail + i * 3}", 136, 110, bg=POD_BG).replace('font-size="18"', 'font-size="15"')
    page("custom-networking", 1600, 1010, b)


# --- 4. the result, as a terminal shows it ----------------------------------

def terminal():
    w, h = 1600, 736
    b = rect(40, 40, 1520, 656, "#0b1220", "#1e293b", 18, 2)
    b += path("M40 92V58a18 18 0 0 1 18 -18H1542a18 18 0 0 1 18 18V92z", "none", 0, "#1e293b")
    for i, c in enumerate(("#f87171", "#fbbf24", "#34d399")):
        b += f'<circle cx="{74 + i * 30}" cy="66" r="9" fill="{c}"/>'
    b += text(800, 74, "커스텀 네트워킹 적용 후", 20, "#94a3b8", 500, "middle")
    fg, dim, node, podc, ok = "#e2e8f0", "#94a3b8", "#fdba74", "#5eead4", "#86efac"
    size, step, y = 21, 36, 142

    cw = size * 0.602
    def row(cells, y):
        out = ""
        for col, s, c, wt in cells:
            out += text(round(76 + col * cw, 1), y, s, size, c, wt, mono=True)
        return out

    def prompt(cmd, y):
        return row(((0, "$", ok, 700), (2, cmd, fg, 700)), y)

    b += prompt("kubectl get nodes -o wide", y)
    y += step
    cols = (0, 50, 59, 68, 88)
    b += row([(c, s, dim, 400) for c, s in zip(cols, ("NAME", "STATUS", "AGE", "INTERNAL-IP", "OS-IMAGE"))], y)
    nodes = ("10.20.0.11", "10.20.1.27", "10.20.2.40")
    for ip in nodes:
        y += step
        host = f"ip-{ip.replace('.', '-')}.ap-northeast-2.compute.internal"
        b += row(((0, host, fg, 400), (50, "Ready", ok, 400), (59, "3h", fg, 400), (68, ip, node, 700), (88, "Amazon Linux 2023", fg, 400)), y)
    y += step * 1.6
    b += prompt("kubectl get pods -n shop -o wide", y)
    y += step
    cols = (0, 28, 35, 46, 62)
    b += row([(c, s, dim, 400) for c, s in zip(cols, ("NAME", "READY", "STATUS", "IP", "NODE"))], y)
    pods = (("order-api-7c9d8b6f5-2xkqv", "100.64.2.18", 0), ("order-api-7c9d8b6f5-m4t7z", "100.64.39.80", 1), ("cart-api-5f6bdc947-8hjwn", "100.64.7.77", 0),
            ("cart-api-5f6bdc947-vq2lp", "100.64.83.146", 2), ("payment-worker-0", "100.64.34.21", 1), ("payment-worker-1", "100.64.66.24", 2))
    for name, ip, n in pods:
        y += step
        host = f"ip-{nodes[n].replace('.', '-')}.ap-northeast-2.compute.internal"
        b += row(((0, name, fg, 400), (28, "1/1", fg, 400), (35, "Running", ok, 400), (46, ip, podc, 700), (62, host, fg, 400)), y)
    y += step * 1.6
    b += rect(76, y - 20, 20, 20, node, None, 5) + text(106, y - 3, "노드는 10.20.x.x", 20, fg)
    b += rect(316, y - 20, 20, 20, podc, None, 5) + text(346, y - 3, "파드는 100.64.x.x", 20, fg)
    page("custom-networking-result", w, h, b)


# --- 5. subnets of the CIDR post --------------------------------------------

def subnets():
    b = text(48, 68, "100.64.0.0/17을 /19로 나누기", 34, INK, 700) + text(48, 106, "/17에 비트 두 개를 더하면 /19 네 칸이 생깁니다.", 22, SUB)
    b += rect(48, 140, 1504, 84, VPC_BG, VPC, 14, 2.4) + text(800, 192, "100.64.0.0/17 · 주소 32,768개", 26, VPC, 700, "middle")
    for i in range(4):
        x = 48 + i * 380
        used = i < 3
        c, bg = (POD, POD_BG) if used else (SUB, WHITE)
        b += line(x + 182, 228, x + 182, 260, c, 3, end=True)
        b += rect(x, 268, 364, 190, bg, c, 14, 2.4, None if used else "10 8")
        b += text(x + 182, 312, f"netnum {i}", 20, SUB, 500, "middle")
        b += text(x + 182, 354, f"100.64.{32 * i}.0/19", 27, c, 700, "middle")
        b += text(x + 182, 396, f"100.64.{32 * i}.0 – 100.64.{32 * i + 31}.255", 19, SUB, 400, "middle")
        b += text(x + 182, 434, f"ap-northeast-2{'abc'[i]} · 8,187개" if used else "남겨 둔 칸", 20, c, 700, "middle")
    page("subnets", 1600, 500, b)


# --- thumbnails -------------------------------------------------------------

def thumb(name, c1, c2, kicker, lines, art, size=50):
    b = (f'<linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{c1}"/><stop offset="1" stop-color="{c2}"/></linearGradient>'
         '<pattern id="d" width="24" height="24" patternUnits="userSpaceOnUse"><circle cx="2" cy="2" r="1.4" fill="#fff" fill-opacity=".13"/></pattern>'
         '<rect width="840" height="360" fill="url(#g)"/><rect width="840" height="360" fill="url(#d)"/>')
    b += text(56, 110 if len(lines) > 1 else 140, kicker, 21, "#ffffff", 500, fill_opacity=".82", letter_spacing="1.5")
    y = 176 if len(lines) > 1 else 208
    for s in lines:
        b += text(54, y, s, size, WHITE, 700)
        y += size + 16
    b += text(56, 318, "Comstering's Dev Notes", 19, WHITE, 400, fill_opacity=".75")
    b += art
    page(name, 840, 360, b, bg=False)


def w_hex(cx, cy, r, op=.16, label=None, inner=True):
    out = path(hexagon(cx, cy, r), WHITE, 3, WHITE, fill_opacity=op)
    if inner:
        s = r * .866
        out += path(f"M{cx} {cy}V{cy + r}M{cx} {cy}L{cx - s:.1f} {cy - r / 2}M{cx} {cy}L{cx + s:.1f} {cy - r / 2}", WHITE, 2.5, stroke_opacity=".8")
    return out


def thumbs():
    art = ""
    for x in (560, 660, 760):
        art += line(x, 118, x, 206, WHITE, 3, "2 8")
        art += rect(x - 40, 66, 80, 54, WHITE, WHITE, 10, 3, fill_opacity=".16") + line(x - 20, 84, x + 20, 84, WHITE, 4) + line(x - 20, 102, x + 4, 102, WHITE, 4)
        art += w_hex(x, 250, 40, .2)
    thumb("thumb-eks", "#4c1d95", "#0f766e", "EKS · VPC CNI · 100.64.0.0/10", ["EKS Custom", "Networking"], art)

    art = ""
    for i in range(3):
        y = 70 + i * 80
        art += rect(500, y, 62, 60, WHITE, WHITE, 10, 3, fill_opacity=".12") + text(531, y + 39, f"[{i}]", 24, WHITE, 700, "middle", True)
        art += line(572, y + 30, 612, y + 30, WHITE, 3, "2 8", end=False) + path(f"M608 {y + 22}L618 {y + 30}L608 {y + 38}", WHITE, 3)
        art += rect(628, y, 150, 60, WHITE, WHITE, 10, 3, fill_opacity=".22") + text(703, y + 39, f'["{("web", "api", "job")[i]}"]', 24, WHITE, 700, "middle", True)
    thumb("thumb-for-each", "#312e81", "#7c3aed", "Terraform 실전 노트 1", ["for_each와", "count"], art)

    art = ""
    cell = 34
    ox, oy = 520, 62
    art += rect(ox, oy, 272, 60, WHITE, WHITE, 8, 3, fill_opacity=".12") + text(ox + 136, oy + 40, "/17", 26, WHITE, 700, "middle", True)
    for i in range(4):
        art += rect(ox + i * 69, oy + 84, 65, 60, WHITE, WHITE, 8, 3, fill_opacity=".3" if i < 3 else ".04") + text(ox + i * 69 + 32, oy + 123, "/19", 22, WHITE, 700, "middle", True)
    for i in range(16):
        art += rect(round(ox + i * 17.25, 1), oy + 168, 13, 60, WHITE, None, 3, fill_opacity=".55" if i % 3 else ".25")
    thumb("thumb-cidr", "#0c4a6e", "#0891b2", "Terraform 실전 노트 2", ["cidrsubnet으로", "CIDR 나누기"], art)

    art = rect(486, 62, 306, 236, "#0b1220", WHITE, 14, 2.5, fill_opacity=".55")
    for i, c in enumerate(("#f87171", "#fbbf24", "#34d399")):
        art += f'<circle cx="{510 + i * 22}" cy="86" r="6.5" fill="{c}"/>'
    for i, (s, c) in enumerate((("$ ip rule show", WHITE), ("512:  to 100.64.2.18", "#fdba74"), ("1536: from 100.64.2.18", "#fdba74"), ("$ ip route show table 2", WHITE), ("default dev ens6", "#5eead4"))):
        art += text(504, 136 + i * 34, s, 18.5, c, 700, mono=True)
    thumb("thumb-pod-debug", "#7c2d12", "#9f1239", "EKS · kubectl · ip rule", ["Debugging", "Pod Networking"], art, 46)


# --- the author's picture and the site's icon -------------------------------

def profile():
    b = ('<linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#4c1d95"/><stop offset="1" stop-color="#0d9488"/></linearGradient>'
         '<rect width="400" height="400" fill="url(#g)"/>')
    # a comet over an orbit: "Com" and "ster"
    b += '<ellipse cx="200" cy="206" rx="150" ry="58" transform="rotate(-28 200 206)" fill="none" stroke="#fff" stroke-opacity=".35" stroke-width="5"/>'
    b += '<circle cx="200" cy="206" r="86" fill="#fff" fill-opacity=".12"/>'
    b += path(hexagon(200, 206, 70), WHITE, 9, WHITE, fill_opacity=".16")
    b += path("M228 178a38 38 0 1 0 0 56", WHITE, 15)
    b += path("M312 96L372 40M324 124L366 86M290 82L330 46", "#5eead4", 7, stroke_opacity=".75")
    b += '<circle cx="300" cy="110" r="19" fill="#5eead4"/>'
    for x, y, r in ((70, 90, 5), (112, 52, 3.5), (60, 318, 4), (330, 330, 5), (352, 250, 3.5), (150, 352, 3.5)):
        b += f'<circle cx="{x}" cy="{y}" r="{r}" fill="#fff" fill-opacity=".7"/>'
    page("profile", 400, 400, b, bg=False)


def favicon():
    (HERE / "favicon.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">\n'
        "<style>.t{fill:#4c1d95}.s{stroke:#fff}.d{fill:#2dd4bf}@media (prefers-color-scheme:dark){.t{fill:#a78bfa}.s{stroke:#1e1033}.d{fill:#0f766e}}</style>\n"
        f'<path class="t" d="{hexagon(32, 32, 31)}"/>\n'
        '<path class="s" d="M42 22.5a14 14 0 1 0 0 19" fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round"/>\n'
        '<circle class="d" cx="44" cy="32" r="4.5"/>\n</svg>\n', encoding="utf-8")


if __name__ == "__main__":
    for fn in (not_custom_network, tgw_networking, custom_networking, terminal, subnets, thumbs, profile, favicon):
        fn()
