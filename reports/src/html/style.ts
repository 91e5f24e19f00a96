/** A string for CSS `content`. */
const cssString = (text: string): string =>
  `"${text.replace(/[\\"\n<]/g, (c) => `\\${c.charCodeAt(0).toString(16)} `)}"`;

/** The whole style sheet. `stamp` and `number` stand on every printed page. */
export function styleSheet(stamp: string, number: string, page: string): string {
  return `
:root {
  --ink: #1c2530; --soft: #5b6775; --faint: #8a95a3; --line: #dfe4ea; --paper: #ffffff; --ground: #f4f6f8;
  --pass: #1d7a46; --pass-bg: #e6f3eb; --fail: #b3261e; --fail-bg: #fbe9e7;
  --open: #8a5a00; --open-bg: #fdf3dc; --rest: #66717e; --rest-bg: #eceff2;
  --observed: #3d5a98; --observed-bg: #e8eef9; --accent: #24476b;
  --sans: "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic", Meiryo, "Noto Sans CJK JP", "Noto Sans JP", system-ui, sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK JP", monospace;
}
html:lang(en) { --sans: system-ui, -apple-system, "Segoe UI", Inter, "Helvetica Neue", Arial, "Noto Sans", sans-serif; }
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); font: 14px/1.55 var(--sans); -webkit-text-size-adjust: 100%; }
body { margin: 0; font-variant-numeric: tabular-nums; }
main { max-width: 1080px; margin: 0 auto; padding: 0 28px 72px; background: var(--paper); border: solid var(--line); border-width: 0 1px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 17px; margin: 44px 0 12px; padding-bottom: 6px; border-bottom: 2px solid var(--ink); font-weight: 650; }
h3 { font-size: 13px; margin: 26px 0 6px; font-weight: 650; color: var(--accent); font-family: var(--mono); }
h3 small { color: var(--faint); font-weight: 400; margin-left: 8px; font-family: var(--sans); }
p { margin: 0 0 8px; }
code, .mono { font-family: var(--mono); font-size: 12px; }
:lang(ja) h1, :lang(ja) h2 { letter-spacing: .02em; }

.stamp { position: sticky; top: 0; z-index: 2; margin: 0 -28px; padding: 5px 28px; font-size: 11.5px; font-weight: 600;
  letter-spacing: .06em; display: flex; justify-content: space-between; gap: 16px; color: #fff; background: var(--accent); }
.stamp.real { background: #7a1f1a; }
.stamp span:last-child { font-weight: 400; font-family: var(--mono); font-size: 11px; letter-spacing: 0; opacity: .85; }

header.cover { padding: 34px 0 8px; display: grid; grid-template-columns: 1fr auto; gap: 20px 32px; align-items: start; }
header.cover .sub { color: var(--soft); margin: 4px 0 0; }
.outcome { text-align: right; }
.outcome b { display: inline-block; padding: 6px 18px; border-radius: 4px; font-size: 21px; letter-spacing: .04em; }
.outcome small { display: block; color: var(--soft); margin-bottom: 5px; }

.about { margin: 16px 0 0; grid-template-columns: 150px minmax(0, 1fr); }
.statement { font-weight: 600; margin: 10px 0 0; max-width: 92ch; }
.commands { grid-template-columns: 190px minmax(0, 1fr); } .commands code { overflow-wrap: anywhere; }
.unstated { color: var(--faint); font-style: italic; } :lang(ja) .unstated { font-style: normal; }
.known { color: var(--observed); font-weight: 600; }
table.left td:first-child { width: 130px; } table.left td:nth-child(2) { width: 44px; padding-right: 14px; font-weight: 600; } table.left .why { font-family: var(--mono); font-size: 11px; color: var(--faint); }
.bar { display: flex; height: 10px; border-radius: 5px; overflow: hidden; margin: 22px 0 10px; gap: 2px; }
.bar i { display: block; min-width: 3px; }
.counts { display: flex; flex-wrap: wrap; gap: 6px 26px; margin: 0 0 6px; padding: 0; list-style: none; }
.counts b { font-size: 18px; font-weight: 600; margin-right: 6px; }
.counts .k { color: var(--soft); }

.PASS { color: var(--pass); background: var(--pass-bg); } i.PASS { background: #3f9d68; }
.FAIL { color: var(--fail); background: var(--fail-bg); } i.FAIL { background: #cc4037; }
.OBSERVED { color: var(--observed); background: var(--observed-bg); } i.OBSERVED { background: #6c8bcb; }
.INCONCLUSIVE, .ERROR, .UNDECIDED, .INCOMPLETE { color: var(--open); background: var(--open-bg); }
i.INCONCLUSIVE, i.ERROR { background: #d9a441; }
.SKIPPED, .NA { color: var(--rest); background: var(--rest-bg); } i.SKIPPED, i.NA { background: #c3cad2; }
.counts li { background: none; }
.counts li::before { content: ""; display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-right: 7px; background: currentColor; }
.chip { display: inline-block; min-width: 48px; padding: 0 7px; border-radius: 3px; font-size: 10.5px; line-height: 18px; font-weight: 600; text-align: center; letter-spacing: .03em; white-space: nowrap; }

.facts { display: grid; grid-template-columns: 1fr 1fr; gap: 0 44px; }
.facts section { break-inside: avoid; min-width: 0; }
.facts h3 { font-family: var(--sans); margin: 20px 0 2px; }
dl { margin: 0; display: grid; grid-template-columns: 132px minmax(0, 1fr); }
dt, dd { margin: 0; padding: 4px 0; border-top: 1px solid var(--line); }
dl > :nth-child(-n+2) { border-top: 0; }
dt { color: var(--soft); font-size: 12.5px; padding-right: 10px; }
dd { overflow-wrap: anywhere; }
.tags { font-size: 11.5px; color: var(--soft); line-height: 1.6; }
.text { color: var(--soft); font-size: 12.5px; max-width: 92ch; }
.alert { background: var(--open-bg); color: var(--open); padding: 9px 14px; border-radius: 4px; margin: 14px 0; }
.calm { background: var(--pass-bg); color: var(--pass); padding: 9px 14px; border-radius: 4px; }

table { border-collapse: collapse; width: 100%; font-size: 12.5px; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: 11.5px; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:last-child, th:last-child { padding-right: 0; }
td.num, th.num { text-align: right; }
table.req td:nth-child(1) { width: 190px; color: var(--soft); }
table.req td:nth-child(3) { width: 92px; white-space: nowrap; color: var(--soft); }
table.req td:nth-child(4) { width: 148px; }
.dots { display: flex; flex-wrap: wrap; gap: 3px; padding-top: 3px; }
.dots a { width: 11px; height: 11px; border-radius: 2px; display: block; background: currentColor; }
.basis-inferred { font-style: italic; }

table.attention td:first-child { width: 104px; } table.attention td:last-child { color: var(--faint); text-align: right; font-size: 11px; }
.why { color: var(--soft); }
a { color: inherit; text-decoration-color: var(--faint); text-underline-offset: 2px; }
.dots a, a:hover { text-decoration-color: currentColor; }

.filter { display: flex; gap: 6px; flex-wrap: wrap; margin: 0 0 8px; }
.filter label { cursor: pointer; border: 1px solid var(--line); border-radius: 12px; padding: 0 11px; font-size: 12px; color: var(--soft); line-height: 23px; }
.filter input { position: absolute; opacity: 0; }
.filter input:checked + span { color: var(--ink); font-weight: 600; }
.filter label:has(:checked) { border-color: var(--ink); }
.filter label:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; }

details.case { border-bottom: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 31px; }
details.case > summary { display: grid; grid-template-columns: 116px minmax(0, 1fr) auto; gap: 12px; padding: 5px 0; cursor: pointer; list-style: none; align-items: baseline; }
details.case > summary::-webkit-details-marker { display: none; }
details.case > summary:hover { background: #f8fafb; }
details.case > summary .chip { justify-self: start; }
details.case summary .id { color: var(--faint); font-family: var(--mono); font-size: 11px; }
details.case[open] > summary .name { font-weight: 600; }
.body { padding: 2px 0 18px 128px; }
.body dl { grid-template-columns: 92px minmax(0, 1fr); font-size: 12.5px; margin-bottom: 10px; }
.body dl dt, .body dl dd { border: 0; padding: 1px 0; }
.body h4 { margin: 12px 0 2px; font-size: 11.5px; color: var(--soft); font-weight: 600; }
.checks { table-layout: fixed; }
.checks th:nth-child(1) { width: 22px; } .checks th:nth-child(2) { width: 76px; } .checks th:nth-child(3) { width: 22%; } .checks th:nth-child(4) { width: 31%; }
.checks td:first-child { font-weight: 700; } .checks td { overflow-wrap: anywhere; }
.checks .yes { color: var(--pass); } .checks .no { color: var(--fail); }
.checks td, .trace td { padding-top: 3px; padding-bottom: 3px; }
.checks td:nth-child(2) { color: var(--soft); white-space: nowrap; }
.trace td:nth-child(1) { width: 26px; color: var(--faint); text-align: right; padding-right: 10px; }
.trace td:nth-child(2) { width: 48px; color: var(--faint); white-space: nowrap; }
.trace td:nth-child(4) { width: 62px; text-align: right; color: var(--faint); white-space: nowrap; }
.trace tr.aside td { color: var(--soft); }
.trace .what { display: flex; justify-content: space-between; gap: 14px; }
.trace .what > :last-child { color: var(--soft); text-align: right; }
.apdu { font-family: var(--mono); font-size: 11px; line-height: 1.5; overflow-wrap: anywhere; color: #34404d; }
.apdu::before { content: attr(data-way); color: var(--faint); margin-right: 6px; }
.apdu .h { color: var(--accent); font-weight: 600; }
.apdu .sw { font-weight: 700; }
.apdu .sw.good { color: var(--pass); } .apdu .sw.bad { color: var(--open); }
.apdu .gap { color: var(--faint); font-family: var(--sans); }
.apdu .cov { background: #2a323b; color: #c9d1d9; border-radius: 2px; padding: 0 5px; font-size: 10px; font-family: var(--sans); }
.picture { width: 70px; } .picture svg { width: 60px; height: 45px; display: block; }
.rule { font-family: var(--mono); font-size: 11px; color: var(--observed); }
footer { margin-top: 52px; padding-top: 12px; border-top: 2px solid var(--ink); color: var(--soft); font-size: 12px; text-align: center; }
.more { color: var(--faint); }

@media screen and (max-width: 760px) {
  main { padding: 0 14px 48px; } .stamp { margin: 0 -14px; padding: 5px 14px; }
  header.cover, .facts { grid-template-columns: 1fr; } .outcome { text-align: left; }
  .body { padding-left: 0; } details.case > summary { grid-template-columns: 82px 1fr; } details.case > summary .id { grid-column: 2; }
}
@page {
  size: A4; margin: 17mm 15mm 16mm;
  @top-left { content: ${cssString(stamp)}; font: 600 8pt sans-serif; color: #24476b; }
  @top-right { content: ${cssString(number)}; font: 7.5pt monospace; color: #5b6775; }
  @bottom-right { content: ${cssString(`${page} `)} counter(page) " / " counter(pages); font: 8pt sans-serif; color: #5b6775; }
}
@media print {
  html { background: #fff; font-size: 9pt; line-height: 1.42; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; border: 0; }
  .stamp { position: static; margin: 0; border-radius: 3px; padding: 3px 10px; }
  h2 { margin-top: 15px; margin-bottom: 6px; break-after: avoid; } .bar { margin: 10px 0 6px; } .about { margin-top: 6px; } header.cover { padding-top: 8px; }
  table.attention td, table.left td { padding: 2px 8px 2px 0; } h3 { break-after: avoid; margin-top: 16px; }
  table { font-size: 8pt; } tr, dl > * { break-inside: avoid; } thead { display: table-header-group; }
  .break { break-before: page; } details.case { content-visibility: visible; }
  .filter { display: none; } h4 { break-after: avoid; }
  details.case > summary { grid-template-columns: 84px minmax(0, 1fr) auto; gap: 8px; break-after: avoid; padding: 3px 0; }
  details.case { break-inside: auto; border-top: 1px solid var(--line); border-bottom: 0; padding-top: 3px; }
  .chip { font-size: 7pt; line-height: 12pt; } .facts { gap: 0 26px; } dl { grid-template-columns: 96px minmax(0, 1fr); } dt { font-size: 8pt; } dd { font-size: 8.5pt; } code, .mono { font-size: 7.5pt; }
  details.case::details-content { content-visibility: visible; height: auto; display: block; }
  .body { padding: 0 0 8px 92px; } .body dl { font-size: 8pt; }
  .apdu { font-size: 7pt; } .dots a { width: 7px; height: 7px; }
  .tags { font-size: 8pt; }
}
`;
}

/** Inline style sheets end at the first end tag, whatever stands in strings. */
export const safeStyle = (css: string): string => css.replaceAll('</', '<\\/');
