/**
 * The formats that a result can be printed in. A file of its own: the grammar needs the names and nothing else.
 */

/** What `plan` and `validate` can print. */
export const REPORTS = ['text', 'json', 'markdown', 'github', 'sarif', 'html'] as const;

export type Report = (typeof REPORTS)[number];

/** Any of them, or a table for a spreadsheet. */
export type Format = Report | 'csv';
