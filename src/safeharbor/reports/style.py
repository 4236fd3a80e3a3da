"""The pages' style: light and dark by the reader's choice, print, contrast of at least 4.5 to 1."""

from __future__ import annotations

from typing import Final

CSS: Final = """
:root{color-scheme:light dark;--ink:#1a232e;--soft:#4b5968;--paper:#f6f7f9;--card:#fff;--line:#d3dae1;--mark:#1c5d8c;
--good:#17653a;--bad:#97231a;--tint:#edf2f6;--track:#e3e9ee;--kept:#1c5d8c;--less:#2f8f83;--new:#b7791f;--gone:#77838f}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#a9b5c1;--paper:#0f141a;--card:#171e26;--line:#323d49;
--mark:#7cb8e2;--good:#7ed3a3;--bad:#f2a59b;--tint:#1f2832;--track:#28323d;--kept:#7cb8e2;--less:#5cc4b4;--new:#e3b35e;
--gone:#8694a2}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,"Segoe UI",Roboto,sans-serif}
main,header,footer,nav{max-width:68rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.2rem}
h1{font-size:1.9rem;line-height:1.2;margin:.1rem 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .5rem}
h3{font-size:1.05rem;margin:1.6rem 0 .3rem}
p{margin:.4rem 0 .8rem;max-width:44rem}
.above{margin:0;color:var(--soft);font-size:.85rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase}
.claim{font-size:1.08rem;font-weight:600;max-width:none}
.soft{color:var(--soft)}
a{color:var(--mark)}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;padding:.7rem 0;margin:1rem 0 0;
border-block:1px solid var(--line)}
section{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:1.2rem 1.4rem;margin:1.2rem 0}
.verdicts{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.8rem;list-style:none;padding:0;
margin:1.1rem 0}
.verdict{background:var(--card);border:1px solid var(--line);border-left-width:5px;border-radius:.6rem;
padding:.7rem .9rem;display:flex;flex-direction:column}
.verdict .what{color:var(--soft);font-size:.85rem}
.verdict strong{font-size:1.25rem;line-height:1.35}
.verdict .soft{font-size:.88rem}
.good-edge{border-left-color:var(--good)}.bad-edge{border-left-color:var(--bad)}
.note-edge{border-left-color:var(--mark)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.5rem 1rem;margin:1rem 0;padding:0}
.facts dt{color:var(--soft);font-size:.85rem}
.facts dd{margin:0;font-size:.93rem;font-weight:600;overflow-wrap:anywhere}
.wide{overflow-x:auto;margin:.4rem 0 1rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--soft);padding:.2rem 0 .4rem}
th,td{border-bottom:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
thead th{background:var(--tint);font-size:.85rem;white-space:nowrap}
tbody th{font-weight:600}
tbody tr:last-child>*{border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums}
.b{min-width:11rem}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
svg{display:block;color:var(--mark)}
svg rect{fill:currentColor}
svg .track{fill:var(--track)}
svg .base{stroke:var(--line)}
.barred{display:flex;align-items:center;gap:.6rem;min-height:1.4rem}
.of{flex:0 0 3.4rem;text-align:right;font-variant-numeric:tabular-nums}
.barred svg{flex:1 1 4rem;min-width:3rem}
.stack{margin:.35rem 0;border-radius:3px}
.stack rect{stroke:var(--card);stroke-width:1}
svg .kept,svg.kept rect{fill:var(--kept)}svg .less,svg.less rect{fill:var(--less)}
svg .new,svg.new rect{fill:var(--new)}svg .gone,svg.gone rect{fill:var(--gone)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0;margin:.4rem 0 .8rem;font-size:.9rem}
.legend li{display:flex;align-items:center;gap:.4rem}
.many{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem}
figure{margin:.4rem 0}
figcaption{font-weight:600;font-size:.92rem;margin-bottom:.3rem}
figure p{font-size:.85rem;margin:.2rem 0 0}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
blockquote{margin:.6rem 0;padding:.4rem 0 .4rem 1rem;border-left:4px solid var(--good)}
blockquote footer{padding:0;font-size:.9rem}
details{margin:.3rem 0;border-top:1px solid var(--line);padding-top:.3rem}
summary{cursor:pointer;font-weight:600;padding:.3rem 0}
footer{color:var(--soft);font-size:.9rem;padding-bottom:2.5rem;margin-top:1.2rem}
@media (max-width:34rem){body{font-size:15px}h1{font-size:1.5rem}main,header,footer,nav{padding-inline:.8rem}
section{padding:1rem .9rem}th,td{padding:.35rem .4rem}.b{min-width:9rem}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#333;--paper:#fff;--card:#fff;--line:#999;--mark:#1c5d8c;
--tint:#eee;--track:#e3e9ee;--good:#17653a;--bad:#97231a;--kept:#1c5d8c;--less:#2f8f83;--new:#b7791f;--gone:#77838f}
nav,.skip{display:none}body{font-size:10pt}section{border:0;padding:0}h2,h3,summary{break-after:avoid}
table{font-size:8.5pt}th,td{padding:.2rem .4rem}caption,thead{break-after:avoid}.b{min-width:7rem}
.verdicts{grid-template-columns:repeat(4,1fr);gap:.4rem}.verdict strong{font-size:1.05rem}
tr,figure,.verdict,blockquote{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}
.wide{overflow:visible}thead th{white-space:normal}
svg rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
