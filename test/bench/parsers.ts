/** The bare parsers, in the builds that the command uses. */
export { parse as parseCsv } from 'csv-parse/sync';
export { parse as parseYaml } from 'yaml';
