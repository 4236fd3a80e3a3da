"""The page's style: light and dark by the reader's choice, print, contrast of at least 4.5 to 1."""

from __future__ import annotations

from typing import Final

CSS: Final = """
:root{color-scheme:light dark;--ink:#1b2430;--soft:#4d5b6b;--paper:#fdfdfb;--card:#fff;--line:#d5dbe1;--mark:#1f5f8b;
--good:#1a6b3c;--bad:#9b2318;--tint:#eef3f7}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#aab6c3;--paper:#12171d;--card:#1a2129;--line:#37424e;
--mark:#7db8e0;--good:#7fd0a0;--bad:#f0a196;--tint:#222b35}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,"Segoe UI",Roboto,sans-serif}
main,header,footer,nav{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 .6rem}
h2{font-size:1.25rem;margin:2.4rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.4rem 0 .3rem}
p{margin:.4rem 0 .8rem;max-width:46rem}
.claim{font-size:1.1rem;font-weight:600}
.soft{color:var(--soft)}
a{color:var(--mark)}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;padding:0;margin:1rem 0 0}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.7rem;margin:1rem 0;padding:0}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem}
.facts dt{color:var(--soft);font-size:.85rem}
.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.wide{overflow-x:auto;margin:.4rem 0 1rem}
table{border-collapse:collapse;width:100%;background:var(--card);font-size:.92rem}
caption{text-align:left;color:var(--soft);padding:.2rem 0 .4rem}
th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
thead th{background:var(--tint);position:sticky;top:0}
tbody th{font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums}
code{font:.88em ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
figure{margin:1rem 0;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.8rem}
figcaption{color:var(--soft);font-size:.9rem;margin-top:.4rem}
svg{width:100%;height:auto;max-width:46rem;display:block}
svg text{fill:var(--ink);font:13px system-ui,sans-serif}
svg .bar{fill:var(--mark)}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
details{margin:.5rem 0}summary{cursor:pointer;font-weight:600;padding:.3rem 0}
footer{color:var(--soft);font-size:.9rem;padding-bottom:3rem;margin-top:2rem}
@media print{:root{color-scheme:light;--ink:#000;--soft:#333;--paper:#fff;--card:#fff;--line:#999;--mark:#1f5f8b;
--tint:#eee}
nav,.skip{display:none}body{font-size:10.5pt}h2{break-after:avoid}tr,figure{break-inside:avoid}
.wide{overflow:visible}thead th{position:static}}
"""
