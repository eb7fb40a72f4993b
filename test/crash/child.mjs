/**
 * Loaded into the command before it runs, by `node --import`: a clock that runs faster, and a death at a chosen append
 * of a directory store. The command itself knows nothing of it.
 * CRASH_CLOCK: `SPEED EPOCH`, the same for all commands of a story. CRASH_APPEND: `before 7` or `after 7`.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';

const require = createRequire(import.meta.url);
const [speed = 1, epoch = 0] = (process.env.CRASH_CLOCK ?? '').split(' ').map(Number);
const [when, append] = (process.env.CRASH_APPEND ?? '').split(' ');

if (speed > 1) {
  const RealDate = Date;
  const now = () => Math.round(epoch + (RealDate.now() - epoch) * speed);
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length === 0 ? [now()] : given));
    }
    static now = now;
  };
  const timers = require('node:timers/promises');
  const delay = timers.setTimeout;
  timers.setTimeout = (ms, ...rest) => delay(ms / speed, ...rest);
  const repeat = globalThis.setInterval;
  globalThis.setInterval = (call, ms, ...rest) => repeat(call, ms / speed, ...rest);
}

if (append !== undefined) {
  const files = require('node:fs/promises');
  const { link } = files;
  let named = 0;
  const die = () => process.kill(process.pid, 'SIGKILL');
  files.link = async (from, to) => {
    named += 1;
    if (named === Number(append) && when === 'before') die();
    await link(from, to);
    if (named === Number(append) && when === 'after') die();
  };
}

syncBuiltinESMExports();
