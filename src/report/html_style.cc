#include "report/html_style.h"

namespace sprint::report {

const char* const kStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #16191d; --soft: #5b6570; --line: #dde2e8;
  --base: #3b6fd4; --candidate: #d97706; --good: #0f7b46; --bad: #b3261e;
  --good-soft: #e4f4eb; --bad-soft: #fbeae8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101317; --card: #181c22; --ink: #e9edf1; --soft: #9aa5b1; --line: #2d343d;
    --base: #7aa5f5; --candidate: #f0a144; --good: #5bcf92; --bad: #f2877f;
    --good-soft: #12291d; --bad-soft: #301a19;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
  overflow-wrap: break-word;
}
main { max-width: 68rem; margin: 0 auto; padding: 1rem; display: grid; gap: 1rem; }
section, header { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.25rem; min-width: 0; }
h1, h2, p { margin: 0; }
h1 { font-size: clamp(1.9rem, 6vw, 3rem); line-height: 1.1; letter-spacing: -.02em; }
h2 { font-size: 1.15rem; margin-bottom: .75rem; }
.soft, figcaption, .axis { color: var(--soft); font-size: .875rem; }
header.accepted { border-left: .5rem solid var(--good); }
header.rejected { border-left: .5rem solid var(--bad); }
header.accepted h1 { color: var(--good); }
header.rejected h1 { color: var(--bad); }
.findings { list-style: none; margin: 1.25rem 0 0; padding: 0; display: grid; gap: .5rem; }
.findings li { display: grid; grid-template-columns: 7.5rem 1fr; gap: .25rem 1rem;
  padding: .625rem .75rem; border-radius: .5rem; background: var(--page); }
.findings li.met { background: var(--good-soft); }
.findings li.missed { background: var(--bad-soft); }
.findings b { display: block; }
.findings .state { font-size: .875rem; color: var(--soft); }
.met .state { color: var(--good); }
.missed .state { color: var(--bad); }
.note { margin-top: .75rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
th:first-child, td:first-child, .recipes th:nth-child(2), .recipes td:nth-child(2),
.recipes th:last-child, .recipes td:last-child { text-align: left; white-space: normal; }
.recipes th:nth-child(3), .recipes td:nth-child(3) { text-align: left; }
.recipes td:nth-child(2) { min-width: 16rem; }
tbody th { font-weight: 500; }
thead th { color: var(--soft); font-weight: 500; font-size: .875rem; }
tr:last-child > * { border-bottom: 0; }
tbody.summary td:nth-child(3) { font-weight: 650; }
tbody.detail { color: var(--soft); font-size: .875rem; }
td.better { color: var(--good); }
td.worse { color: var(--bad); }
tr.chosen { background: var(--page); font-weight: 600; }
.columns { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr);
  align-items: start; }
@media (min-width: 52rem) { .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.legend { display: flex; gap: 1.25rem; font-size: .875rem; margin-bottom: .75rem; }
.legend span::before { content: ""; display: inline-block; width: .8rem; height: .8rem;
  border-radius: .2rem; margin-right: .4rem; vertical-align: -.08rem; background: var(--color); }
figure { margin: 0; }
.chart { font-size: .8125rem; }
.axis { font-size: .8125rem; margin-bottom: .4rem; }
.axis.x { margin: 1.75rem 0 0; text-align: center; }
.plot { position: relative; height: 19rem; margin-left: 3rem; }
.plot.bare { height: 13rem; margin-left: 0; }
.plot svg[role] { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible;
  border-left: 1px solid var(--soft); border-bottom: 1px solid var(--soft); }
.tick-x, .tick-y { position: absolute; color: var(--soft); white-space: nowrap; }
.tick-x { top: calc(100% + .25rem); transform: translateX(-50%); }
.tick-y { right: calc(100% + .5rem); transform: translateY(-50%); }
.grid { stroke: var(--line); }
.region { fill: var(--good); opacity: .1; }
.limit { stroke: var(--good); stroke-dasharray: 4 4; opacity: .7; }
.point { overflow: visible; }
.point line { stroke: var(--soft); }
.point circle { fill: var(--soft); }
.point.good circle { fill: var(--good); }
.point .number { fill: var(--card); stroke: var(--soft); }
.point.good .number { stroke: var(--good); fill: var(--card); }
.point.chosen circle:first-of-type { fill: var(--candidate); }
.point.chosen .number { stroke: var(--candidate); stroke-width: 2.5; fill: var(--card); }
.point text { font-size: 11px; font-weight: 600; text-anchor: middle; fill: var(--ink); }
g.base { fill: var(--base); opacity: .6; }
g.candidate { fill: var(--candidate); opacity: .6; }
.median { stroke-width: 2; }
.median.base { stroke: var(--base); }
.median.candidate { stroke: var(--candidate); }
.bars { margin: 0; display: grid; gap: .15rem; }
.bars dt { font-size: .875rem; margin-top: .4rem; }
.bars dd { margin: 0; display: grid; gap: .15rem; }
.bar { display: flex; align-items: center; gap: .5rem; height: 1.1rem; }
.bar span { height: 100%; min-width: 1px; border-radius: 0 .2rem .2rem 0; background: var(--color); }
.bar b { font-weight: 500; font-size: .8125rem; color: var(--soft); white-space: nowrap; }
.base { --color: var(--base); }
.candidate { --color: var(--candidate); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.samples { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); }
.samples img { display: block; width: 100%; height: 9.5rem; object-fit: contain; border-radius: .5rem;
  background: var(--page); }
.samples img.sharp { image-rendering: pixelated; }
.samples .none { height: 9.5rem; display: grid; place-items: center; background: var(--page);
  border-radius: .5rem; color: var(--soft); }
.samples figcaption { margin-top: .35rem; line-height: 1.35; }
.samples figcaption b { color: var(--ink); font-weight: 600; }
.facts { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem;
  margin: 0; font-size: .875rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; }
@media (max-width: 30rem) {
  main { padding: .5rem; gap: .5rem; }
  section, header { padding: .9rem; }
  .findings li { grid-template-columns: 1fr; }
  th, td { padding: .35rem .4rem; }
  tbody.summary, tbody.detail { font-size: .8125rem; }
  .wrap tbody th, .wrap td { white-space: normal; }
  .recipes thead { display: none; }
  .recipes tr { display: grid; grid-template-columns: 1.75rem repeat(3, 1fr); padding: .4rem 0;
    border-bottom: 1px solid var(--line); }
  .recipes td { border: 0; padding: .1rem .25rem; text-align: left; }
  .recipes td:first-child { padding: .1rem 0; white-space: nowrap; }
  .recipes td:nth-child(2) { grid-column: 2 / -1; min-width: 0; font-weight: 600; }
  .recipes td:nth-child(3), .recipes td:nth-child(6) { grid-column: 2; }
  .recipes td:last-child { grid-column: 2 / -1; }
}
@media print { body { background: none; } section, header { break-inside: avoid; } }
)css";

}  // namespace sprint::report
