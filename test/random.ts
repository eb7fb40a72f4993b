/**
 * fast-check for all random tests: the same cases on every run, so that a red run means that something was changed.
 * PROPERTY_SEED is another number, or `random` to look at cases that nobody has seen yet.
 */
import fc from 'fast-check';

const wanted = process.env['PROPERTY_SEED'] ?? '20260724';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });

export { fc };
