import { expect, it } from 'vitest';
import { toJson } from '../../src/report/json.ts';

it('writes JSON that git and people can read: two spaces, order of the value, one newline', () => {
  expect(toJson({ b: [1], a: null })).toBe('{\n  "b": [\n    1\n  ],\n  "a": null\n}\n');
});
