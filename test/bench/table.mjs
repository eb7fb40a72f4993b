/**
 * The result: one row per comparison.
 * @typedef {{ what: string, size: string, figure: string, target: string, met: boolean | null, note: string }} Row
 * `met`: null where nothing was promised
 */

/** @returns {Row} */
export function ratioRow(what, size, value, most, note) {
  return {
    what,
    size,
    figure: `${value.toFixed(value < 0.1 ? 3 : 2)} x`,
    target: most === null ? '' : `<= ${most} x`,
    met: most === null ? null : value <= most,
    note,
  };
}

/** `megabytes`: of 2^20 bytes. @returns {Row} */
export function memoryRow(what, size, megabytes, most) {
  return {
    what,
    size,
    figure: `${Math.round(megabytes)} MB`,
    target: most === null ? '' : `<= ${most} MB`,
    met: most === null ? null : megabytes <= most,
    note: '',
  };
}

export function ms(value) {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** @param {readonly Row[]} rows */
export function render(rows) {
  const cells = [
    ['what', 'numbers', 'result', 'target', '', 'note'],
    ...rows.map(({ what, size, figure, target, met, note }) => [
      what,
      size,
      figure,
      target,
      met === null ? '' : met ? 'ok' : 'MISSED',
      note,
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const isFigure = (column) => column === 1 || column === 2 || column === 3;
  return cells
    .map((row) =>
      row
        .map((cell, at) => (isFigure(at) ? cell.padStart(widths[at]) : cell.padEnd(widths[at])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
